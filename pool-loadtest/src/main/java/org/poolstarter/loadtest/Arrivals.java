/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.time.Duration;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.ReadableDuration;

/**
 * When operations begin. In a closed loop a worker begins one when it has ended the one before. In an open loop each is
 * due at a time that depends on its number alone, and its latency counts from then on: what a slow server makes wait in
 * line is seen.
 */
final class Arrivals {

    private static final double NANOS_PER_SECOND = 1e9;

    private final @Nullable LongUnaryOperator dueNanos;
    private final @Nullable Double rate;
    private final String words;

    private Arrivals(@Nullable LongUnaryOperator dueNanos, @Nullable Double rate, String words) {
        this.dueNanos = dueNanos;
        this.rate = rate;
        this.words = words;
    }

    /** A closed loop. */
    static Arrivals closed() {
        return new Arrivals(null, null, "in a closed loop");
    }

    /**
     * An open loop at even distances.
     *
     * @param rate operations per second, above 0
     */
    static Arrivals atRate(double rate) {
        if (!(rate > 0)) {
            throw new IllegalArgumentException("rate must be above 0 but is " + Numbers.plain(rate));
        }
        return new Arrivals(
                number -> (long) (number * NANOS_PER_SECOND / rate),
                rate,
                "%s arrivals a second".formatted(Numbers.plain(rate)));
    }

    /**
     * An open loop of bursts.
     *
     * @param size operations that are due at once, 1 or more
     * @param interval from one burst to the next, above zero
     */
    static Arrivals inBursts(int size, Duration interval) {
        if (size < 1) {
            throw new IllegalArgumentException("burst-size must be at least 1 but is " + size);
        }
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("interval must be above zero but is " + ReadableDuration.of(interval));
        }
        return new Arrivals(
                number -> Math.multiplyExact(number / size, interval.toNanos()),
                null,
                "%d arrivals at once, every %s".formatted(size, ReadableDuration.of(interval)));
    }

    /** Whether operations are due at times of their own. */
    boolean isOpen() {
        return dueNanos != null;
    }

    /** When an operation of an open loop is due, in nanoseconds from the start. */
    long due(long number) {
        if (dueNanos == null) {
            throw new IllegalStateException("A closed loop has no times of arrival");
        }
        return dueNanos.applyAsLong(number);
    }

    /** Operations per second; null where they do not come evenly. */
    @Nullable
    Double rate() {
        return rate;
    }

    @Override
    public String toString() {
        return words;
    }
}
