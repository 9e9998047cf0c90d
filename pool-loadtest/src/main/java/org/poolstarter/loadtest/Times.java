/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How long something took, in milliseconds. Percentiles are exact to three digits.
 *
 * @param count how many times were measured, 1 or more
 */
record Times(long count, double mean, double p50, double p95, double p99, double p999, double max) {

    private static final double NANOS_PER_MILLI = 1e6;

    /** Null where nothing was measured. */
    static @Nullable Times of(Histogram nanos) {
        return (nanos.getTotalCount() == 0)
                ? null
                : new Times(
                        nanos.getTotalCount(),
                        nanos.getMean() / NANOS_PER_MILLI,
                        millis(nanos, 50),
                        millis(nanos, 95),
                        millis(nanos, 99),
                        millis(nanos, 99.9),
                        nanos.getMaxValue() / NANOS_PER_MILLI);
    }

    private static double millis(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }
}
