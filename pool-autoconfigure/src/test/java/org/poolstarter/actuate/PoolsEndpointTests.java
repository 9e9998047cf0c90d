/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.poolstarter.HttpResult;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.PoolSnapshot;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The shape of the JSON that people and tools read. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoolsEndpointTests {

    private ConfigurableApplicationContext application;

    @BeforeAll
    void startAndWaitForThreeSamples() {
        application = SpringApplication.run(
                Application.class, "--server.port=0", "--management.endpoints.web.exposure.include=pools");
        await().until(() -> pools().at("$.status").equals("CRITICAL"));
        await().until(() -> moments("?resolution=fine").size() >= 3);
    }

    @AfterAll
    void stop() {
        application.close();
    }

    @Test
    void theWorstStatusIsThatOfAll() {
        assertThat(pools().at("$.pools.calm.status")).isEqualTo("HEALTHY");
        assertThat(pools().at("$.pools.full.status")).isEqualTo("CRITICAL");
        assertThat(pools().at("$.status")).isEqualTo("CRITICAL");
    }

    @Test
    void anEntryHasExactlyTheDocumentedFields() {
        assertThat(full().at("$.keys()"))
                .isEqualTo(Set.of(
                        "backend",
                        "target",
                        "profile",
                        "status",
                        "utilization",
                        "reachability",
                        "counts",
                        "peaks",
                        "times",
                        "totals",
                        "limits",
                        "warnings",
                        "sections"));
    }

    @Test
    void theCountsAreThoseOfTheMoment() {
        assertThat(full().at("$.counts"))
                .isEqualTo(Map.of(
                        "active",
                        10,
                        "idle",
                        0,
                        "opening",
                        0,
                        "pending",
                        3,
                        "size",
                        10,
                        "max",
                        10,
                        "min",
                        2,
                        "overflow",
                        8));
        assertThat(full().at("$.utilization")).isEqualTo(1.0);
    }

    @Test
    void everyLimitHasItsValueAsWrittenInYamlAndItsOrigin() {
        assertThat(full().at("$.profile")).isEqualTo("medium");
        assertThat(full().at("$.limits"))
                .isEqualTo(Map.of(
                        "max-size", Map.of("value", 10, "origin", "pools.test.full.max-size"),
                        "acquire-timeout", Map.of("value", "10s", "origin", "medium")));
    }

    @Test
    void totalsAndTimesAreThere() {
        assertThat(full().at("$.totals.acquired")).isEqualTo(1);
        assertThat(full().at("$.totals.timedOut")).isEqualTo(1);
        assertThat(full().at("$.totals.closed")).isEqualTo(2);
        assertThat(full().at("$.totals.closedByReason")).isEqualTo(Map.of("IDLE", 1, "BROKEN", 1));
        assertThat(full().at("$.times.waitTime.count")).isEqualTo(1);
        assertThat(full().at("$.times.waitTime.maxMs")).isEqualTo(2.0);
        assertThat(full().at("$.times.keys()")).isEqualTo(Set.of("waitTime"));
    }

    @Test
    void peaksHaveTheirMoment() {
        assertThat(full().at("$.peaks.active.value")).isEqualTo(10);
        assertThat(Instant.parse((String) full().at("$.peaks.active.at"))).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void aWarningHasCodeEvidenceWindowAndRemedy() {
        assertThat(full().at("$.warnings[0].code")).isEqualTo("saturated");
        assertThat(full().at("$.warnings[0].severity")).isEqualTo("CRITICAL");
        assertThat(full().at("$.warnings[0].evidence.pending")).isEqualTo(3);
        assertThat(full().at("$.warnings[0].keys()"))
                .isEqualTo(Set.of("code", "severity", "evidence", "windowSeconds", "remedy", "since"));
        assertThat((String) full().at("$.warnings[0].remedy")).contains("pools.test.full.max-size");
    }

    @Test
    void whatThePoolDoesNotKnowIsAbsent() {
        assertThat(pools().at("$.pools.calm.keys()"))
                .isEqualTo(Set.of(
                        "backend",
                        "status",
                        "utilization",
                        "reachability",
                        "counts",
                        "peaks",
                        "limits",
                        "warnings",
                        "sections"));
    }

    @Test
    void theHistoryHasOneListForEachFieldAllOfThemAsLong() {
        HttpResult history = history("");
        assertThat(history.at("$.keys()")).isEqualTo(Set.of("pool", "fine", "coarse"));
        assertThat(history.at("$.pool")).isEqualTo("full");
        assertThat(history.at("$.fine.keys()"))
                .isEqualTo(Set.of("everySeconds", "keepSeconds", "at", "values", "closedByReason"));
        assertThat(history.at("$.fine.everySeconds")).isEqualTo(1.0);
        assertThat(history.at("$.fine.keepSeconds")).isEqualTo(600.0);
        assertThat(history.at("$.coarse.everySeconds")).isEqualTo(60.0);
        assertThat(history.at("$.coarse.keepSeconds")).isEqualTo(86_400.0);
        Map<String, List<Object>> values = valuesOf(history);
        assertThat(values)
                .containsOnlyKeys(
                        "active",
                        "idle",
                        "opening",
                        "pending",
                        "size",
                        "max",
                        "utilization",
                        "acquired",
                        "timedOut",
                        "opened",
                        "openFailures",
                        "closed",
                        "waitP50Ms",
                        "waitP95Ms",
                        "waitP99Ms",
                        "usageP50Ms",
                        "usageP95Ms",
                        "usageP99Ms",
                        "usageMeanMs");
        int points = ((List<?>) history.at("$.fine.at")).size();
        assertThat(points).isGreaterThanOrEqualTo(3);
        assertThat(values).allSatisfy((field, list) -> assertThat(list).hasSize(points));
        assertThat(values.get("active")).containsOnly(10);
        assertThat(values.get("utilization")).containsOnly(1.0);
        assertThat(values.get("usageP95Ms")).containsOnlyNulls();
    }

    @Test
    void oneResolutionOrWhatIsNewCanBeAskedFor() {
        assertThat(history("?resolution=coarse").at("$.keys()")).isEqualTo(Set.of("pool", "coarse"));
        List<Long> all = moments("?resolution=fine");
        assertThat(moments("?resolution=fine&since=" + all.get(2))).doesNotContain(all.get(0), all.get(1), all.get(2));
        assertThat(moments("?resolution=fine&since=2000-01-01T00:00:00Z")).startsWith(all.get(0), all.get(1));
    }

    @Test
    void aQuestionThatCannotBeReadIsABadRequest() {
        HttpResult resolution = history("?resolution=hourly");
        assertThat(resolution.status()).isEqualTo(400);
        assertThat(resolution.at("$.key")).isEqualTo("resolution");
        assertThat(resolution.at("$.value")).isEqualTo("hourly");
        assertThat(resolution.at("$.bound")).isEqualTo("must be fine or coarse");

        HttpResult since = history("?since=yesterday");
        assertThat(since.status()).isEqualTo(400);
        assertThat(since.at("$.key")).isEqualTo("since");
    }

    @Test
    void anUnknownViewOrPoolHasNoHistory() {
        assertThat(HttpResult.get(application, "/actuator/pools/full/future").status())
                .isEqualTo(404);
        assertThat(HttpResult.get(application, "/actuator/pools/nobody/history").status())
                .isEqualTo(404);
    }

    @Test
    void anUnknownNameIsNotFound() {
        assertThat(HttpResult.get(application, "/actuator/pools/nobody").status())
                .isEqualTo(404);
    }

    private HttpResult pools() {
        return HttpResult.get(application, "/actuator/pools");
    }

    private HttpResult history(String query) {
        return HttpResult.get(application, "/actuator/pools/full/history" + query);
    }

    @SuppressWarnings("unchecked") // what the JSON is made of, or the test fails
    private List<Long> moments(String query) {
        return (List<Long>) history(query).at("$.fine.at");
    }

    @SuppressWarnings("unchecked") // what the JSON is made of, or the test fails
    private static Map<String, List<Object>> valuesOf(HttpResult history) {
        return (Map<String, List<Object>>) history.at("$.fine.values");
    }

    private HttpResult full() {
        return HttpResult.get(application, "/actuator/pools/full");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = {DataSourceAutoConfiguration.class, MongoAutoConfiguration.class})
    static class Application {

        @Bean
        Pool calm() {
            return new CalmPool("calm", "test");
        }

        @Bean
        Pool full() {
            return new FullPool(new PoolRecorder());
        }
    }

    private record CalmPool(String name, String backend) implements Pool {

        @Override
        public PoolSnapshot snapshot() {
            return PoolSnapshot.of(1, 1, 0, 10, 0);
        }
    }

    private record FullPool(PoolRecorder recorder) implements Pool {

        FullPool {
            recorder.acquired(Duration.ofMillis(2).toNanos());
            recorder.timedOut();
            recorder.closed(CloseReason.IDLE);
            recorder.closed(CloseReason.BROKEN);
        }

        @Override
        public String name() {
            return "full";
        }

        @Override
        public String backend() {
            return "test";
        }

        @Override
        public String target() {
            return "test://server";
        }

        @Override
        public PoolSettings settings() {
            return new PoolSettings(
                    "medium",
                    "pools.test.full",
                    List.of(
                            new Setting("max-size", 10, "pools.test.full.max-size"),
                            new Setting("acquire-timeout", Duration.ofSeconds(10), "medium")));
        }

        @Override
        public PoolSnapshot snapshot() {
            return PoolSnapshot.of(10, 0, 3, 10, 2);
        }
    }
}
