/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.util.Map;

/**
 * Events counted since the pool began. Each counter only grows; they are read one after another.
 *
 * @param acquired leases handed out
 * @param released leases given back whole
 * @param discarded leases whose connection was broken or closed instead of given back
 * @param timedOut acquires that ended without a lease because their time was up
 * @param opened connections opened
 * @param openFailures attempts to open a connection that failed
 * @param closed connections closed, by reason; a reason that never occurred is absent
 * @param refused acquires that were refused at once, because too many callers waited or the pool was being drained
 * @param nested acquires by a thread that held a connection of the same pool
 * @param slowQueries statements that took longer than the threshold
 * @param timeoutCauses acquires that timed out, by cause; those without a verdict are missing
 */
public record PoolTotals(
        long acquired,
        long released,
        long discarded,
        long timedOut,
        long opened,
        long openFailures,
        Map<CloseReason, Long> closed,
        long refused,
        long nested,
        long slowQueries,
        Map<TimeoutCause, Long> timeoutCauses) {

    public PoolTotals {
        closed = Map.copyOf(closed);
        timeoutCauses = Map.copyOf(timeoutCauses);
    }

    /** Totals of a pool that neither refuses callers nor looks at who holds its connections. */
    public PoolTotals(
            long acquired,
            long released,
            long discarded,
            long timedOut,
            long opened,
            long openFailures,
            Map<CloseReason, Long> closed) {
        this(acquired, released, discarded, timedOut, opened, openFailures, closed, 0, 0, 0, Map.of());
    }

    /** Acquires that timed out for this cause. */
    public long timedOutBy(TimeoutCause cause) {
        return timeoutCauses.getOrDefault(cause, 0L);
    }

    /** Connections closed, whatever the reason. */
    public long closedInAll() {
        return closed.values().stream().mapToLong(Long::longValue).sum();
    }
}
