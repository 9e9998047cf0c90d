/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolSnapshot;

/**
 * The counts of one server's pool at one moment.
 *
 * @param active connections held by operations
 * @param idle connections open and free
 * @param opening connections being opened
 * @param pending operations that wait for a connection
 * @param state how the driver's pool stands
 * @param oldest what is oldest among them
 * @param min connections that the driver tries to keep
 * @param max upper bound, 1 or more
 */
record ServerCounts(
        int active,
        int idle,
        int opening,
        int pending,
        ServerConnections.State state,
        Oldest oldest,
        int min,
        int max) {

    /**
     * What is oldest among the counts; 0 where there is nothing.
     *
     * @param waitingNanos how long the operation that waits longest has waited
     * @param heldNanos how long the connection that is held longest has been held
     * @param holder the thread that took that connection
     * @param openingNanos how long the connection that is being opened longest has been
     */
    record Oldest(
            long waitingNanos, long heldNanos, @Nullable String holder, long openingNanos) {

        static final Oldest NOTHING = new Oldest(0, 0, null, 0);
    }

    /**
     * The counts of a client: sums over its servers, with the bounds of one server and the utilization of the fullest.
     *
     * @param max 1 or more
     */
    static PoolSnapshot sum(Collection<ServerCounts> servers, int min, int max) {
        int active = 0;
        int idle = 0;
        int opening = 0;
        int pending = 0;
        int fullest = 0;
        for (ServerCounts server : servers) {
            active += server.active;
            idle += server.idle;
            opening += server.opening;
            pending += server.pending;
            fullest = Math.max(fullest, server.active);
        }
        return new PoolSnapshot(active, idle, opening, pending, max, min, PoolSnapshot.ratio(fullest, max));
    }

    int size() {
        return active + idle;
    }

    boolean isFull() {
        return active >= max;
    }

    Map<String, Object> describe() {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("size", size());
        description.put("active", active);
        description.put("idle", idle);
        description.put("opening", opening);
        description.put("pending", pending);
        description.put("min", min);
        description.put("max", max);
        description.put("utilization", PoolSnapshot.ratio(active, max));
        if (pending > 0) {
            description.put("oldestWaiterMs", Descriptions.millis(oldest.waitingNanos()));
        }
        if (active > 0) {
            description.put("longestHeldMs", Descriptions.millis(oldest.heldNanos()));
        }
        return description;
    }
}
