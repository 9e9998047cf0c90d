/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.Optional;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolRecorder;

/**
 * A pool of clients that belong to accounts: each client is logged in for one account and serves only that one. At most
 * {@link AccountPoolSettings#maxPerAccount()} clients of an account and {@link AccountPoolSettings#maxSize()} in all
 * are open at any instant, those being opened or closed included.
 *
 * <pre>{@code
 * try (Lease<ImapSession> lease = pool.acquire(account)) {
 *     lease.client().fetch();
 * }
 * }</pre>
 *
 * <p>Safe for use by many threads. What a thread did with a client before it released it happens before what the next
 * holder does.
 *
 * @param <A> what names an account
 * @param <C> a logged-in client
 */
public interface AccountPool<A, C> extends Pool, AutoCloseable {

    /** The word for this backend in tags and reports. */
    String BACKEND = "account";

    /**
     * Begins a pool.
     *
     * @param name the name of the pool, unique in the application
     * @param factory opens and closes clients
     */
    static <A, C> AccountPoolBuilder<A, C> builder(String name, ClientFactory<A, C> factory) {
        return new AccountPoolBuilder<>(name, factory);
    }

    /** Acquires with the pool's own acquire timeout; see {@link #acquire(Object, AcquireOptions)}. */
    default Lease<C> acquire(A account) throws InterruptedException {
        return acquire(account, AcquireOptions.defaults());
    }

    /**
     * Waits for a client of the account: an idle one, or one opened for this caller. Callers of one account are served
     * in the order in which they came. Returns or throws by its deadline even if the factory hangs.
     *
     * @param account whose client is wanted
     * @param options how long to wait, and whether to queue
     * @return the lease; close it
     * @throws AccountBusyException at once, if the pool is exclusive and the account's client is held or being opened,
     *     or another caller already waits for it
     * @throws AcquireRejectedException at once, if the options say not to queue and the account or the pool is at its
     *     limit, unless a place comes free without anybody's release: of a client being closed, or of an idle one
     * @throws AcquireTimeoutException if the deadline passed
     * @throws OpenFailedException if the client opened for this caller could not be opened, or not within the connect
     *     timeout; the cause is then a {@link java.util.concurrent.TimeoutException}
     * @throws PoolClosedException if the pool is closed, or is closed while this caller waits
     * @throws InterruptedException if the thread was interrupted before, or is while it waits; nothing is then held
     */
    Lease<C> acquire(A account, AcquireOptions options) throws InterruptedException;

    /**
     * Takes an idle client of the account that is free now and neither idle nor open for too long. Opens and validates
     * nothing and waits for nothing, so a client that has been idle for a while may turn out to be broken.
     *
     * @return the lease, or empty if no client of the account is idle
     * @throws PoolClosedException if the pool is closed
     */
    Optional<Lease<C>> tryAcquire(A account);

    /** {@inheritDoc} An account pool has one. */
    @Override
    PoolRecorder recorder();

    /** The limits and times of this pool. */
    AccountPoolSettings limits();

    /**
     * The counts of one account.
     *
     * @return zeros for an account without clients
     */
    AccountSnapshot snapshot(A account);

    /**
     * Closes the pool: waiting callers fail, idle clients are closed, held clients are closed when they come back, and
     * at the latest after the grace time of the settings. Returns when all clients are closed, or about a second after
     * the grace time, whatever the factory does; threads of the pool's own that still work for it are then interrupted.
     * An interrupt of the caller ends the grace time. Does nothing the second time, and then does not wait.
     */
    @Override
    void close();
}
