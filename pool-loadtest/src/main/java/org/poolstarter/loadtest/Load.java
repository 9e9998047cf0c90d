/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.ReadableDuration;

/**
 * How much is asked of a pool.
 *
 * @param workers threads that run operations, 1 or more; in an open loop no more run at once, and what is due meanwhile
 *     waits, which its latency shows
 * @param arrivals when operations begin
 * @param operations how many there are, 1 or more; null for no bound
 * @param duration how long they go on, above zero; null for no bound. What has begun by then ends by itself
 * @param thinkTime how long a worker rests after each operation, zero or more
 * @param virtualThreads whether workers are virtual threads
 */
record Load(
        int workers,
        Arrivals arrivals,
        @Nullable Long operations,
        @Nullable Duration duration,
        Duration thinkTime,
        boolean virtualThreads) {

    Load {
        require("workers", workers);
        if (operations != null) {
            require("operations", operations);
        }
        if (duration != null && (duration.isNegative() || duration.isZero())) {
            throw new IllegalArgumentException("duration must be above zero but is " + ReadableDuration.of(duration));
        }
        if (thinkTime.isNegative()) {
            throw new IllegalArgumentException(
                    "think-time must not be negative but is " + ReadableDuration.of(thinkTime));
        }
        if (operations == null && duration == null) {
            throw new IllegalArgumentException("operations or duration must bound the load");
        }
    }

    private static void require(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s must be at least 1 but is %d".formatted(name, value));
        }
    }

    /** The same with other workers. */
    Load withWorkers(int count) {
        return new Load(count, arrivals, operations, duration, thinkTime, virtualThreads);
    }

    /** The same with other arrivals. */
    Load withArrivals(Arrivals other) {
        return new Load(workers, other, operations, duration, thinkTime, virtualThreads);
    }

    /** The same for another time. */
    Load lasting(Duration time) {
        return new Load(workers, arrivals, null, time, thinkTime, virtualThreads);
    }

    @Override
    public String toString() {
        return words(String.valueOf(workers), arrivals.toString());
    }

    /**
     * The load in words.
     *
     * @param count how many workers there are, for people
     * @param coming how operations come, for people
     */
    String words(String count, String coming) {
        StringBuilder words = new StringBuilder()
                .append(count)
                .append(virtualThreads ? " virtual" : "")
                .append(count.equals("1") ? " worker" : " workers")
                .append(arrivals.isOpen() ? ", " : " ")
                .append(coming);
        if (operations != null) {
            words.append(", ").append(operations).append(" operations");
        }
        if (duration != null) {
            words.append(operations != null ? " or " : ", ").append(ReadableDuration.of(duration));
        }
        if (!thinkTime.isZero()) {
            words.append(", think time ").append(ReadableDuration.of(thinkTime));
        }
        return words.toString();
    }
}
