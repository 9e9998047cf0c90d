/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

/** Whether a pool hands out connections, as its control was told. */
public enum PoolState {
    /** It does. */
    RUNNING,

    /** Callers wait until it resumes. */
    PAUSED,

    /** Callers are refused, or wait where the pool says so; held connections are closed as they come back. */
    DRAINING,

    /** As {@link #DRAINING}, and nothing is open. */
    DRAINED
}
