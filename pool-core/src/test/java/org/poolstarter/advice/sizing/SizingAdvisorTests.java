/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.poolstarter.advice.MonitorSettings;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.sizing.SizingAdvice.Verdict;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Pools;
import org.poolstarter.pool.Shortage;
import org.poolstarter.pool.TimeoutCause;

/** The advice on a pool that a monitor watches, on a clock of the test. */
class SizingAdvisorTests {

    private Instant now = Instant.parse("2026-01-01T12:00:00Z");

    private final PoolMonitor monitor = new PoolMonitor(
            new MonitorSettings(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(3)),
            () -> now,
            () -> Duration.between(Instant.EPOCH, now).toNanos(),
            Runnable::run);
    private final SizingAdvisor advisor = new SizingAdvisor(monitor, SizingSettings.STANDARD, any -> Optional.empty());
    private final StuckPool pool = new StuckPool();

    @Test
    void aPoolWhoseConnectionsAllLeakIsNotToldToGrow() {
        Pools pools = Pools.create();
        pools.addListener(monitor);
        pools.add(pool);
        for (int second = 0; second < 70; second++) {
            pool.recorder.timedOut();
            now = now.plusSeconds(1);
            monitor.sample();
        }
        assertThat(advisor.advise(pool).orElseThrow().verdict())
                .as("while the pool does not say why")
                .isEqualTo(Verdict.GROW);

        pool.shortage = new Shortage(TimeoutCause.LEAK, Map.of("heldAndNotUsed", 10), "Close them.");
        SizingAdvice advice = advisor.advise(pool).orElseThrow();

        assertThat(advice.verdict()).isEqualTo(Verdict.KEEP);
        assertThat(advice.saturation()).startsWith("LEAK: ").endsWith("(heldAndNotUsed=10).");
        assertThat(advice.summary()).endsWith(String.valueOf(advice.saturation()));
    }

    /** All ten connections are held for ever, and five callers come again and again. */
    private static final class StuckPool implements Pool {

        private final PoolRecorder recorder = new PoolRecorder();
        private @Nullable Shortage shortage;

        @Override
        public String name() {
            return "stuck";
        }

        @Override
        public String backend() {
            return "test";
        }

        @Override
        public PoolSnapshot snapshot() {
            return PoolSnapshot.of(10, 0, 5, 10, 2);
        }

        @Override
        public PoolRecorder recorder() {
            return recorder;
        }

        @Override
        public @Nullable Shortage shortage() {
            return shortage;
        }
    }
}
