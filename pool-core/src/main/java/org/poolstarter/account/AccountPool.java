/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolControl;
import org.poolstarter.pool.PoolEvents;
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
     * in the order in which they came, those of higher priority earlier. Returns or throws by its deadline even if the
     * factory hangs.
     *
     * @param account whose client is wanted
     * @param options how long to wait, and for what
     * @return the lease; close it
     * @throws AccountBusyException at once, if the pool is exclusive and rejects when busy, and the account's client is
     *     held or being opened, or another caller already waits for it
     * @throws AccountParkedException at once, if the service wants no log-in of this account now and it has no client; or
     *     as soon as the service says so
     * @throws AcquireRejectedException at once, if as many callers wait as may; or if the options say not to queue and
     *     the account or the pool is at its limit, unless a place comes free without anybody's release: of a client
     *     being closed, or of an idle one
     * @throws AcquireTimeoutException if the deadline passed
     * @throws OpenFailedException if the client opened for this caller could not be opened, or not within the connect
     *     timeout; the cause is then a {@link java.util.concurrent.TimeoutException}
     * @throws AccountUnavailableException at once, if the pool has a guard and it refuses
     * @throws PoolClosedException if the pool is closed, or is closed while this caller waits
     * @throws IllegalArgumentException if the options name a priority that the pool does not have
     * @throws InterruptedException if the thread was interrupted before, or is while it waits; nothing is then held
     */
    Lease<C> acquire(A account, AcquireOptions options) throws InterruptedException;

    /** Acquires with the pool's own acquire timeout; see {@link #acquireAsync(Object, AcquireOptions)}. */
    default CompletableFuture<Lease<C>> acquireAsync(A account) {
        return acquireAsync(account, AcquireOptions.defaults());
    }

    /**
     * Acquires without blocking. The future ends as {@link #acquire(Object, AcquireOptions)} would: at once if a client
     * is idle or the caller is refused, and on a thread of the pool otherwise. To cancel it gives up what it waits for,
     * and a client that comes nevertheless goes to others. Whoever gets the lease closes it, on whatever thread.
     *
     * @return the lease to come, never null; all that {@code acquire} throws ends the future instead
     */
    CompletableFuture<Lease<C>> acquireAsync(A account, AcquireOptions options);

    /**
     * Takes an idle client of the account that is free now and neither idle nor open for too long. Opens and validates
     * nothing and waits for nothing, so a client that has been idle for a while may turn out to be broken.
     *
     * @return the lease, or empty if no client of the account is idle; a guard is asked only where one is
     * @throws AccountUnavailableException if the pool has a guard and it refuses
     * @throws PoolClosedException if the pool is closed
     */
    Optional<Lease<C>> tryAcquire(A account);

    /** {@inheritDoc} An account pool has one. */
    @Override
    PoolRecorder recorder();

    /** {@inheritDoc} An account pool has one. */
    @Override
    PoolControl control();

    /** {@inheritDoc} An account pool has them. */
    @Override
    PoolEvents events();

    /**
     * The records of the last sessions, the one first that ended last; as many as {@link
     * AccountPoolSettings#sessionRecords()} says.
     */
    List<SessionRecord> sessions();

    /** Those of {@link #sessions()} that are of this account. */
    List<SessionRecord> sessions(A account);

    /** The last sessions in a few numbers, drawn from their records. */
    SessionSummary sessionSummary();

    /** The limits and times in force. */
    AccountPoolSettings limits();

    /**
     * The counts of one account.
     *
     * @return zeros for an account without clients
     */
    AccountSnapshot snapshot(A account);

    /** The clients of one account, in no order; reading them waits for nothing. */
    List<ClientSnapshot> clients(A account);

    /** The named priorities, for {@link AcquireOptions#withPriority(String)}; see {@link #changePriority}. */
    Map<String, Integer> priorities();

    /** How acquires have ended so far. */
    AcquireTotals totals();

    /** Leases that were lost: nobody had closed them, and nobody can any more. */
    long leaks();

    /** How long the caller has waited who has waited longest; null if none waits. */
    @Nullable
    Duration oldestWait();

    /** From now on callers wait, and {@link #tryAcquire} finds nothing, until {@link #resume()}. Held clients stay. */
    void pause();

    /** Ends {@link #pause()} and {@link #drain}. */
    void resume();

    /** Whether the pool is paused or drained. */
    boolean isPaused();

    /**
     * Pauses the pool and closes its clients: idle ones now, held ones as they come back. Blocks until none is left.
     *
     * @param timeout how long to wait, zero or more
     * @return whether none is left; if not, what is held is still closed as it comes back
     * @throws InterruptedException if the thread was interrupted before, or is while it waits; the pool drains on
     */
    boolean drain(Duration timeout) throws InterruptedException;

    /**
     * Closes all idle clients.
     *
     * @return how many
     */
    int evictIdle();

    /**
     * Closes all clients of one account: idle ones now, those being opened or held as soon as they are let go.
     *
     * @return how many that concerns
     */
    int closeAll(A account);

    /**
     * Closes all clients: idle ones now, those being opened or held as soon as they are let go.
     *
     * @return how many that concerns
     */
    int clear();

    /**
     * Changes limits and times. A lower limit closes idle clients and never a held one: what is above it is closed as it
     * comes back. A new time applies to leases that last already, and to idle clients from their next use on. A {@link
     * LimitWindow} that is open goes on to lower what is set here.
     *
     * @param limits all of them; begin with those in force
     */
    void changeLimits(AccountPoolSettings limits);

    /**
     * Changes the limit of one account, which then no longer follows that of the pool. It is kept for as long as the
     * pool lives, whether the account has clients or not.
     *
     * @param account whose limit it is
     * @param maxClients clients of this account, 1 or more; null for what {@link AccountPoolBuilder#accountLimits} says of
     *     it, or else to follow the pool's again
     * @throws IllegalArgumentException if it is below 1, or above 1 in an exclusive pool
     */
    void changeLimit(A account, @Nullable Integer maxClients);

    /**
     * Gives a named priority another value, for acquires from now on, or adds one.
     *
     * @param name its name
     * @param priority -100 to 100
     * @throws IllegalArgumentException if it is out of its bounds
     */
    void changePriority(String name, int priority);

    /**
     * Opens clients with another factory from now on. Those of the old one are closed by the old one: held ones as they
     * come back, idle ones one after another.
     */
    void replaceFactory(ClientFactory<A, C> factory);

    /**
     * Closes the pool: waiting callers fail, idle clients are closed, held clients are closed when they come back, and
     * at the latest after the grace time of the settings. Returns when all clients are closed, or about a second after
     * the grace time, whatever the factory does; threads of the pool's own that still work for it are then interrupted.
     * An interrupt of the caller ends the grace time. Does nothing the second time, and then does not wait.
     */
    @Override
    void close();
}
