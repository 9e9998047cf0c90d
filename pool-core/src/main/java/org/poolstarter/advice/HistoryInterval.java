/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolTotals;
import org.poolstarter.pool.TimingSummary;
import org.poolstarter.pool.TimingWindow;

/** What will be the next point of a history. Touched by the sampling thread only. */
final class HistoryInterval {

    private static final double NANOS_PER_MILLI = 1_000_000;

    private final Duration shortest;
    private final @Nullable TimingWindow wait;
    private final @Nullable TimingWindow usage;
    private final HistoryPoint point = new HistoryPoint();
    private @Nullable PoolTotals before;
    private Instant began;

    HistoryInterval(@Nullable PoolRecorder recorder, Duration every, Duration samplePeriod, Instant now) {
        // Samples come a little late, one after the other: half a period early is nearer than half a period late.
        this.shortest = every.minus(samplePeriod.dividedBy(2));
        this.wait = (recorder != null) ? recorder.waitTimes() : null;
        this.usage = (recorder != null) ? recorder.usageTimes() : null;
        this.before = (recorder != null) ? recorder.totals() : null;
        this.began = now;
    }

    /** Takes the counts in, and says whether this look is the last one of the interval. */
    boolean endsWith(Instant now, PoolSnapshot snapshot) {
        point.atLeast(HistoryField.ACTIVE, snapshot.active());
        point.atLeast(HistoryField.IDLE, snapshot.idle());
        point.atLeast(HistoryField.OPENING, snapshot.opening());
        point.atLeast(HistoryField.PENDING, snapshot.pending());
        point.atLeast(HistoryField.SIZE, snapshot.size());
        point.atLeast(HistoryField.MAX, snapshot.max());
        point.atLeast(HistoryField.UTILIZATION, snapshot.utilization());
        Duration past = Duration.between(began, now);
        return past.isNegative() || past.compareTo(shortest) >= 0; // negative: the clock was set back
    }

    /** Adds what happened since the last time, hands all of it on as a point, and begins anew. */
    void close(Instant now, @Nullable PoolTotals totals, HistoryRing ring) {
        PoolTotals last = before;
        if (totals != null && last != null) {
            count(HistoryField.ACQUIRED, totals.acquired() - last.acquired());
            count(HistoryField.TIMED_OUT, totals.timedOut() - last.timedOut());
            count(HistoryField.REFUSED, totals.refused() - last.refused());
            count(HistoryField.OPENED, totals.opened() - last.opened());
            count(HistoryField.OPEN_FAILURES, totals.openFailures() - last.openFailures());
            count(HistoryField.CLOSED, totals.closedInAll() - last.closedInAll());
            totals.closed()
                    .forEach((reason, count) ->
                            point.setClosed(reason, count - last.closed().getOrDefault(reason, 0L)));
        }
        before = totals;
        times(wait, HistoryField.WAIT_P50, HistoryField.WAIT_P95, HistoryField.WAIT_P99);
        TimingSummary uses = times(usage, HistoryField.USAGE_P50, HistoryField.USAGE_P95, HistoryField.USAGE_P99);
        point.set(HistoryField.USAGE_MEAN, (uses != null) ? millis(uses.mean()) : Double.NaN);
        ring.add(now, point);
        point.clear();
        began = now;
    }

    private @Nullable TimingSummary times(
            @Nullable TimingWindow window, HistoryField p50, HistoryField p95, HistoryField p99) {
        TimingSummary summary = (window != null) ? window.next() : null;
        point.set(p50, (summary != null) ? millis(summary.p50()) : Double.NaN);
        point.set(p95, (summary != null) ? millis(summary.p95()) : Double.NaN);
        point.set(p99, (summary != null) ? millis(summary.p99()) : Double.NaN);
        return summary;
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / NANOS_PER_MILLI;
    }

    private void count(HistoryField field, long events) {
        point.set(field, (double) events);
    }
}
