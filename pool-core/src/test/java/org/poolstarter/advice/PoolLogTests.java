/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.LogCapture;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.PoolSnapshot;

class PoolLogTests {

    private static final PoolSnapshot CALM = PoolSnapshot.of(2, 3, 0, 10, 2);
    private static final PoolSnapshot BUSY = PoolSnapshot.of(8, 2, 0, 10, 2);
    private static final PoolSnapshot FULL = PoolSnapshot.of(10, 0, 4, 10, 2);

    private final TestClock clock = new TestClock();
    private final ScriptedPool pool = new ScriptedPool("orders", clock);
    private final PoolMonitor monitor = new PoolMonitor(
            new MonitorSettings(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(3)),
            clock,
            clock::nanoTime,
            Runnable::run);
    private final LogCapture log = new LogCapture(PoolLog.class);

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void aPoolSaysAtItsStartHowLargeItBecomesAndWhy() {
        monitor.added(new SizedPool());

        assertThat(log.lines())
                .containsExactly("INFO Pool sized (test): 2 to 8 connections, profile medium: "
                        + "min-idle=2 (medium), max-size=8 (pools.test.sized.max-size)");
    }

    @Test
    void aStatusThatBecomesWorseIsSaidOnceWithTheCodesOfItsWarnings() {
        monitor.added(pool);
        pool.shows(BUSY);
        samples(10);
        pool.shows(FULL);
        samples(10);

        assertThat(log.warnings())
                .containsExactly(
                        "Pool orders (scripted) is WARNING: high-utilization; 8 of 10 active, 0 pending",
                        "Pool orders (scripted) is CRITICAL: saturated, high-utilization; 10 of 10 active, 4 pending");
    }

    @Test
    void aLoadThatComesAndGoesIsSaidOnce() {
        monitor.added(pool);
        for (int i = 0; i < 10; i++) {
            pool.shows(BUSY);
            samples(5);
            pool.shows(CALM);
            samples(50);
        }

        assertThat(log.warnings()).hasSize(1);
        assertThat(log.lines()).noneMatch(line -> line.contains("HEALTHY again"));
    }

    @Test
    void aStatusIsOverWhenThePoolHasBeenHealthyForAMinute() {
        monitor.added(pool);
        pool.shows(BUSY);
        samples(23);
        pool.shows(CALM);
        samples(60);
        assertThat(log.lines()).noneMatch(line -> line.contains("HEALTHY again"));

        samples(1);
        assertThat(log.lines())
                .last()
                .isEqualTo("INFO Pool orders (scripted) is HEALTHY again; it was WARNING for up to 21s");

        pool.shows(BUSY);
        samples(3);
        assertThat(log.warnings()).hasSize(2);
    }

    @Test
    void aSummaryIsOneLineForEachPool() {
        monitor.added(pool);
        monitor.added(new SizedPool());
        pool.shows(FULL);
        pool.recorder().acquired(Duration.ofMillis(4).toNanos());
        samples(3);

        monitor.logSummary();

        assertThat(log.lines())
                .endsWith(
                        "INFO Pool orders (scripted): CRITICAL, 10 active, 0 idle, 4 pending, max 10, "
                                + "1 acquired, p95 of waits 4 ms: saturated, high-utilization",
                        "INFO Pool sized (test): HEALTHY, 1 active, 1 idle, 0 pending, max 8");
    }

    @Test
    void aPoolThatCannotBeReadIsWatchedAllTheSame() {
        pool.breaks(new StackOverflowError());

        monitor.added(pool);

        assertThat(monitor.report(pool)).isPresent();
        assertThat(log.lines()).isEmpty();
    }

    private void samples(int count) {
        for (int i = 0; i < count; i++) {
            monitor.sample();
            clock.pass(Duration.ofSeconds(1));
        }
    }

    private record SizedPool() implements Pool {

        @Override
        public String name() {
            return "sized";
        }

        @Override
        public String backend() {
            return "test";
        }

        @Override
        public PoolSettings settings() {
            return new PoolSettings(
                    "medium",
                    "pools.test.sized",
                    List.of(
                            new Setting("min-idle", 2, "medium"),
                            new Setting("max-size", 8, "pools.test.sized.max-size"),
                            new Setting("acquire-timeout", Duration.ofSeconds(10), "medium")));
        }

        @Override
        public PoolSnapshot snapshot() {
            return PoolSnapshot.of(1, 1, 0, 8, 2);
        }
    }
}
