/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.poolstarter.HttpResult;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.Lease;
import org.poolstarter.advice.SizeCeiling;
import org.poolstarter.jdbc.EmbeddedServers;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Pools whose size moves with their load, in a running application. */
class AdaptiveSizingTests {

    private static final String ORDERS = "/actuator/pools/orders";

    @Test
    void aJdbcPoolGrowsUpToItsCeilingTellsSoAndGetsItsSizeBackOnDemand() {
        try (ConfigurableApplicationContext application = start(
                        Bounded.class, "--pools.jdbc.orders.sizing=adaptive", "--pools.sizing.adaptive-every=1s");
                QueryLoop loop = new QueryLoop(application, 12)) {
            assertThat(HttpResult.get(application, ORDERS).at("$.limits.sizing"))
                    .isEqualTo(Map.of("value", "adaptive", "origin", "pools.jdbc.orders.sizing"));

            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(
                            () -> assertThat(HttpResult.get(application, ORDERS).at("$.limits.max-size"))
                                    .isEqualTo(Map.of("value", 5, "origin", "adaptive")));
            HttpResult events = HttpResult.get(application, ORDERS + "/events?type=changed");
            assertThat(events.at("$.entries[0].details.by")).isEqualTo("adaptive");
            assertThat(events.at("$.entries[0].details.changes")).asString().endsWith("-> 5");
            assertThat(loop.failed()).isFalse();

            HttpResult tried = HttpResult.post(application, ORDERS, "{\"action\":\"fix-size\",\"dryRun\":true}");
            assertThat(tried.at("$.dryRun")).isEqualTo(true);
            assertThat(tried.at("$.changes")).isEqualTo(List.of(Map.of("setting", "max-size", "from", 5, "to", 2)));
            assertThat(HttpResult.get(application, ORDERS).at("$.limits.max-size"))
                    .isEqualTo(Map.of("value", 5, "origin", "adaptive"));

            HttpResult fixed = HttpResult.post(application, ORDERS, "{\"action\":\"fix-size\"}");
            assertThat(fixed.at("$.changes")).isEqualTo(List.of(Map.of("setting", "max-size", "from", 5, "to", 2)));
            assertThat(HttpResult.get(application, ORDERS).at("$.limits.max-size"))
                    .isEqualTo(Map.of("value", 2, "origin", "pools.jdbc.orders.max-size"));

            HttpResult again = HttpResult.post(application, ORDERS, "{\"action\":\"fix-size\"}");
            assertThat(again.status()).isEqualTo(409);
            assertThat(HttpResult.post(application, ORDERS, "{\"action\":\"fix-size\",\"dryRun\":true}")
                            .status())
                    .isEqualTo(409);
            assertThat(HttpResult.post(application, ORDERS, "{\"action\":\"fix-size\",\"set\":\"a=1\"}")
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    @SuppressWarnings("unchecked") // the pool of the factory below
    void anAccountPoolGrowsWhereSessionsWait() throws Exception {
        try (ConfigurableApplicationContext application = start(
                Accounts.class,
                "--pools.accounts.mail.max-size=2",
                "--pools.accounts.mail.sizing=adaptive",
                "--pools.accounts.mail.adaptive-max-size=4",
                "--pools.sizing.adaptive-every=1s")) {
            AccountPool<String, Object> mail = application.getBean("mailAccountPool", AccountPool.class);
            List<Lease<Object>> held = List.of(mail.acquire("anna"), mail.acquire("hugo"));
            List<CompletableFuture<Lease<Object>>> waiting =
                    Stream.of("greta", "clara", "emil").map(mail::acquireAsync).toList();

            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertThat(HttpResult.get(application, "/actuator/pools/mail")
                                    .at("$.limits.max-size"))
                            .isEqualTo(Map.of("value", 4, "origin", "adaptive")));
            assertThat(HttpResult.get(application, "/actuator/pools/mail").at("$.counts.active"))
                    .isEqualTo(4);
            assertThat(HttpResult.get(application, "/actuator/pools/mail").at("$.limits.adaptive-max-size"))
                    .isEqualTo(Map.of("value", 4, "origin", "pools.accounts.mail.adaptive-max-size"));
            assertThat(waiting).filteredOn(CompletableFuture::isDone).hasSize(2);
            held.forEach(Lease::close);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--pools.jdbc.orders.sizing=fixed --pools.jdbc.orders.adaptive-max-size=5"
                        + "| pools.jdbc.orders.adaptive-max-size=5 has no effect without pools.jdbc.orders.sizing=adaptive",
                "--pools.jdbc.orders.sizing=adaptive --pools.jdbc.orders.adaptive-max-size=9"
                        + "| pools.jdbc.orders.adaptive-max-size=9 is no size of the pool: max-size must be 1 to 8",
                "--pools.jdbc.orders.sizing=adaptive --pools.jdbc.orders.adaptive-min-size=1"
                        + "| pools.jdbc.orders.adaptive-min-size=1 is no size of the pool: min-idle must be at most max-size",
                "--pools.jdbc.orders.sizing=adaptive --pools.jdbc.orders.adaptive-min-size=5 --pools.jdbc.orders.adaptive-max-size=4"
                        + "| pools.jdbc.orders.adaptive-max-size must be at least adaptive-min-size, which is 5, but is 4",
                "--pools.jdbc.orders.sizing=adaptive --pools.history.enabled=false"
                        + "| pools.jdbc.orders.sizing=adaptive needs the past of the pool",
                "--pools.jdbc.orders.sizing=adaptive --pools.sizing.adaptive-every=10ms"
                        + "| pools.sizing.adaptive-every must be 1s to 1d but is 10ms",
                "--pools.jdbc.orders.sizing=adaptive --pools.sizing.adaptive-every=200000d" // more than a long of
                        // nanoseconds
                        + "| pools.sizing.adaptive-every must be 1s to 1d but is 200000d",
                "--pools.jdbc.orders.sizing=fixed --pools.sizing.adaptive-every=0s"
                        + "| pools.sizing.adaptive-every must be 1s to 1d but is 0s"
            })
    void whatCannotBeStopsTheStartAndSaysWhatToChange(String arguments, String problem) {
        assertThatThrownBy(() -> start(Application.class, arguments.split(" ", -1)))
                .hasStackTraceContaining(problem);
    }

    private static ConfigurableApplicationContext start(Class<?> application, String... arguments) {
        String[] usual = {
            "--server.port=0",
            "--management.endpoints.web.exposure.include=pools",
            "--management.endpoint.pools.access=unrestricted",
            "--pools.jdbc.orders.url=" + EmbeddedServers.postgresUrl(),
            "--pools.jdbc.orders.username=postgres",
            "--pools.jdbc.orders.max-size=2"
        };
        return SpringApplication.run(
                application, Stream.of(usual, arguments).flatMap(Stream::of).toArray(String[]::new));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = MongoAutoConfiguration.class)
    static class Application {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = MongoAutoConfiguration.class)
    static class Bounded {

        @Bean
        SizeCeiling five() {
            return pool -> Optional.of(new SizeCeiling.Bound(5, "the test grants no more"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = MongoAutoConfiguration.class)
    static class Accounts {

        @Bean
        ClientFactory<String, Object> mail() {
            return account -> new Object();
        }
    }
}
