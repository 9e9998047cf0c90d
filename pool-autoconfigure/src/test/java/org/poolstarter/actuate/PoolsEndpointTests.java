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
    void anUnknownNameIsNotFound() {
        assertThat(HttpResult.get(application, "/actuator/pools/nobody").status())
                .isEqualTo(404);
    }

    private HttpResult pools() {
        return HttpResult.get(application, "/actuator/pools");
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
