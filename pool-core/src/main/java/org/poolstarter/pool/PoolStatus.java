/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

/** How a pool is doing, from best to worst: a greater ordinal is worse. */
public enum PoolStatus {
    /** Capacity to spare. */
    HEALTHY,
    /** Utilization of 0.75 or more, or callers that wait. */
    WARNING,
    /** Utilization of 0.90 or more, and callers that wait. */
    CRITICAL,
    /** The backend does not answer. Never the answer to a full pool. */
    ERROR;

    /** From this utilization on a pool is in {@link #WARNING}. */
    public static final double WARNING_UTILIZATION = 0.75;

    /** From this utilization on a pool whose callers wait is in {@link #CRITICAL}. */
    public static final double CRITICAL_UTILIZATION = 0.90;

    /**
     * The load that one snapshot shows. A pool's status asks for several in a row.
     *
     * @return {@link #HEALTHY}, {@link #WARNING} or {@link #CRITICAL}
     */
    public static PoolStatus ofLoad(PoolSnapshot snapshot) {
        if (snapshot.utilization() >= CRITICAL_UTILIZATION && snapshot.pending() > 0) {
            return CRITICAL;
        }
        if (snapshot.utilization() >= WARNING_UTILIZATION || snapshot.pending() > 0) {
            return WARNING;
        }
        return HEALTHY;
    }

    /** The worse of two. */
    public PoolStatus worse(PoolStatus other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
