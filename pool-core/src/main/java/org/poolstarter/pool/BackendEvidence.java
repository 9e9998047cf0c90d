/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What ordinary use has shown of a backend, at the moment it was read.
 *
 * @param sinceSuccess the age of the last sign of life, to 50 milliseconds; null if there was none yet
 * @param sinceFailure the age of the last failure; null if there was none yet
 * @param lastFailure what the last failure said; null if there was none yet
 */
public record BackendEvidence(
        @Nullable Duration sinceSuccess,
        @Nullable Duration sinceFailure,
        @Nullable String lastFailure) {

    BackendEvidence(PoolRecorder.@Nullable Moment success, PoolRecorder.@Nullable Moment failure, long nowNanos) {
        this(age(success, nowNanos), age(failure, nowNanos), (failure != null) ? failure.failure() : null);
    }

    /** Nothing is known. */
    public static BackendEvidence none() {
        return new BackendEvidence(null, null, null);
    }

    /** Whether the backend gave a sign of life within this time, and has not failed after it. */
    public boolean succeededWithin(Duration window) {
        return sinceSuccess != null && sinceSuccess.compareTo(window) <= 0 && !failedLast();
    }

    /** Whether the last thing known of the backend is a failure. */
    public boolean failedLast() {
        return sinceFailure != null && (sinceSuccess == null || sinceFailure.compareTo(sinceSuccess) < 0);
    }

    /** A failure as operators read it: the class without its package, and what it says. */
    public static String describe(Throwable failure) {
        String message = messageOf(failure);
        String simpleName = failure.getClass().getSimpleName();
        String type = simpleName.isEmpty() ? failure.getClass().getName() : simpleName;
        return (message != null) ? type + ": " + message : type;
    }

    private static @Nullable String messageOf(Throwable failure) {
        try {
            return failure.getMessage();
        } catch (Throwable ex) {
            // Whatever an exception of the application throws when it is asked: it counts as one without a message.
            return null;
        }
    }

    private static @Nullable Duration age(PoolRecorder.@Nullable Moment moment, long nowNanos) {
        return (moment != null) ? Duration.ofNanos(Math.max(0, nowNanos - moment.nanos())) : null;
    }
}
