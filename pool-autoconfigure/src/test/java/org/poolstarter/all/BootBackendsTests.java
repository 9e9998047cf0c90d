/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.poolstarter.HttpResult;
import org.poolstarter.jdbc.EmbeddedServers;
import org.poolstarter.mongo.WireServer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Applications with both databases of Boot's or with none, and no key of ours. */
class BootBackendsTests {

    private static final String[] BACKENDS = {
        "com.zaxxer.hikari",
        "org.springframework.jdbc",
        "org.springframework.boot.jdbc",
        "com.mongodb",
        "org.springframework.boot.mongodb",
        "org.springframework.data",
        "org.springframework.boot.data"
    };

    @Test
    void anApplicationWithBothIsTunedAndSeenEverywhere() {
        try (WireServer mongo = WireServer.start();
                ConfigurableApplicationContext application = run(
                        new SpringApplication(Application.class),
                        "--spring.datasource.url=" + EmbeddedServers.postgresUrl(),
                        "--spring.datasource.username=postgres",
                        "--spring.mongodb.uri=" + mongo.uri("app"))) {
            assertThat(application
                            .getBean(JdbcClient.class)
                            .sql("select version()")
                            .query(String.class)
                            .single())
                    .startsWith("PostgreSQL");
            application.getBean(MongoClient.class).listDatabaseNames().first();

            HttpResult pools = HttpResult.get(application, "/actuator/pools");
            assertThat(pools.at("$.pools.keys()")).isEqualTo(Set.of("dataSource", "mongo"));
            Map.of("dataSource", 15, "mongo", 50).forEach((pool, maxSize) -> {
                assertThat(pools.at("$.pools.%s.profile".formatted(pool))).isEqualTo("medium");
                assertThat(pools.at("$.pools.%s.limits.max-size.value".formatted(pool)))
                        .isEqualTo(maxSize);
                assertThat(pools.at("$.pools.%s.limits.max-size.origin".formatted(pool)))
                        .isEqualTo("medium");
                assertThat(pools.at("$.pools.%s.totals.acquired".formatted(pool)))
                        .isEqualTo(1);
            });

            await().untilAsserted(() -> {
                HttpResult health = HttpResult.get(application, "/actuator/health");
                assertThat(health.status()).isEqualTo(200);
                assertThat(health.at("$.components.pools.components..backendReachable"))
                        .asString()
                        .isEqualTo("[true,true]");
                assertThat(health.at("$.components.keys()")).asString().doesNotContain("db", "mongo");
            });

            assertThat(HttpResult.get(application, "/actuator/prometheus").body())
                    .contains("pool_max{backend=\"jdbc\",pool=\"dataSource\"} 15.0")
                    .contains("pool_max{backend=\"mongo\",pool=\"mongo\"} 50.0");
        }
    }

    @Test
    void anApplicationWithoutAnyLibraryOfABackendStartsAndShowsNoPool() {
        SpringApplication bare =
                new SpringApplication(new DefaultResourceLoader(new FilteredClassLoader(BACKENDS)), Application.class);
        // The list of a jar stays where its classes are hidden, so its auto-configurations have to be named.
        String hidden = ImportCandidates.load(AutoConfiguration.class, null).getCandidates().stream()
                .filter(name -> Stream.of(BACKENDS).anyMatch(name::startsWith))
                .collect(Collectors.joining(","));
        try (ConfigurableApplicationContext application = run(bare, "--spring.autoconfigure.exclude=" + hidden)) {
            assertNoPoolIsShown(application);
        }
    }

    @Test
    void anApplicationThatUsesNoDatabaseOfItsLibrariesStartsAndShowsNoPool() {
        try (ConfigurableApplicationContext application = run(
                new SpringApplication(Application.class),
                "--spring.autoconfigure.exclude="
                        + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
                        + "org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration")) {
            assertNoPoolIsShown(application);
        }
    }

    private static void assertNoPoolIsShown(ConfigurableApplicationContext application) {
        assertThat(HttpResult.get(application, "/actuator/pools").at("$.pools")).isEqualTo(Map.of());
        HttpResult health = HttpResult.get(application, "/actuator/health");
        assertThat(health.status()).isEqualTo(200);
        assertThat(health.at("$.status")).isEqualTo("UP");
        assertThat(HttpResult.get(application, "/actuator/prometheus").body())
                .contains("jvm_memory_used_bytes")
                .doesNotContain("pool_max{");
    }

    private static ConfigurableApplicationContext run(SpringApplication application, String... arguments) {
        Stream<String> common = Stream.of(
                "--server.port=0",
                "--management.endpoints.web.exposure.include=*",
                "--management.endpoint.health.show-details=always");
        return application.run(Stream.concat(common, Stream.of(arguments)).toArray(String[]::new));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
