/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.poolstarter.advice.MonitorSettings;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.SizeCeiling.Bound;
import org.poolstarter.pool.ChangeTarget;
import org.poolstarter.pool.ChangeableSetting;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolControl;
import org.poolstarter.pool.PoolEventType;
import org.poolstarter.pool.PoolOrder;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Pools;
import org.poolstarter.pool.TimeoutCause;

/** The steps of a pool whose load the test makes up, second by second, on a clock of the test. */
class AdaptiveSizeTests {

    private static final int[] UNEVEN = {1, -1, 1, 1, -1, -1, 1, -1, -1, 1};
    private static final Duration USAGE = Duration.ofMillis(50);

    private Instant now = Instant.parse("2026-01-01T12:00:00Z");
    private int ceiling = 1_000;

    private final ElasticPool pool = new ElasticPool();
    private final PoolMonitor monitor = new PoolMonitor(
            new MonitorSettings(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(3)),
            () -> now,
            () -> Duration.between(Instant.EPOCH, now).toNanos(),
            Runnable::run);
    private final SizingAdvisor advisor =
            new SizingAdvisor(monitor, SizingSettings.STANDARD, any -> Optional.of(new Bound(ceiling, "the test")));
    private final AdaptiveSize size;

    AdaptiveSizeTests() {
        Pools pools = Pools.create();
        pools.addListener(monitor);
        pools.add(pool);
        size = new AdaptiveSize(
                pool, Objects.requireNonNull(pool.control()), new AdaptiveBounds(4, 40), monitor, advisor, () -> now);
    }

    @Test
    void theSizeFollowsALoadThatTriplesAndFallsAgain() {
        load(60, 100);
        assertThat(pool.max).as("10 as Erlang has it, of uses of one length").isEqualTo(10);

        load(60, 300);
        assertThat(pool.max).as("15 busy").isEqualTo(21);
        assertThat(pool.settings().origin("max-size")).hasValue("adaptive");

        load(300, 100);
        assertThat(pool.max).isEqualTo(10);
        assertThat(Objects.requireNonNull(pool.control()).recent())
                .isNotEmpty()
                .allSatisfy(outcome -> assertThat(outcome.by()).isEqualTo("adaptive"));
        assertThat(monitor.events(pool).orElseThrow().recent()).anySatisfy(event -> {
            assertThat(event.type()).isEqualTo(PoolEventType.CHANGED);
            assertThat(event.details()).containsEntry("by", "adaptive");
        });
    }

    @Test
    void itNeverGrowsAboveTheCeiling() {
        ceiling = 12;
        load(120, 300);

        assertThat(pool.max).isEqualTo(12);
    }

    @Test
    void whileConnectionsCannotBeOpenedNothingMoves() {
        for (int i = 0; i < 12; i++) {
            pool.recorder.openFailed(new IOException("refused"));
            load(10, 300);
        }
        assertThat(pool.max).isEqualTo(8);

        load(20, 300);
        assertThat(pool.max).isGreaterThan(8);
    }

    @Test
    void timeoutsOfASlowServerAreNoReasonToGrowAndThoseOfAFullPoolAre() {
        for (int i = 0; i < 12; i++) {
            pool.recorder.timeoutCause(TimeoutCause.SLOW_SERVER);
            load(10, 300);
        }
        assertThat(pool.max).isEqualTo(8);

        for (int i = 0; i < 3; i++) {
            pool.recorder.timeoutCause(TimeoutCause.FULL);
            load(10, 300);
        }
        assertThat(pool.max).isGreaterThan(8);
    }

    @Test
    void aSizeThatSomebodySetStays() {
        Objects.requireNonNull(pool.control()).perform(PoolOrder.change("max-size", "9", "anna"));
        load(120, 300);

        assertThat(pool.max).isEqualTo(9);
        size.end();
        assertThat(pool.max).isEqualTo(9);
    }

    @Test
    void whenItEndsTheConfiguredSizeIsBackWithItsOrigin() {
        load(120, 300);
        assertThat(pool.max).isEqualTo(21);

        size.end();
        assertThat(pool.max).isEqualTo(8);
        assertThat(pool.settings().origin("max-size")).hasValue("medium");

        load(60, 300);
        assertThat(pool.max).isEqualTo(8);
    }

    @Test
    void oneOfSeveralEndsByItsName() {
        AdaptiveSizes sizes = new AdaptiveSizes();
        sizes.add("elastic", size);
        load(60, 300);

        assertThat(sizes.end("other")).isFalse();
        assertThat(sizes.end("elastic")).isTrue();
        assertThat(pool.max).isEqualTo(8);
        assertThat(sizes.end("elastic")).isFalse();
    }

    /** So many seconds of so many uses of 50 ms, with a look each ten. */
    private void load(int seconds, int perSecond) {
        for (int second = 1; second <= seconds; second++) {
            // As uneven as callers are who come on their own: by the root of the mean.
            int more = UNEVEN[second % UNEVEN.length];
            int busy = perSecond / 20;
            for (int i = 0; i < perSecond + more * Math.sqrt(perSecond); i++) {
                pool.recorder.acquired(0);
                pool.recorder.released(USAGE.toNanos());
            }
            pool.active = (int) Math.round(busy + more * Math.sqrt(busy));
            now = now.plusSeconds(1);
            monitor.sample();
            if (second % 10 == 0) {
                size.look();
            }
        }
    }

    /** A pool that can be given a size and does nothing else. */
    private static final class ElasticPool implements Pool, ChangeTarget {

        private final PoolRecorder recorder = new PoolRecorder();
        private final PoolControl control = PoolControl.of("elastic", "test")
                .changeable(List.of(ChangeableSetting.count("max-size", 1, 60)), this)
                .build();
        private int max = 8;
        private int active;

        @Override
        public String name() {
            return "elastic";
        }

        @Override
        public String backend() {
            return "test";
        }

        @Override
        public PoolSnapshot snapshot() {
            return PoolSnapshot.of(Math.min(active, max), 0, 0, max, 2);
        }

        @Override
        public PoolSettings settings() {
            return control.overlay(
                    new PoolSettings("medium", "pools.test.elastic", List.of(new Setting("max-size", 8, "medium"))));
        }

        @Override
        public PoolRecorder recorder() {
            return recorder;
        }

        @Override
        public PoolControl control() {
            return control;
        }

        @Override
        public Map<String, Object> values() {
            return Map.of("max-size", max);
        }

        @Override
        public void apply(Map<String, Object> changed) {
            max = (Integer) Objects.requireNonNull(changed.get("max-size"));
        }
    }
}
