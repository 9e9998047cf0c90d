/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

/**
 * Where the clients of operations come from: the pool, or a new connection for each.
 *
 * @param <C> a connection, or what stands for one
 */
@FunctionalInterface
interface Clients<C> {

    /**
     * Gets a client. Blocks until there is one.
     *
     * @param number of the operation that it is for
     * @throws Exception if there is none, for whatever reason
     */
    Held<C> acquire(long number) throws Exception;

    /** Gets a client, uses it, and gives it back whatever happens. */
    default void use(long number, Use<C> use) throws Exception {
        Held<C> held = acquire(number);
        try {
            use.accept(held.client());
        } catch (Exception | Error ex) { // passed on; that it cannot be given back either must not hide it
            try {
                held.release().run();
            } catch (Exception also) {
                ex.addSuppressed(also);
            }
            throw ex;
        }
        held.release().run();
    }

    /**
     * A client in use.
     *
     * @param release gives it back
     */
    record Held<C>(C client, Release release) {}

    /** Gives a client back. */
    @FunctionalInterface
    interface Release {

        void run() throws Exception;
    }

    /** What is done with a client. */
    @FunctionalInterface
    interface Use<C> {

        void accept(C client) throws Exception;
    }
}
