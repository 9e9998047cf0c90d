/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.ReadableDuration;

/**
 * How pools are watched.
 *
 * @param samplePeriod how often every pool is looked at, positive
 * @param interval within how long a dead backend is noticed, at least two sample periods
 * @param timeout how long a backend may take to answer a probe, positive, and shorter than the interval by one sample
 *     period at least
 * @param history what is kept of the past, no finer than the sample period; null for nothing
 * @param silence the warnings that nobody wants to hear of
 */
public record MonitorSettings(
        Duration samplePeriod,
        Duration interval,
        Duration timeout,
        @Nullable HistorySettings history,
        Silence silence) {

    public MonitorSettings {
        requirePositive("sample-period", samplePeriod);
        requirePositive("timeout", timeout);
        if (interval.compareTo(samplePeriod.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("interval must be at least %s but is %s"
                    .formatted(ReadableDuration.of(samplePeriod.multipliedBy(2)), ReadableDuration.of(interval)));
        }
        if (timeout.compareTo(interval.minus(samplePeriod)) > 0) {
            throw new IllegalArgumentException("timeout must be at most interval - %s (%s) but is %s"
                    .formatted(
                            ReadableDuration.of(samplePeriod),
                            ReadableDuration.of(interval.minus(samplePeriod)),
                            ReadableDuration.of(timeout)));
        }
        if (history != null && history.fine().every().compareTo(samplePeriod) < 0) {
            throw new IllegalArgumentException("fine.every must be at least %s but is %s"
                    .formatted(
                            ReadableDuration.of(samplePeriod),
                            ReadableDuration.of(history.fine().every())));
        }
    }

    /** Settings that silence no warning. */
    public MonitorSettings(
            Duration samplePeriod, Duration interval, Duration timeout, @Nullable HistorySettings history) {
        this(samplePeriod, interval, timeout, history, Silence.NONE);
    }

    /** Settings with the {@linkplain HistorySettings#STANDARD usual} history. */
    public MonitorSettings(Duration samplePeriod, Duration interval, Duration timeout) {
        this(samplePeriod, interval, timeout, HistorySettings.STANDARD);
    }

    /** For how long a sign of life counts: so that a probe that starts then ends within the interval. */
    Duration freshness() {
        return interval.minus(timeout).minus(samplePeriod);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive but is " + ReadableDuration.of(value));
        }
    }
}
