/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolNotice;

/**
 * Grants permits for clients of accounts over several processes, the replicas of a cluster: the limit of an account then holds
 * over all of them. A pool without one is bounded by its own limits alone.
 *
 * <p>A pool has one permit for each client, from before it is opened until its closing has ended; so a client that is idle here is
 * lent without asking anybody. What a pool wants is a number that changes: it is told by {@link #changed} and read by {@link
 * Holder#demand}, and nothing is lost where the two cross.
 *
 * <p>The pool calls these methods on threads of its callers and of its own, never under its lock. None but {@link #start} and
 * {@link #close} blocks or does I/O, and none throws.
 *
 * @param <A> what names an account; replicas agree on it by its {@link Object#toString()}
 */
public interface AccountPermits<A> {

    /** Takes whose clients the permits are for; called once, before all else. */
    void start(Holder<A> holder);

    /** What the pool wants of this account may have changed. */
    void changed(A account);

    /** The client of this permit is closed, was never opened, or nobody wanted it any more. Called once for each permit. */
    void release(A account, Permit permit);

    /** Why no permit of this account is granted, and where its clients are; null if nothing is known. Costs nothing. */
    default @Nullable Whereabouts whereabouts(A account) {
        return null;
    }

    /** What operators see as the section {@code cluster} of the pool; bounded, whatever the number of accounts. */
    Map<String, Object> section();

    /** What is wrong now. */
    default List<PoolNotice> notices() {
        return List.of();
    }

    /** Meters of the pool, which read from memory. */
    default List<PoolMeasure> measures() {
        return List.of();
    }

    /**
     * Ends. Called once, when the last client was closed or closing was given up; the last releases may come a moment later. What is not
     * released is left to end by itself. Returns within seconds.
     */
    void close();

    /** The right to have one client of an account. Safe for use by many threads. */
    interface Permit {

        /**
         * A number that is higher than that of every permit granted for the pool before, by whatever replica; 0 if it was granted
         * without asking the others.
         */
        long fence();

        /**
         * Whether the client may be used now, by the monotonic clock of this process. Once false, it stays so. Neither blocks nor
         * throws.
         */
        boolean isValid();
    }

    /**
     * What a pool wants of one account.
     *
     * @param permits how many more, 0 or more
     * @param limit clients that the account may have in the cluster, 1 or more
     * @param urgent whether somebody waits only to hear whether one can be had at once
     */
    record Demand(int permits, int limit, boolean urgent) {}

    /**
     * Why a permit is not granted.
     *
     * @param where where the clients are that are in the way, for messages
     */
    record Whereabouts(Lack lack, String where) {}

    /** What there is too little of for another permit. */
    enum Lack {
        /** The account has all clients in the cluster that it may have. */
        ACCOUNT_FULL,
        /** All accounts together have. */
        ALL_FULL,
        /** Whoever grants them does not answer. */
        UNAVAILABLE
    }

    /** How much somebody else may have of an account. */
    enum Claim {
        /** A client that is idle. */
        IDLE,
        /** One that is held, too, unless callers wait for the account here. */
        UNWANTED,
        /** One that is held, too, whoever waits for it here. */
        ANY
    }

    /** The pool. Its methods may be called on any thread that holds no lock which {@link AccountPermits} needs; none blocks. */
    interface Holder<A> {

        /** What it wants now; nothing if the pool is closed or paused. */
        Demand demand(A account);

        /** Grants one permit; released at once if it is not wanted any more. */
        void granted(A account, Permit permit);

        /**
         * A permit ends before it was released, and is not valid any more: its client is closed, and whoever holds it is told.
         *
         * @param interrupt whether the thread that acquired the client is interrupted, if it still holds it
         */
        void lost(A account, Permit permit, boolean interrupt);

        /**
         * Somebody else wants the account: an idle client of it is closed, or else, as the claim says, one that is held as soon as it
         * comes back.
         *
         * @return false if it comes free only when somebody here releases it
         */
        boolean giveUp(A account, Claim claim);

        /**
         * Somebody else wants a place of the cluster: the client that was idle longest is closed, if there is one.
         *
         * @return false if there is none
         */
        boolean giveUpAny();

        /**
         * No permit can be had at once: callers who do not wait are refused.
         *
         * @param where where the clients of the account are
         */
        void busy(A account, String where);

        /** Nothing can be said about the account now: callers who do not wait are refused. */
        void unavailable(A account, String reason, Duration retryAfter);
    }
}
