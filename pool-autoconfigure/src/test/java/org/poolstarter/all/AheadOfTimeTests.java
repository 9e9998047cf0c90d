/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.ttddyy.dsproxy.proxy.ProxyJdbcObject;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.h2.Driver;
import org.junit.jupiter.api.Test;
import org.poolstarter.HttpResult;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.actuate.PoolDescriptor;
import org.poolstarter.actuate.PoolsDescriptor;
import org.poolstarter.autoconfigure.AccountTuning;
import org.poolstarter.autoconfigure.JdbcTuning;
import org.poolstarter.autoconfigure.MongoPoolProperties;
import org.poolstarter.autoconfigure.PoolProfile;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.Pools;
import org.springframework.aot.AotDetector;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.aot.AotApplicationContextInitializer;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.SpringProperties;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.javapoet.ClassName;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** An application that was processed ahead of time is the same as one that was not, with the values of its start. */
class AheadOfTimeTests {

    private static final List<String> POOLS = List.of("orders", "reports", "sessions", "archive", "mail");

    private static final String[] BUILD = {
        "--server.port=0",
        "--management.endpoints.web.exposure.include=health,pools,metrics",
        "--management.endpoint.health.show-details=always",
        "--pools.jdbc.orders.url=jdbc:h2:mem:build-orders",
        "--pools.jdbc.orders.primary=true",
        "--pools.jdbc.orders.max-size=3",
        "--pools.jdbc.reports.url=jdbc:h2:mem:build-reports",
        "--pools.mongo.sessions.uri=mongodb://127.0.0.1:1/build",
        "--pools.mongo.sessions.primary=true",
        "--pools.mongo.archive.uri=mongodb://127.0.0.1:1/build",
        "--pools.accounts.mail.max-size=3"
    };

    private static final String[] RUN = {
        "--pools.profile=small",
        "--pools.health.interval=5s",
        "--pools.jdbc.orders.url=jdbc:h2:mem:run-orders",
        "--pools.jdbc.orders.max-size=7",
        "--pools.jdbc.orders.hikari.register-mbeans=true",
        "--pools.jdbc.reports.url=jdbc:h2:mem:run-reports",
        "--pools.jdbc.reports.profile=large",
        "--pools.mongo.sessions.uri=mongodb://127.0.0.1:2/run",
        "--pools.mongo.sessions.max-size=8",
        "--pools.mongo.archive.uri=mongodb://127.0.0.1:2/run?maxPoolSize=6",
        "--pools.accounts.mail.max-size=9",
        "--pools.accounts.mail.exclusive=true"
    };

    @Test
    @CompileWithForkedClassLoader
    void poolsAreTheSameWithTheValuesOfTheStart() {
        // The JVM takes one factory, and that is of the Tomcat of another class loader.
        TomcatURLStreamHandlerFactory.disable();
        // The JVM looks for drivers once, and may have done so before this class loader was there.
        Driver.load();
        Application jvm;
        try (ConfigurableApplicationContext context = SpringApplication.run(Settings.class, start())) {
            jvm = Application.of(context);
        }
        runAheadOfTime(context -> {
            Application compiled = Application.of(context);
            assertThat(((AbstractBeanDefinition) context.getBeanFactory().getBeanDefinition("ordersDataSource"))
                            .getInstanceSupplier())
                    .as("made by generated code")
                    .isNotNull();
            assertThat(compiled.beans()).isEqualTo(jvm.beans());
            assertThat(compiled.pools()).isEqualTo(jvm.pools());
            assertThat(compiled.targets()).isEqualTo(jvm.targets());
            assertThat(compiled.observers()).isEqualTo(jvm.observers());
            assertInjected(context);
        });
        assertThat(jvm.beans())
                .containsKeys("sessionsMongoTemplate", "archiveMongoClient", "mailAccountPool", "reportsJdbcClient")
                .extractingByKeys("ordersDataSource", "reportsDataSource", "sessionsMongoClient")
                .containsExactly(
                        "HikariDataSource qualifier=orders primary=true default=true",
                        "HikariDataSource qualifier=reports primary=false default=false",
                        "MongoClient qualifier=sessions primary=true default=true");
        assertThat(jvm.targets())
                .containsEntry("orders", "jdbc:h2:mem:run-orders")
                .containsEntry("sessions", "mongodb://127.0.0.1:2/run");
        assertThat(jvm.pools().get("orders")).contains("max-size, value=7", "pools.jdbc.orders.max-size");
        assertThat(jvm.pools().get("archive")).contains("max-size, value=6");
        assertThat(jvm.pools().get("mail")).contains("max-size, value=9");
    }

