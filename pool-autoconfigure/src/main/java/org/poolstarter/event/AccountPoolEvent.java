/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.event;

import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolEvent;
import org.poolstarter.pool.PoolEventType;

/**
 * Something happened to an account pool. Published as an event of the application, on a thread of its own: a listener may
 * block. Changes of status come as {@link PoolStatusChangedEvent} instead.
 *
 * @param event what happened
 */
public record AccountPoolEvent(PoolEvent event) {

    /** The name of the pool. */
    public String pool() {
        return event.pool();
    }

    /** What happened. */
    public PoolEventType type() {
        return event.type();
    }

    /** Whose session or client it was, by its text; null where the event is of the whole pool. */
    public @Nullable String account() {
        return event.account();
    }
}
