/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Small sums over times. */
final class Readings {

    private Readings() {}

    /** In milliseconds, exact to a microsecond. */
    static double millis(Duration time) {
        return Math.round(time.toNanos() / 1_000.0) / 1_000.0;
    }

    /** Rounded up, 1 s or more. */
    static Duration wholeSeconds(Duration time) {
        return Duration.ofSeconds(Math.max(1, (time.toMillis() + 999) / 1_000));
    }

    /** The shorter one; null stands for a time without end. */
    static @Nullable Duration sooner(@Nullable Duration one, @Nullable Duration other) {
        if (one == null || other == null) {
            return (one != null) ? one : other;
        }
        return (one.compareTo(other) < 0) ? one : other;
    }
}
