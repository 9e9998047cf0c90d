/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
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
    private @Nullable LongSupplier nanoTime;
    private RandomGenerator random = new SplittableRandom();

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
     * Where clients are opened, validated and closed; the pool does not shut it down. Calls block, one that hangs keeps
     * its thread, and none may run on the thread that submits it. Unless set the pool uses daemon threads of its own,
     * one for each call that runs, and ends them with itself.
     */
    public AccountPoolBuilder<A, C> executor(Executor executor) {
        this.executor = executor;
        return this;
    }

    /**
     * Runs clean-up and time limits, none of which blocks; the pool does not shut it down. Unless set the pool uses one
     * daemon thread of its own.
     */
    public AccountPoolBuilder<A, C> scheduler(ScheduledExecutorService scheduler) {
        this.scheduler = scheduler;
        return this;
    }

    /**
     * A monotonic clock in nanoseconds with any origin, by which ages are judged and times are measured. Unless set it
     * is one that is accurate to about a millisecond, because that costs less; {@link System#nanoTime()} is the exact
     * one. Callers wait for their acquire timeout on the system's clock, whatever this one says.
     */
    public AccountPoolBuilder<A, C> nanoTime(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        return this;
    }

    /** Where jitter comes from; used under the lock of the pool. */
    public AccountPoolBuilder<A, C> random(RandomGenerator random) {
        this.random = random;
        return this;
    }

    /**
     * The pool. It opens nothing until asked; close it when done.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    public AccountPool<A, C> build() {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name must not be empty");
        }
        return SlotAccountPool.start(this);
    }

    String name() {
        return name;
    }

    ClientFactory<A, C> factory() {
        return factory;
    }

    AccountPoolSettings limits() {
        return limits;
    }

    PoolSettings settings() {
        return settings;
    }

    @Nullable
    Executor executor() {
        return executor;
    }

    @Nullable
    ScheduledExecutorService scheduler() {
        return scheduler;
    }

    @Nullable
    LongSupplier nanoTime() {
        return nanoTime;
    }

    RandomGenerator random() {
        return random;
    }
}
