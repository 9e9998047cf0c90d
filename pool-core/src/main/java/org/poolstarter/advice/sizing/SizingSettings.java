/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.ReadableDuration;

/**
 * What a good size is, and how much must have been seen to name one.
 *
 * @param waitPercentile which share of callers the size is for, in percent: 50.0 to 99.99
 * @param longestWait what that share of callers may wait at most, positive and at most a day; null for a fifth of what the longest of 100
 *     uses takes, so that waiting is not felt beside the use
 * @param window the busiest stretch of this length is what the size is for, 10 s or more
 */
public record SizingSettings(
        double waitPercentile, @Nullable Duration longestWait, Duration window) {

    private static final double LEAST_PERCENTILE = 50;
    private static final double GREATEST_PERCENTILE = 99.99;
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);
    private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(10);

    /** 99 of 100 callers in the busiest minute wait no longer than a fifth of the longest of 100 uses. */
    public static final SizingSettings STANDARD = new SizingSettings(99, null, Duration.ofMinutes(1));

    public SizingSettings {
        if (!(waitPercentile >= LEAST_PERCENTILE && waitPercentile <= GREATEST_PERCENTILE)) {
            throw new IllegalArgumentException("wait-percentile must be between %s and %s but is %s"
                    .formatted(LEAST_PERCENTILE, GREATEST_PERCENTILE, waitPercentile));
        }
        if (longestWait != null && (longestWait.isNegative() || longestWait.isZero())) {
            throw new IllegalArgumentException(
                    "longest-wait must be positive but is " + ReadableDuration.of(longestWait));
        }
        if (longestWait != null && longestWait.compareTo(LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException("longest-wait must be at most %s but is %s"
                    .formatted(ReadableDuration.of(LONGEST_WAIT), ReadableDuration.of(longestWait)));
        }
        if (window.compareTo(SHORTEST_WINDOW) < 0) {
            throw new IllegalArgumentException("window must be at least %s but is %s"
                    .formatted(ReadableDuration.of(SHORTEST_WINDOW), ReadableDuration.of(window)));
        }
    }

    /** The share of callers that may wait for longer, 0.0 to 1.0. */
    double late() {
        return 1 - waitPercentile / 100;
    }
}
