/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

/** Why an acquire got no connection in time. */
public enum TimeoutCause {
    /** Every connection is held, for uses that are as short as ever: the pool is too small for the load. */
    FULL,

    /** An account, or all together in the cluster, have as many connections as they may, while the pool has room. */
    ACCOUNT_FULL,

    /** Connections are held long by callers that do nothing with them. */
    LEAK,

    /** Every connection is held, and the backend takes longer over each use than it did. */
    SLOW_SERVER,

    /** Connections lead to a pooler, and wait there: it has no connection of the server free. */
    POOLER_FULL,

    /** There is room, but the backend refuses new connections. */
    OPEN_FAILING,

    /** The backend cannot be reached. */
    BACKEND_DOWN,

    /** There is room, and opening a connection takes too long. */
    SLOW_OPEN
}
