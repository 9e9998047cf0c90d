/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.jcstress;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.AccountPoolSettings;
import org.poolstarter.account.Lease;
import org.poolstarter.account.jcstress.Service.Client;

/**
 * A pool that calls its factory on the thread from which that follows, and whose time goes by only by {@link
 * #timePasses}: so everything has happened when the actors of a race have ended.
 */
abstract class Race {

    static final String A = "a";
    static final String B = "b";

    private static final Duration LONG = Duration.ofMinutes(1);

    final Service service = new Service();
    final AccountPool<String, Client> pool;

    private final HandScheduler scheduler = new HandScheduler();
    private volatile long now;

    /** A pool of one client for each account and of two in all, which gives no grace at its end. */
    Race() {
        this(limits -> limits);
    }

    Race(UnaryOperator<AccountPoolSettings.Builder> limits) {
        this(limits, Runnable::run);
    }

    Race(UnaryOperator<AccountPoolSettings.Builder> limits, Executor executor) {
        this.pool = AccountPool.builder("race", service)
                .limits(limits.apply(AccountPoolSettings.builder()
                                .maxSize(2)
                                .maxPerAccount(1)
                                .connectTimeout(Duration.ofSeconds(20))
                                .sessionTimeout(LONG)
                                .closeTimeout(Duration.ZERO))
                        .build())
                .executor(executor)
                .scheduler(scheduler)
                .nanoTime(() -> now)
                .build();
    }

    final Lease<Client> acquire(String account) {
        try {
            return pool.acquire(account);
        } catch (InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
    }

    /** A client of this account that is idle now. */
    final Client restingClient(String account) {
        try (Lease<Client> lease = acquire(account)) {
            return lease.client();
        }
    }

    /** What the actor who waits got, without waiting for it. */
    static Lease<Client> leaseOf(CompletableFuture<Lease<Client>> future) {
        try {
            return future.getNow(null);
        } catch (CompletionException ex) {
            throw new IllegalStateException(ex);
        }
    }

    /** The clock is at the end of the session timeout, and nobody has looked yet. */
    final void moveClock() {
        now = LONG.plusSeconds(1).toNanos();
    }

    /** All time limits that wait are looked at. */
    final void timePasses() {
        scheduler.runAll();
    }

    /** Whether one client of this account, and no more, can be had at once. */
    final boolean isIdle(String account) {
        Optional<Lease<Client>> first = pool.tryAcquire(account);
        return first.isPresent()
                && first.get().client().closes() == 0
                && pool.tryAcquire(account).isEmpty();
    }

    /** Whether the holder of a client of A can use it, and nobody else can have one. */
    final boolean isHeldByOne(Lease<Client> lease) {
        return isHeld(lease) && pool.tryAcquire(A).isEmpty();
    }

    /** Whether the holder can use its client. */
    static boolean isHeld(Lease<Client> lease) {
        try {
            return lease.client().closes() == 0;
        } catch (IllegalStateException ex) {
            return false;
        }
    }
}
