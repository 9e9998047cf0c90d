/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.poolstarter.HttpResult;
import org.poolstarter.advice.SizeCeiling;
import org.poolstarter.jdbc.EmbeddedServers;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The advice on the size of a pool, over HTTP, from load on a real PostgreSQL. */
class SizingAdviceTests {

    @Test
    void aPoolWithoutLoadIsToldThatTooLittleWasSeen() {
        try (ConfigurableApplicationContext application = start(Application.class)) {
            HttpResult advice = HttpResult.get(application, "/actuator/pools/orders/advice");

            assertThat(advice.status()).isEqualTo(200);
            assertThat(advice.at("$.verdict")).isEqualTo("too-little-seen");
            assertThat(advice.at("$.size")).isEqualTo(Map.of("current", 2, "origin", "pools.jdbc.orders.max-size"));
            assertThat(advice.at("$.confidence")).isEqualTo("low");
        }
    }

    @Test
    void withoutHistoryThereIsNoAdviceAndItSaysWhatToSet() {
        try (ConfigurableApplicationContext application = start(Application.class, "--pools.history.enabled=false")) {
            HttpResult advice = HttpResult.get(application, "/actuator/pools/orders/advice");

            assertThat(advice.status()).isEqualTo(404);
            assertThat(advice.at("$.error")).asString().contains("orders", "pools.history.enabled");
        }
    }

    @Test
    void callersThatComeOnlyWhenOthersHaveLeftGetNoSizeButAStepToTheBoundAndAMeasurement() {
        try (ConfigurableApplicationContext application = start(Bounded.class, "--pools.sizing.window=10s");
                QueryLoop loop = new QueryLoop(application, 8)) {
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                HttpResult advice = HttpResult.get(application, "/actuator/pools/orders/advice");
                assertThat(advice.at("$.verdict")).isEqualTo("grow-and-measure");
                assertThat(advice.at("$.size.keys()").toString()).doesNotContain("advised");
                assertThat(advice.at("$.yaml")).isEqualTo("pools:\n  jdbc:\n    orders:\n      max-size: 3\n");
                assertThat(advice.at("$.evidence.bound")).isEqualTo(3);
                assertThat(advice.at("$.evidence.boundReason")).isEqualTo("the test grants no more");
                assertThat((Double) advice.at("$.evidence.utilization")).isGreaterThan(0.9);
                assertThat((Integer) advice.at("$.uses")).isGreaterThanOrEqualTo(100);
            });
            assertThat(loop.failed()).isFalse();
        }
    }

    @Test
    void aPoolWhoseConnectionsNobodyUsesIsSaidToLeakAndNotToBeTooSmall() throws SQLException {
        try (ConfigurableApplicationContext application = start(
                Application.class,
                "--pools.jdbc.orders.acquire-timeout=2s",
                "--pools.jdbc.orders.validation-timeout=1s")) {
            DataSource pool = application.getBean(DataSource.class);
            assertThat(HttpResult.get(application, "/actuator/pools/orders/advice")
                            .at("$.keys()"))
                    .asString()
                    .doesNotContain("saturation");
            try (Connection one = pool.getConnection();
                    Connection two = pool.getConnection()) {
                assertThat(one.isValid(1) && two.isValid(1)).isTrue();
                assertThatThrownBy(pool::getConnection).isInstanceOf(SQLTransientConnectionException.class);

                HttpResult advice = HttpResult.get(application, "/actuator/pools/orders/advice");
                assertThat(advice.at("$.saturation"))
                        .asString()
                        .startsWith("LEAK: connections are held for too long by callers that do nothing with them")
                        .contains("active=2", "heldAndNotUsed=2");
            }
        }
    }

    @Test
    void aValueOutOfItsBoundsStopsTheStartAndSaysWhatToChange() {
        assertThatThrownBy(() -> start(Application.class, "--pools.sizing.wait-percentile=100"))
                .hasStackTraceContaining("pools.sizing.wait-percentile must be between 50.0 and 99.99 but is 100.0");
        assertThatThrownBy(() -> start(Application.class, "--pools.sizing.window=11m"))
                .hasStackTraceContaining(
                        "pools.sizing.window must be at most pools.history.keep, which is 10m, but is 11m");
    }

    private static ConfigurableApplicationContext start(Class<?> application, String... arguments) {
        String[] usual = {
            "--server.port=0",
            "--management.endpoints.web.exposure.include=pools",
            "--pools.jdbc.orders.url=" + EmbeddedServers.postgresUrl(),
            "--pools.jdbc.orders.username=postgres",
            "--pools.jdbc.orders.max-size=2"
        };
        String[] all = Stream.of(usual, arguments).flatMap(Stream::of).toArray(String[]::new);
        return SpringApplication.run(application, all);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = MongoAutoConfiguration.class)
    static class Application {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = MongoAutoConfiguration.class)
    static class Bounded {

        @Bean
        SizeCeiling generous() {
            return pool -> Optional.of(new SizeCeiling.Bound(30, "another bound"));
        }

        @Bean
        SizeCeiling tight() {
            return pool -> Optional.of(new SizeCeiling.Bound(3, "the test grants no more"));
        }
    }
}
