/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolEvents;
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
    private Map<String, Integer> accountLimits = Map.of();
    private PoolSettings settings = PoolSettings.none();
    private @Nullable Executor executor;
    private @Nullable ScheduledExecutorService scheduler;
    private @Nullable LongSupplier nanoTime;
    private InstantSource clock = InstantSource.system();
    private @Nullable PoolEvents events;
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

    /**
     * Limits of single accounts, in place of {@link AccountPoolSettings#maxPerAccount()}, for accounts that are known by
     * their text only; {@link AccountPool#changeLimit} beats them. The text of an account is asked for when it gets its
     * first client or caller.
     *
     * @param limits clients of an account, 1 or more, by its {@link Object#toString()}
     */
    public AccountPoolBuilder<A, C> accountLimits(Map<String, Integer> limits) {
        this.accountLimits = Map.copyOf(limits);
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

    /** The time of day, by which records of sessions are dated; the system's unless set. */
    public AccountPoolBuilder<A, C> clock(InstantSource clock) {
        this.clock = clock;
        return this;
    }

    /**
     * What the pool publishes to, made for this pool alone: the pool closes it with itself. Unless set the pool has one
     * that keeps the last 200 events and not those that each session has.
     */
    public AccountPoolBuilder<A, C> events(PoolEvents events) {
        this.events = events;
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
     * @throws IllegalArgumentException if the name is empty, or the limit of a single account is below 1, or not 1 in an
     *     exclusive pool
     */
    public AccountPool<A, C> build() {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name must not be empty");
        }
        accountLimits.forEach(this::checkLimit);
        return SlotAccountPool.start(this);
    }

    private void checkLimit(String account, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limits[%s] must be at least 1 but is %d".formatted(account, limit));
        }
        if (limit > 1 && limits.exclusive()) {
            throw new IllegalArgumentException(
                    "limits[%s] must be 1 for an exclusive pool but is %d".formatted(account, limit));
        }
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

    Map<String, Integer> accountLimits() {
        return accountLimits;
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

    InstantSource clock() {
        return clock;
    }

    PoolEvents events() {
        return (events != null)
                ? events
                : PoolEvents.builder(name, AccountPool.BACKEND).clock(clock).build();
    }

    RandomGenerator random() {
        return random;
    }
}
