/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event whose account is not asked for its text yet: that is for whoever wants to know, and not for who publishes. */
record PublishedEvent(
        Instant time, PoolEventType type, @Nullable Object account, Map<String, Object> details) {

    PoolEvent toEvent(String pool, String backend) {
        return new PoolEvent(time, pool, backend, type, PoolEvent.textOf(account), details);
    }
}
