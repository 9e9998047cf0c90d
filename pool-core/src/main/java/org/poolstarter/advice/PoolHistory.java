/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolTotals;

/**
 * What is kept of the past of one pool. {@link #add} is called by one thread at a time; {@link #series} by any.
 */
final class PoolHistory {

    private final Map<Resolution, HistoryRing> rings = new EnumMap<>(Resolution.class);
    private final Map<Resolution, HistoryInterval> intervals = new EnumMap<>(Resolution.class);
    private final Set<HistoryField> told;

    PoolHistory(Pool pool, MonitorSettings settings, HistorySettings spans, Instant now) {
        PoolRecorder recorder = pool.recorder();
        this.told = told(recorder);
        add(Resolution.FINE, spans.fine(), recorder, settings, now);
        add(Resolution.COARSE, spans.coarse(), recorder, settings, now);
    }

    private void add(
            Resolution resolution,
            HistorySettings.Span span,
            @Nullable PoolRecorder recorder,
            MonitorSettings settings,
            Instant now) {
        rings.put(resolution, new HistoryRing(span));
        intervals.put(resolution, new HistoryInterval(recorder, span.every(), settings.samplePeriod(), now));
    }

    /** Takes one look at the pool into every history. */
    void add(Instant now, PoolSnapshot snapshot, @Nullable PoolTotals totals) {
        rings.forEach((resolution, ring) -> {
            HistoryInterval interval = intervals.get(resolution);
            if (interval != null && interval.endsWith(now, snapshot)) {
                interval.close(now, totals, ring);
            }
        });
    }

    /** The points after a moment. Copies arrays, and waits for no longer than another such copy takes. */
    HistorySeries series(Resolution resolution, Instant since) {
        HistoryRing ring = rings.get(resolution);
        if (ring == null) {
            throw new IllegalStateException("there is no history " + resolution);
        }
        return ring.after(since, told);
    }

    private static Set<HistoryField> told(@Nullable PoolRecorder recorder) {
        Set<HistoryField> told = EnumSet.allOf(HistoryField.class);
        if (recorder == null) {
            told.removeIf(
                    field -> field.kind() == HistoryField.Kind.EVENTS || field.kind() == HistoryField.Kind.MILLIS);
            return told;
        }
        if (!recorder.connectionsSeen()) {
            told.removeAll(EnumSet.of(HistoryField.OPENED, HistoryField.OPEN_FAILURES, HistoryField.CLOSED));
        }
        if (!recorder.holdersSeen()) {
            told.remove(HistoryField.REFUSED);
        }
        return told;
    }
}
