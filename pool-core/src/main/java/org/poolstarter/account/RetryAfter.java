/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.ReadableDuration;

/**
 * What a {@link ClientFactory} throws when the service wants no more log-ins of this account for a time, as "try again
 * in 30 seconds". The account is parked: no client of it is opened before, and callers are told the time by an {@link
 * AccountParkedException}. Other accounts go on.
 */
public class RetryAfter extends Exception {

    private static final long serialVersionUID = 1L;

    private final Duration duration;

    /**
     * An order to wait.
     *
     * @param duration how long, positive
     */
    public RetryAfter(Duration duration) {
        this(duration, null);
    }

    /**
     * An order to wait.
     *
     * @param duration how long, positive
     * @param cause what the service has said, or null
     */
    public RetryAfter(Duration duration, @Nullable Throwable cause) {
        super("retry after " + ReadableDuration.of(duration), cause);
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("duration must be positive but is " + ReadableDuration.of(duration));
        }
        this.duration = Objects.requireNonNull(duration);
    }

    /** How long no client is to be opened. */
    public Duration duration() {
        return duration;
    }

    /** The time in a failure or in one of its causes; null if there is none, or a failure fails to tell its cause. */
    static @Nullable Duration in(Throwable failure) {
        int depth = 0;
        try {
            for (Throwable cause = failure; cause != null && depth < 16; cause = cause.getCause()) {
                if (cause instanceof RetryAfter retryAfter) {
                    return retryAfter.duration;
                }
                depth++;
            }
        } catch (Throwable ex) {
            // Whatever an exception of the application throws, errors included: the place it was opened on must not be
            // lost.
            return null;
        }
        return null;
    }
}
