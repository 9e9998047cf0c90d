/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

/** Is told what happens to a pool; see {@link PoolEvents#addListener}. */
@FunctionalInterface
public interface PoolEventListener {

    /**
     * Takes one event, on a thread of its own: it may block and may throw. Called for one event at a time, in the order in
     * which they were told.
     */
    void on(PoolEvent event);
}
