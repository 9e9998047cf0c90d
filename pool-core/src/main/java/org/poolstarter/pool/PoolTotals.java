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
 */
public record PoolTotals(
        long acquired,
        long released,
        long discarded,
        long timedOut,
        long opened,
        long openFailures,
        Map<CloseReason, Long> closed) {

    public PoolTotals {
        closed = Map.copyOf(closed);
    }

    /** Connections closed, whatever the reason. */
    public long closedInAll() {
        return closed.values().stream().mapToLong(Long::longValue).sum();
    }
}
