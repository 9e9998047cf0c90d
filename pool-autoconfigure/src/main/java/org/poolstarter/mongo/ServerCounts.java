/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

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
