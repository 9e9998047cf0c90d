/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.connection.ConnectionPoolSettings;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.mongo.MongoPool;
import org.poolstarter.mongo.WireServer;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.Pools;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.mongodb.autoconfigure.MongoClientFactory;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

@ExtendWith(OutputCaptureExtension.class)
class UnnamedMongoClientsTests {

    private static final WireServer server = WireServer.start();

    private final ApplicationContextRunner runner =
            MongoContexts.runner().withPropertyValues("spring.mongodb.uri=" + server.uri("app"));

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void bootsClientHasTheValuesOfTheDefaultProfile() {
        runner.run(context -> {
            Pool pool = pool(context, "mongo");
            assertThat(pool.backend()).isEqualTo("mongo");
            assertThat(pool.target()).isEqualTo("mongodb://" + server.address());
            assertThat(pool.settings().profile()).isEqualTo("medium");
            assertSetting(pool, "min-idle", 10, "medium");
            assertSetting(pool, "max-size", 50, "medium");
            assertSetting(pool, "acquire-timeout", Duration.ofSeconds(5), "medium");
            assertSetting(pool, "server-selection-timeout", Duration.ofSeconds(5), "medium");
            assertSetting(pool, "retry-writes", true, "medium");
            assertThat(pool.snapshot().max()).isEqualTo(50);
            assertThat(pool.snapshot().min()).isEqualTo(10);
        });
    }

    @Test
    void readsOfBootsClientAreNotCutOff() {
        runner.run(context ->
                assertSetting(pool(context, "mongo"), "socket-timeout", Duration.ZERO, "default of the driver"));
    }

    @Test
    void whatHappensInBootsClientIsCounted() {
        runner.run(context -> {
            context.getBean(MongoClient.class).listDatabaseNames().first();
            Pool pool = pool(context, "mongo");
            assertThat(Objects.requireNonNull(pool.recorder()).totals().acquired())
                    .isPositive();
            assertThat(pool.snapshot().size()).isPositive();
            assertThat(pool.sections().get("servers")).asString().contains(server.address());
            Objects.requireNonNull(pool.probe()).check(Duration.ofSeconds(5));
        });
    }

    @Test
    void optionsOfTheConnectionStringWinAndTheLowerBoundGivesWay() {
        options("maxPoolSize=5&waitQueueTimeoutMS=700&retryReads=false").run(context -> {
            assertThat(context).hasNotFailed();
            Pool pool = pool(context, "mongo");
            assertSetting(pool, "max-size", 5, "spring.mongodb.uri");
            assertSetting(pool, "min-idle", 5, "medium, lowered to max-size");
            assertSetting(pool, "acquire-timeout", Duration.ofMillis(700), "spring.mongodb.uri");
            assertSetting(pool, "retry-reads", false, "spring.mongodb.uri");
            assertThat(pool.snapshot().max()).isEqualTo(5);
            assertThat(pool.snapshot().min()).isEqualTo(5);
        });
    }

    @Test
    void anOptionThatEqualsTheDriversDefaultWins() {
        options("maxPoolSize=100&minPoolSize=0").run(context -> {
            assertSetting(pool(context, "mongo"), "max-size", 100, "spring.mongodb.uri");
            assertSetting(pool(context, "mongo"), "min-idle", 0, "spring.mongodb.uri");
        });
    }

    @Test
    void aLowerBoundInTheConnectionStringRaisesTheProfilesUpperOne() {
        options("minPoolSize=60").run(context -> {
            assertThat(context).hasNotFailed();
            assertSetting(pool(context, "mongo"), "min-idle", 60, "spring.mongodb.uri");
            assertSetting(pool(context, "mongo"), "max-size", 60, "medium, raised to min-idle");
        });
    }

