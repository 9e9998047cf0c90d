/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import org.jspecify.annotations.Nullable;

/** Marks the thread that probes a pool, so that what it does there is not counted. One probe at a time. */
final class ProbeMark {

    private volatile @Nullable Thread prober;

    /** From here to {@link #end()} this thread probes. */
    void begin() {
        prober = Thread.currentThread();
    }

    void end() {
        prober = null;
    }

    /** Whether this thread is the one that probes. */
    boolean isHere() {
        return prober == Thread.currentThread();
    }
}
