/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import java.util.concurrent.TimeUnit;

/**
 * Whether connections can be opened at all. A heartbeat does not log in: a server that refuses the user answers every
 * one. Thread-safe: its fields are guarded by the monitor of this.
 */
final class OpeningFailures {

    enum Verdict {
        /** Nothing speaks against the heartbeats. */
        NONE,
        /** An opening failed not long ago, which may have been an accident. */
        DOUBTFUL,
        /** Openings have failed for two intervals, and none succeeded. */
        LASTING
    }

    /** The driver fills its pools every minute: what has not been tried again for longer is no longer known. */
    private static final long KNOWN_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final long twoIntervalsNanos;

    private boolean failing;
    private long firstNanos;
    private long lastNanos;

    /** @param intervalNanos the time between two heartbeats */
    OpeningFailures(long intervalNanos) {
        twoIntervalsNanos = 2 * intervalNanos;
    }

    synchronized void failed(long nowNanos) {
        if (!failing) {
            failing = true;
            firstNanos = nowNanos;
        }
        lastNanos = nowNanos;
    }

    /** A connection was opened, or the server does not even answer heartbeats, which says more. */
    synchronized void over() {
        failing = false;
    }

    synchronized Verdict verdict(long nowNanos) {
        if (!failing) {
            return Verdict.NONE;
        }
        long age = nowNanos - lastNanos;
        if (lastNanos - firstNanos >= twoIntervalsNanos) {
            return (age <= Math.max(twoIntervalsNanos, KNOWN_NANOS)) ? Verdict.LASTING : Verdict.NONE;
        }
        return (age <= twoIntervalsNanos) ? Verdict.DOUBTFUL : Verdict.NONE;
    }
}
