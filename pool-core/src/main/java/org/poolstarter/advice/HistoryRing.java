/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.CloseReason;

/**
 * The last points of one pool in one resolution, in arrays of plain numbers.
 *
 * <p>All fields are guarded by the monitor of this: a point is added once in an interval, and a reader copies arrays under
 * it and no more, so that nobody waits longer than that copy takes.
 */
final class HistoryRing {

    private final HistorySettings.Span span;
    private final long[] at;
    private final Map<HistoryField, HistoryColumn> columns = new EnumMap<>(HistoryField.class);
    private final Map<CloseReason, HistoryColumn> closes = new EnumMap<>(CloseReason.class);
    private int next;
    private int size;

    HistoryRing(HistorySettings.Span span) {
        this.span = span;
        this.at = new long[span.points()];
        for (HistoryField field : HistoryField.values()) {
            columns.put(
                    field, new HistoryColumn(at.length, (field.kind() == HistoryField.Kind.MILLIS) ? Float.NaN : 0));
        }
        for (CloseReason reason : CloseReason.values()) {
            closes.put(reason, new HistoryColumn(at.length, 0));
        }
    }

    /** Adds a point, in place of the oldest one if all places are taken. */
    synchronized void add(Instant now, HistoryPoint point) {
        at[next] = now.toEpochMilli();
        columns.forEach((field, column) -> column.put(next, point.value(field)));
        closes.forEach((reason, column) -> column.put(next, point.closed(reason)));
        next = (next + 1) % at.length;
        size = Math.min(size + 1, at.length);
    }

    /**
     * The points after a moment, oldest first.
     *
     * @param told the fields that the pool tells
     */
    HistorySeries after(Instant since, Set<HistoryField> told) {
        return series(copyAfter(since.toEpochMilli(), told));
    }

    private synchronized Copy copyAfter(long since, Set<HistoryField> told) {
        int count = size;
        while (count > 0 && at[place(size - count)] <= since) {
            count--;
        }
        int from = place(size - count);
        List<Long> moments = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            moments.add(at[(from + i) % at.length]);
        }
        Map<HistoryField, float[]> values = new EnumMap<>(HistoryField.class);
        int points = count;
        columns.forEach((field, column) -> {
            if (told.contains(field)) {
                values.put(field, column.copy(from, points));
            }
        });
        Map<CloseReason, float[]> closed = new EnumMap<>(CloseReason.class);
        closes.forEach((reason, column) -> {
            if (!column.isEmpty()) {
                closed.put(reason, column.copy(from, points));
            }
        });
        return new Copy(moments, values, closed);
    }

    /* The place of the point of this age, 0 for the oldest. */
    private int place(int index) {
        return Math.floorMod(next - size + index, at.length);
    }

    private HistorySeries series(Copy copy) {
        Map<HistoryField, List<@Nullable Number>> values = new EnumMap<>(HistoryField.class);
        copy.values().forEach((field, numbers) -> values.put(field, field.kind().numbers(numbers)));
        Map<CloseReason, List<@Nullable Number>> closed = new EnumMap<>(CloseReason.class);
        copy.closed().forEach((reason, numbers) -> closed.put(reason, HistoryField.Kind.EVENTS.numbers(numbers)));
        return new HistorySeries(span.every(), span.keep(), copy.at(), values, closed);
    }

    private record Copy(List<Long> at, Map<HistoryField, float[]> values, Map<CloseReason, float[]> closed) {}
}
