/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run has measured.
 *
 * @param seconds from the start until the last operation ended
 * @param operations how many ended, well or not, and those that never began
 * @param succeeded how many ended well
 * @param neverBegan how many were due in an open loop and still in line when the time was over
 * @param latency from the beginning of an operation, or in an open loop from when it was due; null without any
 * @param waitTime from asking the pool to getting a connection, as the pool says; null where it does not
 * @param usageTime how long connections were held, as the pool says; null where it does not
 * @param events what the pool has counted
 * @param peaks the most that was seen at once
 * @param serverConnections the most connections that the server has counted; null where it was not asked
 * @param errors failures by type and text
 */
record Figures(
        double seconds,
        long operations,
        long succeeded,
        long neverBegan,
        @Nullable Times latency,
        @Nullable Times waitTime,
        @Nullable Times usageTime,
        Events events,
        Peaks peaks,
        @Nullable Integer serverConnections,
        Map<String, Long> errors) {

    Figures {
        errors = Map.copyOf(errors);
    }

    /** Operations that ended well, per second. */
    double throughput() {
        return (seconds > 0) ? succeeded / seconds : 0;
    }

    /** The share of operations that ended well, 0.0 to 1.0; 1 without any. */
    double successRate() {
        return (operations > 0) ? (double) succeeded / operations : 1;
    }

    /** The share of acquires that gave no connection, 0.0 to 1.0; 0 without any. */
    double failedAcquireRate() {
        long failed = events.timedOut() + events.refused();
        long all = events.acquired() + failed;
        return (all > 0) ? (double) failed / all : 0;
    }

    /** What the pool has counted in a run. */
    record Events(long acquired, long timedOut, long refused, long opened, long openFailures, long closed) {}

    /**
     * The most that was seen at once, in samples.
     *
     * @param max the bound of connections
     */
    record Peaks(int active, int pending, int size, int max) {}
}
