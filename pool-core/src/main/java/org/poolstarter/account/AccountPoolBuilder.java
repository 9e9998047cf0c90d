/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolSettings;

/**
 * Makes an {@link AccountPool}; see {@link AccountPool#builder}. Not thread-safe.
 *
 * @param <A> what names an account
 * @param <C> a logged-in client
 */
public final class AccountPoolBuilder<A, C> {

    private final String name;
    private final ClientFactory<A, C> factory;
    private AccountPoolSettings limits = AccountPoolSettings.builder().build();
    private PoolSettings settings = PoolSettings.none();
    private @Nullable Executor executor;
    private @Nullable ScheduledExecutorService scheduler;
    private LongSupplier nanoTime = System::nanoTime;

    AccountPoolBuilder(String name, ClientFactory<A, C> factory) {
        this.name = name;
        this.factory = factory;
    }

    /** Limits and times; those of the profile {@code medium} unless set. */
    public AccountPoolBuilder<A, C> limits(AccountPoolSettings limits) {
        this.limits = limits;
        return this;
    }

    /** What {@link AccountPool#settings()} shows. */
    public AccountPoolBuilder<A, C> settings(PoolSettings settings) {
        this.settings = settings;
        return this;
    }

    /**
     * Where clients are opened, validated and closed; the pool does not shut it down. Unless set the pool uses threads
     * of its own, at most one for each client, and ends them with itself.
     */
    public AccountPoolBuilder<A, C> executor(Executor executor) {
        this.executor = executor;
        return this;
    }

    /** Runs clean-up and timeouts; the pool does not shut it down. Unless set the pool uses one thread of its own. */
    public AccountPoolBuilder<A, C> scheduler(ScheduledExecutorService scheduler) {
        this.scheduler = scheduler;
        return this;
    }

    /** A monotonic clock in nanoseconds with any origin; {@link System#nanoTime()} unless set. */
    public AccountPoolBuilder<A, C> nanoTime(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        return this;
    }

    /** The pool. It opens nothing until asked. */
    public AccountPool<A, C> build() {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name must not be empty");
        }
        throw new IllegalStateException("" + factory + limits + settings + executor + scheduler + nanoTime);
    }
}
