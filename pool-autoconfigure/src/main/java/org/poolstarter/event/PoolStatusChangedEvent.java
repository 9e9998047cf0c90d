/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.event;

import org.poolstarter.pool.PoolEvent;
import org.poolstarter.pool.PoolStatus;

/**
 * A pool does better or worse than before, whatever its backend. Published as an event of the application, on a thread of
 * its own: a listener may block.
 *
 * @param from how it was doing
 * @param to how it is doing now
 * @param event when that was seen, and the counts of that moment
 */
public record PoolStatusChangedEvent(PoolStatus from, PoolStatus to, PoolEvent event) {

    /** The name of the pool. */
    public String pool() {
        return event.pool();
    }

    /** Its backend. */
    public String backend() {
        return event.backend();
    }

    /**
     * The same as an event of the application.
     *
     * @param event of the type {@link org.poolstarter.pool.PoolEventType#STATUS_CHANGED}
     */
    public static PoolStatusChangedEvent of(PoolEvent event) {
        return new PoolStatusChangedEvent(status(event, "from"), status(event, "to"), event);
    }

    private static PoolStatus status(PoolEvent event, String detail) {
        return PoolStatus.valueOf(String.valueOf(event.details().get(detail)));
    }
}
