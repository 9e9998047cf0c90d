/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import org.jspecify.annotations.Nullable;

/**
 * What was seen in one stretch of a run.
 *
 * @param from when it began, in seconds from the start
 * @param seconds how long it lasted
 * @param operations how many ended in it, well or not
 * @param failed how many of these failed
 * @param latency from the beginning, or in an open loop from when they were due; null if none ended
 * @param active the most connections held, as far as was seen
 * @param pending the most callers that waited, as far as was seen
 * @param size the most connections open, as far as was seen
 * @param max the bound of connections
 */
record Window(
        double from,
        double seconds,
        long operations,
        long failed,
        @Nullable Times latency,
        int active,
        int pending,
        int size,
        int max) {

    /** Operations that ended well, per second. */
    double throughput() {
        return (seconds > 0) ? (operations - failed) / seconds : 0;
    }
}