    @Test
    void aConnectionStringWithoutAnUpperBoundStarts() {
        options("maxPoolSize=0").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(pool(context, "mongo").snapshot().max()).isEqualTo(Integer.MAX_VALUE);
        });
    }

    @Test
    void aConnectionStringThatContradictsItselfFailsAsWithoutUs() {
        options("minPoolSize=8&maxPoolSize=5")
                .run(context -> assertThat(context).getFailure().hasMessageContaining("maxSize >= minSize"));
    }

    @Test
    void customizersOfTheApplicationWin() {
        customized(pool -> pool.maxSize(3).maxWaitTime(9, TimeUnit.SECONDS)).run(context -> {
            assertThat(context).hasNotFailed();
            Pool pool = pool(context, "mongo");
            assertSetting(pool, "max-size", 3, "customizer of the application");
            assertSetting(pool, "min-idle", 3, "medium, lowered to max-size");
            assertSetting(pool, "acquire-timeout", Duration.ofSeconds(9), "customizer of the application");
        });
    }

    @Test
    void aCustomizersLowerBoundRaisesTheProfilesUpperOne() {
        customized(pool -> pool.minSize(70)).run(context -> {
            assertThat(context).hasNotFailed();
            assertSetting(pool(context, "mongo"), "min-idle", 70, "customizer of the application");
            assertSetting(pool(context, "mongo"), "max-size", 70, "medium, raised to min-idle");
        });
    }

    @Test
    void aCustomizerOfTheHighestOrderWins() {
        runner.withUserConfiguration(HighestCustomizer.class)
                .run(context ->
                        assertThat(pool(context, "mongo").snapshot().max()).isEqualTo(7));
    }

    @Test
    void aCustomizerThatLooksAtTheSettingsFindsThemFit() {
        options("maxPoolSize=5")
                .withBean(MongoClientSettingsBuilderCustomizer.class, () -> MongoClientSettings.Builder::build)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void anotherDefaultProfileTunesBootsClient() {
        runner.withPropertyValues(
                        "pools.profile=nightly",
                        "pools.profiles.nightly.base=small",
                        "pools.profiles.nightly.mongo.max-size=4")
                .run(context -> {
                    assertSetting(pool(context, "mongo"), "max-size", 4, "nightly");
                    assertSetting(pool(context, "mongo"), "min-idle", 2, "small");
                });
    }

    @Test
    void aProfileThatCannotBeUsedNamesItsKey() {
        runner.withPropertyValues("pools.profile=nightly", "pools.profiles.nightly.mongo.max-size=0")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidPoolConfigurationException.class)
                        .hasMessage("pools.profiles.nightly.mongo.max-size must be at least 1 but is 0"));
    }

    @Test
    void bootsClientIsOnlyWatchedOnRequest() {
        runner.withPropertyValues("pools.tune-boot=false").run(context -> {
            Pool pool = pool(context, "mongo");
            assertThat(pool.settings().profile()).isNull();
            assertSetting(pool, "max-size", 100, "default of the driver");
            assertSetting(pool, "min-idle", 0, "default of the driver");
            context.getBean(MongoClient.class).listDatabaseNames().first();
            assertThat(pool.snapshot().size()).isPositive();
        });
    }

    @Test
    void settingsOfTheApplicationAreWatchedAndNotTuned() {
        runner.withUserConfiguration(OwnSettings.class).run(context -> {
            assertSetting(pool(context, "mongo"), "max-size", 100, "default of the driver");
            assertSetting(pool(context, "mongo"), "min-idle", 1, "customizer of the application");
        });
    }

    @Test
    void connectionDetailsAreNamedAsOrigin() {
        runner.withBean(
                        MongoConnectionDetails.class,
                        () -> () -> new ConnectionString(server.uri("app") + "?maxPoolSize=6"))
                .run(context -> assertSetting(pool(context, "mongo"), "max-size", 6, "connection details of mongo"));
    }

    @Test
    void aClientThatTheApplicationBuildsWithBootsCustomizersIsTunedAndWatchedUnderItsBeansName() {
        runner.withUserConfiguration(OwnClient.class).run(context -> {
            assertThat(context).doesNotHaveBean("mongo");
            Pool pool = pool(context, "ownClient");
            assertSetting(pool, "max-size", 50, "medium");
            context.getBean("ownClient", MongoClient.class).listDatabaseNames().first();
            assertThat(pool.snapshot().size()).isPositive();
            assertThat(context.getBean(Pools.class).all())
                    .as("not again as alias")
                    .hasSize(1);
        });
    }

    @Test
    void aClientThatCannotBeCountedIsNoPoolAndSaysWhy(CapturedOutput output) {
        runner.withBean("own", MongoClient.class, () -> MongoClients.create(server.uri("app")))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(Pools.class).all()).isEmpty();
                });
        assertThat(output.getOut().lines().filter(line -> line.contains("'own' is not shown as a pool")))
                .hasSize(1);
    }

    @Test
    void namedClientsAreNotTunedTwice(CapturedOutput output) {
        runner.withPropertyValues("pools.mongo.archive.uri=" + server.uri("app"), "pools.mongo.archive.profile=small")
                .run(context -> {
                    assertThat(context.getBean(Pools.class).all())
                            .extracting(Pool::name)
                            .containsExactly("archive", "mongo");
                    MongoPool archive = context.getBean(MongoPool.class);
                    assertSetting(archive, "max-size", 20, "small");
                    archive.client().listDatabaseNames().first();
                    assertThat(archive.recorder().totals().acquired()).isEqualTo(1);
                });
        assertThat(output).doesNotContain("is not shown as a pool");
    }

    @Test
    void aClientWhoseIndicatorIsTurnedOffIsNeverDown() {
        runner.withPropertyValues("management.health.mongodb.enabled=false")
                .run(context -> assertThat(pool(context, "mongo").probe()).isNull());
    }

    @Test
    void anOptionOfBootsClientIsSetInItsUriWhichBeatsTheHost() {
        String remedy = "spring.mongodb.uri=mongodb://.../?socketTimeoutMS=30000, with the servers, login and options";
        runner.run(context -> assertThat(assignedSocketTimeout(context)).startsWith(remedy));
        String[] host = {
            "spring.mongodb.host=127.0.0.1",
            "spring.mongodb.port=" + server.port(),
            "spring.mongodb.username=app",
            "spring.mongodb.password=hidden"
        };
        ApplicationContextRunner byHost = MongoContexts.runner().withPropertyValues(host);
        byHost.run(context ->
                assertThat(assignedSocketTimeout(context)).startsWith(remedy).doesNotContain("hidden"));
        byHost.withPropertyValues("spring.mongodb.uri=" + server.uri("app") + "?socketTimeoutMS=30000")
                .run(context -> assertSetting(
                        pool(context, "mongo"), "socket-timeout", Duration.ofSeconds(30), "spring.mongodb.uri"));
    }

    @Test
    void anOptionOfAClientWithoutKeysIsSetWhereItsServersAre() {
        runner.withBean(MongoConnectionDetails.class, () -> () -> new ConnectionString(server.uri("app")))
                .run(context -> assertThat(assignedSocketTimeout(context))
                        .isEqualTo("socketTimeoutMS=30000 in the connection string of its MongoConnectionDetails"));
        runner.withUserConfiguration(OwnSettings.class)
                .run(context -> assertThat(assignedSocketTimeout(context))
                        .isEqualTo("socket-timeout of the pool mongo to 30s in its MongoClientSettings"));
    }

    @Test
    void whatACustomizerSetsIsChangedThere() {
        customized(pool -> pool.maxConnecting(1))
                .withPropertyValues("pools.mongo.archive.uri=" + server.uri("app"))
                .run(context -> {
                    assertThat(pool(context, "mongo").assignment("max-connecting", 4))
                            .isEqualTo("max-connecting of the pool mongo to 4 in the customizer that sets it");
                    assertThat(pool(context, "archive").assignment("socket-timeout", Duration.ofSeconds(30)))
                            .isEqualTo("pools.mongo.archive.socket-timeout=30s");
                });
    }

    private static String assignedSocketTimeout(ApplicationContext context) {
        return pool(context, "mongo").assignment("socket-timeout", Duration.ofSeconds(30));
    }

    private ApplicationContextRunner options(String options) {
        return runner.withPropertyValues("spring.mongodb.uri=" + server.uri("app") + "?" + options);
    }

    private ApplicationContextRunner customized(Consumer<ConnectionPoolSettings.Builder> customizer) {
        return runner.withBean(
                MongoClientSettingsBuilderCustomizer.class,
                () -> builder -> builder.applyToConnectionPoolSettings(customizer::accept));
    }

    private static Pool pool(ApplicationContext context, String name) {
        return context.getBean(Pools.class).find(name).orElseThrow();
    }

    private static void assertSetting(Pool pool, String key, Object value, String origin) {
        assertThat(pool.settings().settings()).contains(new Setting(key, value, origin));
    }

    @Configuration(proxyBeanMethods = false)
    static class HighestCustomizer {

        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        MongoClientSettingsBuilderCustomizer highest() {
            return builder -> builder.applyToConnectionPoolSettings(pool -> pool.maxSize(7));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnSettings {

        @Bean
        MongoClientSettings ownSettings() {
            return MongoClientSettings.builder()
                    .applyConnectionString(new ConnectionString(server.uri("app")))
                    .applyToConnectionPoolSettings(pool -> pool.minSize(1))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnClient {

        @Bean
        MongoClient ownClient(
                ObjectProvider<MongoClientSettingsBuilderCustomizer> customizers, MongoClientSettings settings) {
            return new MongoClientFactory(customizers.orderedStream().toList()).createMongoClient(settings);
        }

        @Bean(defaultCandidate = false)
        MongoClient alias(MongoClient ownClient) {
            return ownClient;
        }
    }
}
