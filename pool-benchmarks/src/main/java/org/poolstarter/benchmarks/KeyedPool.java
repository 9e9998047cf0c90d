/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.util.concurrent.TimeoutException;

/**
 * One cycle with a pool of clients per account, the same calls for every pool that is compared. A JVM in which is
 * measured loads one implementation only, so the calls cost nothing.
 *
 * @param <H> what a caller holds between acquire and release
 */
interface KeyedPool<H> extends AutoCloseable {

    /**
     * Waits for a client of the account.
     *
     * @throws TimeoutException if none came free in time
     */
    H acquire(String account) throws InterruptedException, TimeoutException;

    /** The client that is held. */
    Client client(H held);

    void release(String account, H held);

    @Override
    void close();
}
