/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

/**
 * What an operation does with a client. It keeps to tables, collections or folders of its own.
 *
 * @param <C> the client
 */
interface Task<C> {

    /** Whether there is something to make before and to remove after it. */
    default boolean ownsData() {
        return false;
    }

    /** Makes what {@link #run} needs. Blocks. */
    default void prepare(C client) throws Exception {}

    /**
     * Does it once. Called by many threads, each with another client or with one that is made for that.
     *
     * @param number which operation it is
     */
    void run(C client, long number) throws Exception;

    /** Removes what {@link #prepare} made. Blocks. */
    default void cleanUp(C client) throws Exception {}

    /** What it does, for people. */
    String describe();
}
