/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.HistoryField;
import org.poolstarter.advice.HistorySeries;

/** A history that a test makes up. What is not said is 0, and a time NaN. */
final class Past {

    private final Duration every;
    private final int points;
    private final Map<HistoryField, List<@Nullable Number>> values = new EnumMap<>(HistoryField.class);
    private int lateFrom;
    private Duration late = Duration.ZERO;

    private Past(Duration every, int points) {
        this.every = every;
        this.points = points;
    }

    /** So many points, one after the other; the first only says what was before. */
    static Past of(Duration every, int points) {
        return new Past(every, points + 1);
    }

    /** A minute of seconds in which so many connections may be held, and each use takes so long. */
    static Past minute(int max, double usageMillis) {
        return of(Duration.ofSeconds(1), 60)
                .with(HistoryField.MAX, max)
                .with(HistoryField.SIZE, max)
                .with(HistoryField.WAIT_P99, 0.1)
                .with(HistoryField.USAGE_P50, usageMillis)
                .with(HistoryField.USAGE_P95, usageMillis)
                .with(HistoryField.USAGE_P99, usageMillis)
                .with(HistoryField.USAGE_MEAN, usageMillis);
    }

    Past with(HistoryField field, double value) {
        return with(field, i -> value);
    }

    /** Nobody looked for so long before this point, counted from 0 on without the first one. */
    Past after(Duration gap, int point) {
        lateFrom = point + 1;
        late = gap;
        return this;
    }

    /** @param value of each point, from 0 on, not counting the first one */
    Past with(HistoryField field, IntToDoubleFunction value) {
        List<@Nullable Number> numbers = new ArrayList<>();
        IntStream.range(0, points).forEach(i -> {
            double number = value.applyAsDouble(Math.max(0, i - 1));
            numbers.add(Double.isNaN(number) ? null : (Number) number);
        });
        values.put(field, numbers);
        return this;
    }

    @SuppressWarnings("NullAway") // class files tell too little of compact constructors
    HistorySeries series() {
        List<Long> at = IntStream.range(0, points)
                .mapToObj(i -> i * every.toMillis() + (i >= lateFrom ? late.toMillis() : 0))
                .toList();
        return new HistorySeries(every, every.multipliedBy(points), at, values, Map.of());
    }

    Points points() {
        return Points.of(series());
    }
}
