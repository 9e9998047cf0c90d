/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;

/**
 * A pool under test, and how to work with it.
 *
 * @param <C> what operations use: a connection, a client, a session
 */
interface Backend<C> {

    /** The pool. */
    Pool pool();

    /** Where the pool leads, without credentials; null where that is not known. */
    default @Nullable String target() {
        return pool().target();
    }

    /** Clients from the pool. */
    Clients<C> pooled();

    /**
     * Opens a client beside the pool.
     *
     * @param number of the operation that it is for
     */
    Clients.Held<C> open(long number) throws Exception;

    /**
     * How to do this work here.
     *
     * @throws CannotRunException if this backend cannot
     */
    Task<C> task(Work work);

    /** Connects beside the pool and disconnects: a pool would try again and again until its acquire timeout. */
    default void connectOnce() throws Exception {
        open(0).release().run();
    }

    /** Does something for every client that may need it, such as every account; here for one. */
    default void withEach(Clients.Use<C> action) throws Exception {
        Clients<C> opening = this::open;
        opening.use(0, action);
    }

    /** Counts connections as the server does; null where it cannot be asked. */
    default @Nullable ServerCount serverCount() {
        return null;
    }

    /** Asks the server. */
    interface ServerCount extends AutoCloseable {

        /** Connections at this moment, without the one that asks. Blocks while the server answers. */
        int read() throws Exception;

        @Override
        void close();
    }
}
