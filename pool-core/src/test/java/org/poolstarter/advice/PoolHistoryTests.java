/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.poolstarter.advice.HistorySettings.Span;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Pools;

class PoolHistoryTests {

    private static final PoolSnapshot CALM = PoolSnapshot.of(2, 3, 0, 10, 2);
    private static final PoolSnapshot FULL = PoolSnapshot.of(10, 0, 4, 10, 2);
    private static final HistorySettings SPANS = new HistorySettings(
            new Span(Duration.ofSeconds(1), Duration.ofSeconds(5)),
            new Span(Duration.ofSeconds(10), Duration.ofSeconds(30)));

    private final TestClock clock = new TestClock();
    private final Instant start = clock.instant();
    private final ScriptedPool pool = new ScriptedPool("orders", clock);
    private final PoolMonitor monitor = monitor(SPANS);

    @Test
    void everySampleIsAPointOfTheRecentPast() {
        watch(pool);
        pool.shows(CALM);
        pass(1);
        pool.shows(FULL);
        pass(1);

        HistorySeries fine = fine(Instant.EPOCH);
        assertThat(fine.at())
                .containsExactly(
                        start.plusSeconds(1).toEpochMilli(),
                        start.plusSeconds(2).toEpochMilli());
        assertThat(fine.values())
                .containsEntry(HistoryField.ACTIVE, List.of(2L, 10L))
                .containsEntry(HistoryField.IDLE, List.of(3L, 0L))
                .containsEntry(HistoryField.PENDING, List.of(0L, 4L))
                .containsEntry(HistoryField.SIZE, List.of(5L, 10L))
                .containsEntry(HistoryField.MAX, List.of(10L, 10L))
                .containsEntry(HistoryField.UTILIZATION, List.of(0.2, 1.0));
    }

    @Test
    void eventsAndTimesAreThoseOfTheInterval() {
        pool.recorder().timedOut();
        watch(pool);
        pool.recorder().acquired(Duration.ofMillis(3).toNanos());
        pool.recorder().released(Duration.ofMillis(40).toNanos());
        pool.recorder().timedOut();
        pool.recorder().opened(1);
        pool.recorder().closed(CloseReason.IDLE);
        pass(1);
        pass(1);
        pool.recorder().closed(CloseReason.BROKEN);
        pool.recorder().closed(CloseReason.BROKEN);
        pass(1);

        HistorySeries fine = fine(Instant.EPOCH);
        assertThat(fine.values())
                .containsEntry(HistoryField.ACQUIRED, List.of(1L, 0L, 0L))
                .containsEntry(HistoryField.TIMED_OUT, List.of(1L, 0L, 0L))
                .containsEntry(HistoryField.OPENED, List.of(1L, 0L, 0L))
                .containsEntry(HistoryField.CLOSED, List.of(1L, 0L, 2L))
                .containsEntry(HistoryField.WAIT_P99, numbers(3.0, null, null))
                .containsEntry(HistoryField.USAGE_P50, numbers(40.0, null, null))
                .containsEntry(HistoryField.USAGE_MEAN, numbers(40.0, null, null));
        assertThat(fine.closedByReason())
                .isEqualTo(Map.of(CloseReason.IDLE, List.of(1L, 0L, 0L), CloseReason.BROKEN, List.of(0L, 0L, 2L)));
    }

    @Test
    void aPointOfTheLongPastHasTheGreatestCountsAndAllEventsOfItsInterval() {
        watch(pool);
        pool.shows(CALM);
        pool.recorder().acquired(Duration.ofMillis(8).toNanos());
        pass(4);
        pool.shows(FULL);
        pool.recorder().acquired(Duration.ofMillis(1).toNanos());
        pass(1);
        pool.shows(CALM);
        pass(4);
        assertThat(coarse().at()).isEmpty();
        pass(1);

        assertThat(coarse().at()).containsExactly(start.plusSeconds(10).toEpochMilli());
        assertThat(coarse().values())
                .containsEntry(HistoryField.ACTIVE, List.of(10L))
                .containsEntry(HistoryField.PENDING, List.of(4L))
                .containsEntry(HistoryField.ACQUIRED, List.of(2L))
                .containsEntry(HistoryField.WAIT_P99, List.of(8.0));
    }

    @Test
    void theOldestPointGivesWayToTheNewest() {
        watch(pool);
        for (int active = 1; active <= 7; active++) {
            pool.shows(PoolSnapshot.of(active, 0, 0, 10, 0));
            pass(1);
        }

        assertThat(fine(Instant.EPOCH).values()).containsEntry(HistoryField.ACTIVE, List.of(3L, 4L, 5L, 6L, 7L));
        assertThat(fine(Instant.EPOCH).at())
                .first()
                .isEqualTo(start.plusSeconds(3).toEpochMilli());
    }

