/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.ReadableDuration;

/**
 * Decides before each acquire whether the account may be asked for a client now, and learns how it went: a circuit breaker,
 * a rate limit, or both. Called on the threads of callers and of the pool, for several accounts at once, never under a lock
 * of the pool.
 *
 * <p>Implementations neither block nor do I/O. What {@link #ask} throws reaches the caller; what any other method throws is
 * logged. Memory is theirs to bound: accounts come and go.
 *
 * @param <A> what names an account
 */
public interface AccountGuard<A> {

    /**
     * Asks for one acquire.
     *
     * @return a {@link Pass}, of which one method is called once; or a {@link Denial}
     */
    Answer ask(A account);

    /**
     * A client of the account could not be opened, and whoever it was meant for waits no longer. The other failed opens are
     * told to the pass of their caller. A {@link RetryAfter} is no failure, but an answer of the service.
     */
    void openFailed(A account, Throwable cause);

    /** Takes whom to tell of changes; called once, before all else. */
    default void onChange(Listener<A> listener) {}

    /**
     * What operators see as the section {@code protection} of the pool; bounded, whatever the number of accounts.
     *
     * @return values as {@link org.poolstarter.pool.Pool#sections()} has them; empty for no section
     */
    default Map<String, Object> section() {
        return Map.of();
    }

    /** What is wrong now. */
    default List<PoolNotice> notices() {
        return List.of();
    }

    /** What it publishes as meters of the pool; asked when the pool is published, and read from memory from then on. */
    default List<PoolMeasure> measures() {
        return List.of();
    }

    /** What a guard says. */
    sealed interface Answer permits Pass, Denial {}

    /** The acquire may go on. One of the methods is called, once, on any thread. */
    non-sealed interface Pass extends Answer {

        /** The lease ended by its holder's {@link Lease#close()}, without an error. */
        void succeeded();

        /** The client could not be opened, or the holder reported an error by {@link Lease#failed}: the first one counts. */
        void failed(Throwable error);

        /**
         * Nothing was learned: no client in time, refused, cancelled or parked; or the lease was discarded without an error,
         * exceeded the session timeout, or was lost.
         */
        void unused();
    }

    /**
     * The acquire is refused.
     *
     * @param reason why, to be read after the name of the account, such as {@code its circuit breaker is open}
     * @param retryAfter after which time to try again, zero or more
     */
    record Denial(String reason, Duration retryAfter) implements Answer {

        public Denial {
            if (retryAfter.isNegative()) {
                throw new IllegalArgumentException(
                        "retryAfter must not be negative but is " + ReadableDuration.of(retryAfter));
            }
        }
    }

    /** Learns of changes; does not block and does not throw. */
    interface Listener<A> {

        /**
         * The protection of an account has changed.
         *
         * @param from the state before, in upper case, such as {@code CLOSED}
         * @param to the state now
         */
        void changed(A account, String from, String to);
    }
}
