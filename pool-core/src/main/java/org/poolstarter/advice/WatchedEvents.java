/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolControl;
import org.poolstarter.pool.PoolEvents;
import org.poolstarter.pool.PoolRecorder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of one pool: its own, or, for a pool that has none, ones into which its recorder and its control publish for
 * as long as it is watched.
 */
final class WatchedEvents {

    private static final Logger logger = LoggerFactory.getLogger(PoolMonitor.class);

    private final PoolEvents events;
    private final @Nullable PoolRecorder recorder;
    private final @Nullable PoolControl control;
    private final boolean ours;

    private WatchedEvents(
            PoolEvents events, boolean ours, @Nullable PoolRecorder recorder, @Nullable PoolControl control) {
        this.events = events;
        this.ours = ours;
        this.recorder = recorder;
        this.control = control;
    }

    static WatchedEvents of(Pool pool, Function<Pool, PoolEvents> newEvents) {
        PoolEvents own = read(pool, Pool::events);
        if (own != null) {
            return new WatchedEvents(own, false, null, null);
        }
        WatchedEvents made =
                new WatchedEvents(newEvents.apply(pool), true, read(pool, Pool::recorder), read(pool, Pool::control));
        made.publishTo(made.events);
        return made;
    }

    private static <T> @Nullable T read(Pool pool, Function<Pool, @Nullable T> part) {
        try {
            return part.apply(pool);
        } catch (RuntimeException | Error ex) {
            // A pool of the user's own may break the contract in any way: it is watched without that part.
            logger.warn("Events of pool {} are incomplete", pool.name(), ex);
            return null;
        }
    }

    PoolEvents events() {
        return events;
    }

    void end() {
        if (ours) {
            publishTo(null);
            events.close();
        }
    }

    private void publishTo(@Nullable PoolEvents target) {
        if (recorder != null) {
            recorder.publishTo(target);
        }
        if (control != null) {
            control.publishTo(target);
        }
    }
}
