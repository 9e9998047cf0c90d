/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.poolstarter.pool.PoolSnapshot;

/**
 * The counts of one server's pool at one moment.
 *
 * @param active connections held by operations
 * @param idle connections open and free
 * @param opening connections being opened
 * @param pending operations that wait for a connection
 * @param state how the driver's pool stands
 */
record ServerCounts(int active, int idle, int opening, int pending, ServerConnections.State state) {

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

    Map<String, Object> describe() {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("size", active + idle);
        description.put("active", active);
        description.put("idle", idle);
        description.put("opening", opening);
        description.put("pending", pending);
        description.put("state", state.name().toLowerCase(Locale.ROOT));
        return description;
    }
}