    @Test
    void onlyPointsAfterTheMomentAreGiven() {
        watch(pool);
        for (int active = 1; active <= 7; active++) {
            pool.shows(PoolSnapshot.of(active, 0, 0, 10, 0));
            pass(1);
        }

        assertThat(fine(start.plusSeconds(5)).values()).containsEntry(HistoryField.ACTIVE, List.of(6L, 7L));
        assertThat(fine(start.plusSeconds(7)).at()).isEmpty();
    }

    @Test
    void aStallIsAGapAndNoRowOfPoints() {
        watch(pool);
        pass(1);
        clock.pass(Duration.ofSeconds(20));
        pass(1);

        assertThat(fine(Instant.EPOCH).at())
                .containsExactly(
                        start.plusSeconds(1).toEpochMilli(),
                        start.plusSeconds(22).toEpochMilli());
    }

    @Test
    void aClockThatIsSetBackStopsNothing() {
        watch(pool);
        pass(1);
        clock.pass(Duration.ofHours(-1));
        pass(2);

        assertThat(fine(Instant.EPOCH).at()).hasSize(3);
    }

    @Test
    void samplesThatComeALittleEarlyOrLateDoNotLoseAPoint() {
        watch(pool);
        for (int i = 0; i < 15; i++) {
            clock.pass(Duration.ofMillis(1003));
            monitor.sample();
            clock.pass(Duration.ofMillis(996));
            monitor.sample();
        }

        assertThat(coarse().at()).hasSize(3);
        assertThat(fine(start.plusSeconds(26)).at()).hasSize(4);
    }

    @Test
    void whatIsOverIsZeroAgainAlsoWhenTheOldestPointsHaveGivenWay() {
        watch(pool);
        pool.shows(FULL);
        pool.recorder().timedOut();
        pass(5);
        pool.shows(CALM);
        pass(4);

        assertThat(fine(Instant.EPOCH).values())
                .containsEntry(HistoryField.PENDING, List.of(4L, 0L, 0L, 0L, 0L))
                .containsEntry(HistoryField.TIMED_OUT, List.of(0L, 0L, 0L, 0L, 0L));
    }

    @Test
    void whatAPoolDoesNotTellIsAbsent() {
        Pool silent = new SilentPool(null);
        watch(silent);
        pass(1);

        assertThat(history(silent, Resolution.FINE, Instant.EPOCH).values())
                .containsOnlyKeys(
                        HistoryField.ACTIVE,
                        HistoryField.IDLE,
                        HistoryField.OPENING,
                        HistoryField.PENDING,
                        HistoryField.SIZE,
                        HistoryField.MAX,
                        HistoryField.UTILIZATION);

        Pool ofLeases = new SilentPool(PoolRecorder.ofLeases());
        monitor.added(ofLeases);
        assertThat(history(ofLeases, Resolution.FINE, Instant.EPOCH).values())
                .containsKeys(HistoryField.ACQUIRED, HistoryField.WAIT_P95)
                .doesNotContainKeys(HistoryField.OPENED, HistoryField.CLOSED, HistoryField.REFUSED);
    }

    @Test
    void withoutHistorySettingsNothingIsKept() {
        PoolMonitor forgetful = monitor(null);
        forgetful.added(pool);
        forgetful.sample();

        assertThat(forgetful.history(pool, Resolution.FINE, Instant.EPOCH)).isEmpty();
    }

    @Test
    void aPoolThatIsGoneHasNoHistory() {
        watch(pool);
        monitor.removed(pool);

        assertThat(monitor.history(pool, Resolution.FINE, Instant.EPOCH)).isEmpty();
    }

    @Test
    void everyFieldHasANameOfItsOwn() {
        Set<String> keys = Set.copyOf(
                Arrays.stream(HistoryField.values()).map(HistoryField::key).toList());

        assertThat(keys).hasSize(HistoryField.values().length);
    }

    private PoolMonitor monitor(@Nullable HistorySettings history) {
        MonitorSettings settings =
                new MonitorSettings(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(3), history);
        return new PoolMonitor(settings, clock, clock::nanoTime, probe -> {});
    }

    private void watch(Pool watched) {
        Pools pools = Pools.create();
        pools.addListener(monitor);
        pools.add(watched);
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.pass(Duration.ofSeconds(1));
            monitor.sample();
        }
    }

    private HistorySeries fine(Instant since) {
        return history(pool, Resolution.FINE, since);
    }

    private HistorySeries coarse() {
        return history(pool, Resolution.COARSE, Instant.EPOCH);
    }

    private HistorySeries history(Pool watched, Resolution resolution, Instant since) {
        return monitor.history(watched, resolution, since).orElseThrow();
    }

    private static List<@Nullable Number> numbers(@Nullable Number... numbers) {
        return Arrays.asList(numbers);
    }

    private record SilentPool(@Nullable PoolRecorder recorder) implements Pool {

        @Override
        public String name() {
            return "silent";
        }

        @Override
        public String backend() {
            return "test";
        }

        @Override
        public PoolSnapshot snapshot() {
            return CALM;
        }
    }
}
