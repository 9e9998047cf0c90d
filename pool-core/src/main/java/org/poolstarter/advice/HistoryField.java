/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a point of a history tells. */
public enum HistoryField {
    ACTIVE("active", Kind.COUNT),
    IDLE("idle", Kind.COUNT),
    OPENING("opening", Kind.COUNT),
    PENDING("pending", Kind.COUNT),
    SIZE("size", Kind.COUNT),
    MAX("max", Kind.COUNT),
    UTILIZATION("utilization", Kind.RATIO),
    ACQUIRED("acquired", Kind.EVENTS),
    TIMED_OUT("timedOut", Kind.EVENTS),
    REFUSED("refused", Kind.EVENTS),
    OPENED("opened", Kind.EVENTS),
    OPEN_FAILURES("openFailures", Kind.EVENTS),
    CLOSED("closed", Kind.EVENTS),
    WAIT_P50("waitP50Ms", Kind.MILLIS),
    WAIT_P95("waitP95Ms", Kind.MILLIS),
    WAIT_P99("waitP99Ms", Kind.MILLIS),
    USAGE_P50("usageP50Ms", Kind.MILLIS),
    USAGE_P95("usageP95Ms", Kind.MILLIS),
    USAGE_P99("usageP99Ms", Kind.MILLIS),
    USAGE_MEAN("usageMeanMs", Kind.MILLIS);

    private final String key;
    private final Kind kind;

    HistoryField(String key, Kind kind) {
        this.key = key;
        this.kind = kind;
    }

    /** The name in JSON. */
    public String key() {
        return key;
    }

    /** How the values are to be read. */
    public Kind kind() {
        return kind;
    }

    /** How the values of a field are to be read. */
    public enum Kind {
        /** Connections or callers: the greatest of all samples of the interval that ends with the point. */
        COUNT,
        /** 0.0 to 1.0: the greatest of all samples of the interval. */
        RATIO,
        /** How often something happened in the interval. */
        EVENTS,
        /** A percentile or the mean of the times recorded in the interval, in milliseconds; null if there was none. */
        MILLIS;

        private static final double PRECISION = 1_000.0;

        List<@Nullable Number> numbers(float[] values) {
            return switch (this) {
                case COUNT, EVENTS -> HistoryColumn.numbers(values, Math::round);
                case RATIO, MILLIS -> HistoryColumn.numbers(values, value -> Math.round(value * PRECISION) / PRECISION);
            };
        }
    }
}
