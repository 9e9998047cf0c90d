/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.util.List;
import java.util.Optional;

/**
 * The pools of an application. Pools come and go at run time; observers follow by a {@link Listener}.
 *
 * <p>Safe for use by many threads. Reading neither blocks nor copies.
 */
public interface Pools {

    /** An empty registry. */
    static Pools create() {
        return new CopyOnWritePools();
    }

    /** The pools of this moment, ordered by name; the list does not change afterwards. */
    List<Pool> all();

    /** The pool of this name. */
    Optional<Pool> find(String name);

    /**
     * Adds a pool and tells the listeners.
     *
     * @throws IllegalArgumentException if another pool has the same name, whatever its backend
     */
    void add(Pool pool);

    /** Removes a pool and tells the listeners; without effect if it is not here. */
    void remove(Pool pool);

    /** Tells the listener of every pool that is here already, and then of each that comes and goes. */
    void addListener(Listener listener);

    /** Ends what {@link #addListener} began. */
    void removeListener(Listener listener);

    /** Follows pools as they come and go. Called on the thread that adds or removes; must not call back. */
    interface Listener {

        /** This pool is here now. */
        void added(Pool pool);

        /** This pool is gone. */
        void removed(Pool pool);
    }
}
