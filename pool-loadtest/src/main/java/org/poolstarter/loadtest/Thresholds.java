/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run has to reach.
 *
 * @param minSuccess the least share of operations that end well, 0.0 to 1.0
 * @param maxMean the longest mean latency; null if that is not judged
 * @param maxP95 the longest 95th percentile of latency
 * @param maxP99 the longest 99th percentile of latency
 * @param maxFailures the greatest share of acquires that gave no connection, 0.0 to 1.0
 */
record Thresholds(double minSuccess, @Nullable Duration maxMean, Duration maxP95, Duration maxP99, double maxFailures) {

    private static final double NANOS_PER_MILLI = 1e6;

    Thresholds {
        requireRatio("min-success", minSuccess);
        requireRatio("max-failures", maxFailures);
    }

    private static void requireRatio(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    "%s must be 0 to 100 percent but is %s".formatted(name, Numbers.plain(value * 100)));
        }
    }

    /** Each threshold beside what was measured. */
    List<Judgement> judge(Figures figures) {
        List<Judgement> judgements = new ArrayList<>();
        judgements.add(new Judgement(
                "success",
                (figures.operations() > 0) ? Numbers.percent(figures.successRate()) : "not known, without operations",
                "at least " + Numbers.percent(minSuccess),
                figures.succeeded() > 0 && figures.successRate() >= minSuccess));
        judgements.add(new Judgement(
                "failed acquires",
                Numbers.percent(figures.failedAcquireRate()),
                "at most " + Numbers.percent(maxFailures),
                figures.failedAcquireRate() <= maxFailures));
        Times latency = figures.latency();
        if (latency != null) {
            if (maxMean != null) {
                judgements.add(atMost("mean", latency.mean(), maxMean));
            }
            judgements.add(atMost("p95", latency.p95(), maxP95));
            judgements.add(atMost("p99", latency.p99(), maxP99));
        }
        return judgements;
    }

    private static Judgement atMost(String name, double millis, Duration bound) {
        return new Judgement(
                name,
                Numbers.figure(millis) + " ms",
                "at most %s ms".formatted(Numbers.plain(bound.toNanos() / NANOS_PER_MILLI)),
                millis <= bound.toNanos() / NANOS_PER_MILLI);
    }

    /** Whether all are reached. */
    boolean reached(Figures figures) {
        return judge(figures).stream().allMatch(Judgement::reached);
    }

    /**
     * A threshold beside what was measured.
     *
     * @param name of the figure
     * @param measured the figure, for people
     * @param bound the threshold, for people
     */
    record Judgement(String name, String measured, String bound, boolean reached) {}
}