    @Test
    void aNativeImageKeepsWhatIsReadByReflection() {
        TestGenerationContext generation = new TestGenerationContext(Settings.class);
        new ApplicationContextAotGenerator().processAheadOfTime(prepare(BUILD), generation);

        RuntimeHints hints = generation.getRuntimeHints();
        assertThat(RuntimeHintsPredicates.resource()
                        .forResource("org/poolstarter/autoconfigure/built-in-profiles.properties"))
                .accepts(hints);
        assertThat(List.of(
                        RuntimeHintsPredicates.reflection().onMethodInvocation(PoolProfile.class, "setBase"),
                        RuntimeHintsPredicates.reflection().onMethodInvocation(JdbcTuning.class, "setMaxSize"),
                        RuntimeHintsPredicates.reflection().onMethodInvocation(MongoPoolProperties.class, "setUri"),
                        RuntimeHintsPredicates.reflection().onMethodInvocation(AccountTuning.class, "setMaxSize"),
                        RuntimeHintsPredicates.reflection().onMethodInvocation(HikariConfig.class, "setRegisterMbeans"),
                        RuntimeHintsPredicates.proxies().forInterfaces(ProxyJdbcObject.class, Connection.class),
                        RuntimeHintsPredicates.reflection().onMethodInvocation(PoolsDescriptor.class, "pools"),
                        RuntimeHintsPredicates.reflection().onType(PoolDescriptor.class)))
                .allSatisfy(predicate -> assertThat(predicate).accepts(hints));
        assertThat(RuntimeHintsPredicates.reflection()
                        .onType(TypeReference.of("org.poolstarter.autoconfigure.health.BootIndicator$Group")))
                .accepts(hints);
    }

    private static void assertInjected(ConfigurableApplicationContext context) {
        Injected beans = context.getBean(Injected.class);
        assertThat(beans.orders()).isSameAs(context.getBean("ordersDataSource"));
        assertThat(beans.reports()).isSameAs(context.getBean("reportsDataSource"));
        assertThat(beans.primary()).isSameAs(beans.orders());
        assertThat(beans.primaryClient()).isSameAs(context.getBean("sessionsMongoClient"));
        assertThat(beans.archive()).isSameAs(context.getBean("archiveMongoTemplate"));
        assertThat(beans.mail()).isSameAs(context.getBean("mailAccountPool"));
        assertThat(url(beans.client())).isEqualTo("jdbc:h2:mem:run-orders");
        assertThat(url(beans.reportsClient())).isEqualTo("jdbc:h2:mem:run-reports");
        assertThat(context.getBeanNamesForType(PlatformTransactionManager.class))
                .contains("ordersTransactionManager", "reportsTransactionManager");
    }

    private static String url(JdbcClient client) {
        return "jdbc:h2:mem:"
                + client.sql("select database()").query(String.class).single().toLowerCase(Locale.ROOT);
    }

    /** Compiles an application with the properties of the build and runs it with these. */
    private static void runAheadOfTime(Consumer<ConfigurableApplicationContext> assertions) {
        TestGenerationContext generation = new TestGenerationContext(Settings.class);
        ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(prepare(BUILD), generation);
        generation.writeGeneratedContent();
        TestCompiler.forSystem().with(generation).compile(compiled -> {
            SpringApplication application =
                    new SpringApplication(new DefaultResourceLoader(compiled.getClassLoader()), Settings.class);
            application.addInitializers(
                    AotApplicationContextInitializer.forInitializerClasses(initializer.reflectionName()));
            SpringProperties.setProperty(AotDetector.AOT_ENABLED, "true");
            try (ConfigurableApplicationContext context = application.run(start())) {
                assertions.accept(context);
            } finally {
                SpringProperties.setProperty(AotDetector.AOT_ENABLED, null);
            }
        });
    }

