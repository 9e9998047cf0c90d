/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.protection;

import java.time.Duration;
import java.util.List;
import org.poolstarter.pool.ReadableDuration;

/**
 * When the circuit breaker of an account opens, and for how long; named as Resilience4j names it.
 *
 * @param failureRateThreshold percent of failures in the window from which on it opens, above 0 and up to 100
 * @param slidingWindowType what the window counts
 * @param slidingWindowSize calls, or seconds, 1 or more
 * @param minimumNumberOfCalls calls before which it never opens, 1 or more and, of a window that counts calls, not above its
 *     size
 * @param waitDurationInOpenState how long it stays open before one caller may try, positive
 * @param recordExceptions what counts as failure, subclasses included; everything if empty
 * @param ignoreExceptions what counts neither as failure nor as success, though it is recorded
 */
public record BreakerSettings(
        double failureRateThreshold,
        SlidingWindowType slidingWindowType,
        int slidingWindowSize,
        int minimumNumberOfCalls,
        Duration waitDurationInOpenState,
        List<Class<? extends Throwable>> recordExceptions,
        List<Class<? extends Throwable>> ignoreExceptions) {

    private static final int LARGEST_WINDOW = 1_000;

    /** What a window counts. */
    public enum SlidingWindowType {
        /** The last calls. */
        COUNT_BASED,
        /** The calls of the last seconds. */
        TIME_BASED
    }

    /** Checks the values; each message begins with the key. */
    public BreakerSettings {
        if (!(failureRateThreshold > 0 && failureRateThreshold <= 100)) {
            throw new IllegalArgumentException(
                    "failure-rate-threshold must be above 0 and at most 100 but is " + failureRateThreshold);
        }
        if (slidingWindowSize < 1 || slidingWindowSize > LARGEST_WINDOW) {
            throw new IllegalArgumentException(
                    "sliding-window-size must be 1 to %d but is %d".formatted(LARGEST_WINDOW, slidingWindowSize));
        }
        if (minimumNumberOfCalls < 1) {
            throw new IllegalArgumentException(
                    "minimum-number-of-calls must be at least 1 but is " + minimumNumberOfCalls);
        }
        if (slidingWindowType == SlidingWindowType.COUNT_BASED && minimumNumberOfCalls > slidingWindowSize) {
            throw new IllegalArgumentException(
                    "minimum-number-of-calls must not be above sliding-window-size (%d) but is %d"
                            .formatted(slidingWindowSize, minimumNumberOfCalls));
        }
        if (waitDurationInOpenState.toMillis() < 1) {
            throw new IllegalArgumentException("wait-duration-in-open-state must be at least 1ms but is "
                    + ReadableDuration.of(waitDurationInOpenState));
        }
        recordExceptions = List.copyOf(recordExceptions);
        ignoreExceptions = List.copyOf(ignoreExceptions);
    }
}
