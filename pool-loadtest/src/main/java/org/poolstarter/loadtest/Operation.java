/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

/** What a worker does again and again. Called by many threads at once. */
@FunctionalInterface
interface Operation {

    /**
     * Does it once. Blocks until it is done.
     *
     * @param number which one it is, counted from 0 over all workers
     * @throws Exception if it failed, for whatever reason
     */
    void run(long number) throws Exception;
}