    /** The context of an application at the moment before it is refreshed. */
    private static GenericApplicationContext prepare(String... arguments) {
        try {
            SpringApplication.withHook(
                    application -> new SpringApplicationRunListener() {
                        @Override
                        public void contextLoaded(ConfigurableApplicationContext context) {
                            throw new SpringApplication.AbandonedRunException(context);
                        }
                    },
                    () -> SpringApplication.run(Settings.class, arguments));
        } catch (SpringApplication.AbandonedRunException ex) {
            return (GenericApplicationContext) Objects.requireNonNull(ex.getApplicationContext());
        }
        throw new IllegalStateException("The application was not abandoned");
    }

    /** The properties of the build, where those of the start set no other value. */
    private static String[] start() {
        Map<String, String> arguments = new TreeMap<>();
        Stream.concat(Arrays.stream(BUILD), Arrays.stream(RUN))
                .forEach(argument -> arguments.put(argument.substring(0, argument.indexOf('=')), argument));
        return arguments.values().toArray(String[]::new);
    }

    /**
     * What must be equal in both.
     *
     * @param beans type, qualifier and candidacy by name of bean
     * @param pools settings with their origins by name of pool
     * @param targets targets by name of pool
     * @param observers what the endpoint, health and meters show
     */
    record Application(
            Map<String, String> beans,
            Map<String, String> pools,
            Map<String, String> targets,
            Map<String, String> observers) {

        static Application of(ConfigurableApplicationContext context) {
            Map<String, String> pools = new TreeMap<>();
            Map<String, String> targets = new TreeMap<>();
            for (Pool pool : context.getBean(Pools.class).all()) {
                pools.put(pool.name(), pool.settings().toString());
                targets.put(pool.name(), pool.target());
            }
            return new Application(beans(context.getBeanFactory()), pools, targets, observers(context));
        }

        private static Map<String, String> beans(ConfigurableListableBeanFactory factory) {
            return Arrays.stream(factory.getBeanDefinitionNames())
                    .filter(name -> POOLS.stream().anyMatch(name::startsWith))
                    .collect(Collectors.toMap(name -> name, name -> facts(name, factory)));
        }

        private static String facts(String name, ConfigurableListableBeanFactory factory) {
            AbstractBeanDefinition definition = (AbstractBeanDefinition) factory.getMergedBeanDefinition(name);
            String qualifier = POOLS.stream()
                    .filter(pool -> BeanFactoryAnnotationUtils.isQualifierMatch(pool::equals, name, factory))
                    .collect(Collectors.joining(","));
            return "%s qualifier=%s primary=%s default=%s"
                    .formatted(
                            typeOf(name, factory), qualifier, definition.isPrimary(), definition.isDefaultCandidate());
        }

        private static String typeOf(String name, ConfigurableListableBeanFactory factory) {
            return Stream.of(HikariDataSource.class, MongoClient.class)
                    .filter(type -> factory.isTypeMatch(name, type))
                    .map(Class::getSimpleName)
                    .findFirst()
                    .orElseGet(() -> String.valueOf(factory.getType(name)));
        }

        private static Map<String, String> observers(ConfigurableApplicationContext context) {
            HttpResult health = HttpResult.get(context, "/actuator/health");
            HttpResult endpoint = HttpResult.get(context, "/actuator/pools");
            HttpResult meters = HttpResult.get(context, "/actuator/metrics/pool.max");
            return Map.of(
                    "health", health.at("$.components.pools.components.keys()").toString(),
                    "components", health.at("$.components.keys()").toString(),
                    "endpoint", endpoint.at("$.pools.*.limits").toString(),
                    "meters", meters.at("$.availableTags").toString());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Injected.class)
    static class Settings {

        @Bean
        ClientFactory<String, Integer> mail() {
            return String::length;
        }
    }

    record Injected(
            @Qualifier("orders") HikariDataSource orders,
            @Qualifier("reports") HikariDataSource reports,
            HikariDataSource primary,
            JdbcClient client,
            @Qualifier("reports") JdbcClient reportsClient,
            MongoClient primaryClient,
            @Qualifier("archive") MongoTemplate archive,
            @Qualifier("mail") AccountPool<String, Integer> mail) {}
}
