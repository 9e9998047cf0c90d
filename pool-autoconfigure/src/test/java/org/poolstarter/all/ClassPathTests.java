/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.actuate.PoolsEndpoint;
import org.poolstarter.advice.Warning;
import org.poolstarter.advice.doctor.Doctor;
import org.poolstarter.health.PoolsHealth;
import org.poolstarter.metrics.PoolMeters;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.Pools;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Each application starts with what is on its class path, and its pools are there and seen. */
class ClassPathTests {

    private static final Map<String, String> KEYS = Map.of(
            "orders", "pools.jdbc.orders.url=jdbc:h2:mem:class-path",
            "sessions", "pools.mongo.sessions.uri=mongodb://127.0.0.1:1/app",
            "mail", "pools.accounts.mail.max-size=3");

    private static final String[] JDBC = {
        "com.zaxxer.hikari", "org.springframework.jdbc", "org.springframework.boot.jdbc"
    };
    private static final String[] DATA = {"org.springframework.data", "org.springframework.boot.data"};
    private static final String[] MONGO = {
        "com.mongodb", "org.springframework.boot.mongodb", "org.springframework.data", "org.springframework.boot.data"
    };
    private static final String[] POSTGRES = {"org.postgresql"};
    private static final String[] REDIS = {
        "io.lettuce", "org.springframework.data.redis", "org.springframework.boot.data.redis"
    };
    private static final String[] ACTUATOR = {"org.springframework.boot.actuate", "org.springframework.boot.health"};
    private static final String[] MICROMETER = {"io.micrometer", "org.springframework.boot.micrometer"};

    static Stream<ClassPath> classPaths() {
        return Stream.of(
                new ClassPath("all", Set.of("orders", "sessions", "mail")),
                new ClassPath("JDBC only", Set.of("orders"), MONGO),
                new ClassPath("MongoDB only", Set.of("sessions"), JDBC),
                new ClassPath("accounts only", Set.of("mail"), JDBC, MONGO),
                new ClassPath("no driver of PostgreSQL", Set.of("orders", "mail"), POSTGRES, MONGO),
                new ClassPath("no Redis", Set.of("orders", "sessions", "mail"), REDIS),
                new ClassPath("none of those that pools can do without", Set.of("mail"), JDBC, MONGO, REDIS, POSTGRES),
                new ClassPath("no Spring Data", Set.of("orders", "sessions"), DATA),
                new ClassPath("no actuator", Set.of("orders", "sessions", "mail"), ACTUATOR),
                new ClassPath("no Micrometer", Set.of("orders", "sessions", "mail"), MICROMETER),
                new ClassPath("neither actuator nor Micrometer", Set.of("mail"), ACTUATOR, MICROMETER, JDBC, MONGO));
    }

    @ParameterizedTest
    @MethodSource("classPaths")
    void aServletApplicationStartsWithThePoolsThatCanBe(ClassPath classPath) {
        new WebApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .withClassLoader(classPath.loader())
                .withPropertyValues(classPath.keys())
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertSeen(context, classPath);
                });
    }

    @Test
    void aReactiveApplicationStartsToo() {
        ClassPath classPath = new ClassPath("reactive", Set.of("orders", "sessions", "mail"));
        new ReactiveWebApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .withPropertyValues(classPath.keys())
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertSeen(context, classPath);
                });
    }

    private static void assertSeen(ApplicationContext context, ClassPath classPath) {
        Doctor doctor = context.getBean(Doctor.class);
        doctor.examine();
        assertThat(doctor.budget().now().lines()).isEmpty();
        assertThat(context.getBean(Pools.class).all())
                .allSatisfy(pool -> assertThat(doctor.warnings(pool))
                        .extracting(Warning::code)
                        .isSubsetOf("no-operation-timeout"))
                .extracting(Pool::name)
                .containsExactlyInAnyOrderElementsOf(classPath.pools());
        if (classPath.has(ACTUATOR)) {
            assertThat(context.getBean(PoolsEndpoint.class).pools().pools()).containsOnlyKeys(classPath.pools());
            assertThat(context.getBean(PoolsHealth.class)).isNotNull();
        } else {
            assertThat(context.getBeanNamesForType(PoolsEndpoint.class)).isEmpty();
            assertThat(context.getBeanNamesForType(PoolsHealth.class)).isEmpty();
        }
        assertThat(context.getBeanNamesForType(PoolMeters.class)).hasSize(classPath.has(MICROMETER) ? 1 : 0);
        assertThat(context.containsBean("sessionsMongoTemplate"))
                .isEqualTo(classPath.pools().contains("sessions") && classPath.has(DATA));
    }

    /**
     * A class path.
     *
     * @param name its name
     * @param pools the pools that are configured
     * @param absent the packages that are not there
     */
    record ClassPath(String name, Set<String> pools, List<String> absent) {

        ClassPath(String name, Set<String> pools, String[]... absent) {
            this(
                    name,
                    new TreeSet<>(pools),
                    Arrays.stream(absent).flatMap(Arrays::stream).toList());
        }

        boolean has(String... packages) {
            return !absent.containsAll(List.of(packages));
        }

        FilteredClassLoader loader() {
            return new FilteredClassLoader(absent.toArray(String[]::new));
        }

        String[] keys() {
            return Stream.concat(
                            Stream.of(
                                    "management.endpoints.web.exposure.include=*",
                                    "spring.autoconfigure.exclude=" + absentAutoConfigurations()),
                            pools.stream().map(KEYS::get))
                    .toArray(String[]::new);
        }

        /** The list of a jar stays where its classes are hidden, so its auto-configurations have to be named. */
        private String absentAutoConfigurations() {
            return ImportCandidates.load(AutoConfiguration.class, null).getCandidates().stream()
                    .filter(name -> absent.stream().anyMatch(name::startsWith))
                    .collect(Collectors.joining(","));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        ClientFactory<String, Integer> mail() {
            return String::length;
        }
    }
}
