/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.ReadableDuration;

/**
 * What a JDBC pool does beside pooling.
 *
 * @param maxPending how many callers may wait, 1 or more; null for no bound
 * @param maxSizeLimit what {@code max-size} can be raised to while the pool runs, not below {@code max-size}; null for
 *     four times {@code max-size}
 * @param slowQueryThreshold from how long on a statement is slow, 1 ms or more; null to watch no statements
 * @param slowQueryParameters whether the parameters of a slow statement are shown too
 */
public record JdbcWatchSettings(
        @Nullable Integer maxPending,
        @Nullable Integer maxSizeLimit,
        @Nullable Duration slowQueryThreshold,
        boolean slowQueryParameters) {

    private static final Duration SHORTEST_THRESHOLD = Duration.ofMillis(1);
    private static final int LIMIT_FACTOR = 4;

    /**
     * Checks the bounds.
     *
     * @throws InvalidJdbcSettingException for the first setting that breaks its bound
     */
    public JdbcWatchSettings {
        if (maxPending != null && maxPending < 1) {
            throw new InvalidJdbcSettingException("max-pending", "must be at least 1 but is " + maxPending);
        }
        if (slowQueryThreshold != null && slowQueryThreshold.compareTo(SHORTEST_THRESHOLD) < 0) {
            throw new InvalidJdbcSettingException(
                    "slow-query-threshold",
                    "must be at least %s but is %s"
                            .formatted(
                                    ReadableDuration.of(SHORTEST_THRESHOLD), ReadableDuration.of(slowQueryThreshold)));
        }
    }

    /** No bound of waiting callers, and no watch over statements. */
    public static JdbcWatchSettings none() {
        return new JdbcWatchSettings(null, null, null, false);
    }

    /**
     * What {@code max-size} can be raised to.
     *
     * @throws InvalidJdbcSettingException if that is below {@code max-size}
     */
    int limitOf(int maxSize) {
        if (maxSizeLimit == null) {
            return maxSize * LIMIT_FACTOR;
        }
        if (maxSizeLimit < maxSize) {
            throw new InvalidJdbcSettingException(
                    "max-size-limit",
                    "must be at least max-size, which is %d, but is %d".formatted(maxSize, maxSizeLimit));
        }
        return maxSizeLimit;
    }
}
