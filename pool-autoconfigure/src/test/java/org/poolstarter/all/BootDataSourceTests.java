/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.poolstarter.HttpResult;
import org.poolstarter.jdbc.EmbeddedServers;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An application that knows nothing of pools, as it would be without the starter: it has a URL, and nothing else. */
class BootDataSourceTests {

    private static final String POOL = "$.pools.dataSource";

    @Test
    void anApplicationWithOnlyAnUrlIsTunedAndSeen() {
        try (ConfigurableApplicationContext application = start()) {
            assertThat(version(application)).startsWith("PostgreSQL");

            HttpResult pools = HttpResult.get(application, "/actuator/pools");
            assertThat(pools.at("$.pools.keys()")).isEqualTo(Set.of("dataSource"));
            assertThat(pools.at(POOL + ".backend")).isEqualTo("jdbc");
            assertThat(pools.at(POOL + ".profile")).isEqualTo("medium");
            assertThat(pools.at(POOL + ".target")).asString().startsWith("jdbc:postgresql://");
            assertThat(pools.at(POOL + ".limits.max-size.value")).isEqualTo(15);
            assertThat(pools.at(POOL + ".limits.max-size.origin")).isEqualTo("medium");
            assertThat(pools.at(POOL + ".limits.min-idle.value")).isEqualTo(5);
            assertThat(pools.at(POOL + ".totals.keys()")).isEqualTo(Set.of("acquired", "released", "timedOut"));
            assertThat(pools.at(POOL + ".totals.acquired")).isEqualTo(1);

            await().untilAsserted(() -> assertThat(
                            HttpResult.get(application, "/actuator/prometheus").body())
                    .contains("pool_max{backend=\"jdbc\",pool=\"dataSource\"} 15.0")
                    .contains("pool_acquire_seconds_count{backend=\"jdbc\",pool=\"dataSource\"} 1")
                    .contains("hikaricp_connections_max{pool=\"HikariPool-")
                    .contains("hikaricp_connections_acquire_seconds_count{pool=\"HikariPool-"));

            await().untilAsserted(() -> assertThat(HttpResult.get(application, "/actuator/health")
                            .at("$.components.pools.components.dataSource.details.backendReachable"))
                    .isEqualTo(true));
            assertThat(HttpResult.get(application, "/actuator/health").at("$.components.keys()"))
                    .asString()
                    .doesNotContain("db");
        }
    }

    @Test
    void theUsersSizeWinsOverTheProfileAndTheMinimumIsClamped() {
        try (ConfigurableApplicationContext application = start("--spring.datasource.hikari.maximum-pool-size=3")) {
            assertThat(version(application)).startsWith("PostgreSQL");
            HikariDataSource dataSource = application.getBean(HikariDataSource.class);
            await().untilAsserted(
                            () -> assertThat(dataSource.getHikariPoolMXBean().getTotalConnections())
                                    .isEqualTo(3));

            HttpResult pools = HttpResult.get(application, "/actuator/pools/dataSource");
            assertThat(pools.at("$.limits.max-size.origin")).isEqualTo("spring.datasource.hikari.maximum-pool-size");
            assertThat(pools.at("$.limits.min-idle.value")).isEqualTo(3);
            assertThat(pools.at("$.limits.min-idle.origin")).isEqualTo("medium, lowered to max-size");
            assertThat(pools.at("$.counts.max")).isEqualTo(3);
            assertThat(pools.at("$.counts.min")).isEqualTo(3);
        }
    }

    @Test
    void aFullPoolOfBootsIsNotDown() throws SQLException {
        try (ConfigurableApplicationContext application = start(
                        "--spring.datasource.hikari.maximum-pool-size=1",
                        "--spring.datasource.hikari.connection-timeout=60000");
                Connection held = application.getBean(HikariDataSource.class).getConnection()) {
            HttpResult health = HttpResult.get(application, "/actuator/health", Duration.ofSeconds(10));
            assertThat(health.status()).isEqualTo(200);
            assertThat(held.isValid(1)).isTrue();
        }
    }

    @Test
    void aDatabaseThatIsDownStopsNeitherTheStartNorGoesUnseen() {
        String dead = "--spring.datasource.url=jdbc:postgresql://localhost:" + EmbeddedServers.freePort() + "/none";
        try (ConfigurableApplicationContext application = start(dead)) {
            await().untilAsserted(() -> {
                HttpResult health = HttpResult.get(application, "/actuator/health");
                assertThat(health.status()).isEqualTo(503);
                assertThat(health.at("$.components.pools.components.dataSource.status"))
                        .isEqualTo("DOWN");
            });
            assertThat(application.getBean(HikariDataSource.class).isRunning())
                    .as("started by us")
                    .isFalse();
        }
    }

    @Test
    void bootsIndicatorStaysIfItIsToStay() {
        try (ConfigurableApplicationContext application = start("--pools.health.replace=false")) {
            assertThat(HttpResult.get(application, "/actuator/health").at("$.components.keys()"))
                    .asString()
                    .contains("db", "pools");
        }
    }

    @Test
    void namedPoolsBesideBootsTakeNothingFromIt() {
        try (ConfigurableApplicationContext application = start(
                "--pools.jdbc.reports.url=" + EmbeddedServers.mariaDbUrl(), "--pools.jdbc.archive.url=jdbc:h2:mem:a")) {
            HikariDataSource boots = application.getBean(HikariDataSource.class);
            assertThat(boots).isSameAs(application.getBean("dataSource"));
            assertThat(application.getBean(JdbcTemplate.class).getDataSource()).isSameAs(boots);
            assertThat(version(application)).startsWith("PostgreSQL");
            assertThat(HttpResult.get(application, "/actuator/pools").at("$.pools.keys()"))
                    .isEqualTo(Set.of("dataSource", "reports", "archive"));
            assertThat(HttpResult.get(application, "/actuator/health").at("$.components.keys()"))
                    .asString()
                    .doesNotContain("db");
        }
    }

    private static String version(ConfigurableApplicationContext application) {
        return application
                .getBean(JdbcClient.class)
                .sql("select version()")
                .query(String.class)
                .single();
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        Stream<String> common = Stream.of(
                "--server.port=0",
                "--management.endpoints.web.exposure.include=*",
                "--management.endpoint.health.show-details=always",
                "--spring.datasource.url=" + EmbeddedServers.postgresUrl(),
                "--spring.datasource.username=postgres");
        return SpringApplication.run(
                Application.class,
                Stream.concat(common.filter(argument -> !isSet(key(argument), arguments)), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private static boolean isSet(String key, String... arguments) {
        return Arrays.stream(arguments).anyMatch(argument -> key(argument).equals(key));
    }

    private static String key(String argument) {
        return argument.substring(0, argument.indexOf('='));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = MongoAutoConfiguration.class)
    static class Application {}
}
