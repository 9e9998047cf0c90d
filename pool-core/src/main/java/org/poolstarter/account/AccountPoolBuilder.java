/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolEvents;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.ReadableDuration;

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
    private Map<String, Integer> priorities = Map.of();
    private List<LimitWindow> windows = List.of();
    private @Nullable AccountLimits<A> limitSource;
    private Duration limitRefresh = Duration.ofMinutes(1);
    private @Nullable AccountGuard<A> guard;
    private @Nullable AccountPermits<A> permits;
    private @Nullable Integer maxSizeLimit;
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

    /**
     * Limits by what a bean or a service says, in place of {@link #accountLimits} and {@link
     * AccountPoolSettings#maxPerAccount()}; {@link AccountPool#changeLimit} beats it. Until an account was answered for the
     * first time, or a second has passed without an answer, it has one client.
     *
     * @param source is asked on a thread of the pool, one account after the other
     * @param refresh how long an answer holds, positive; accounts in use are then asked for anew
     */
    public AccountPoolBuilder<A, C> limitsFrom(AccountLimits<A> source, Duration refresh) {
        this.limitSource = source;
        this.limitRefresh = refresh;
        return this;
    }

    /** Windows in which limits are lower; names are unique. */
    public AccountPoolBuilder<A, C> limitWindows(List<LimitWindow> windows) {
        this.windows = List.copyOf(windows);
        return this;
    }

    /**
     * Named priorities, for {@link AcquireOptions#withPriority(String)}.
     *
     * @param priorities -100 to 100 each, by name
     */
    public AccountPoolBuilder<A, C> priorities(Map<String, Integer> priorities) {
        this.priorities = Collections.unmodifiableMap(new LinkedHashMap<>(priorities));
        return this;
    }

    /** Who decides before each acquire whether the account may be asked for a client; nobody unless set. */
    public AccountPoolBuilder<A, C> guard(AccountGuard<A> guard) {
        this.guard = guard;
        return this;
    }

    /**
     * Who grants permits for the clients over several processes; unless set the limits are those of this process. The limit of an
     * account is then that of all processes; the maximum size stays that of this one. Made for this pool alone: the pool closes it
     * with itself.
     */
    public AccountPoolBuilder<A, C> permits(AccountPermits<A> permits) {
        this.permits = permits;
        return this;
    }

    /**
     * What {@code max-size} can be raised to by the {@linkplain AccountPool#control() control}, not below the maximum size;
     * four times that unless set.
     */
    public AccountPoolBuilder<A, C> maxSizeLimit(int maxSizeLimit) {
        this.maxSizeLimit = maxSizeLimit;
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
     * @throws IllegalArgumentException if the name is empty, the limit of a single account is below 1, or not 1 in an
     *     exclusive pool, a priority is out of its bounds, the refresh interval is not positive, or the limit of the maximum
     *     size is below that; the message begins with the key
     */
    public AccountPool<A, C> build() {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name must not be empty");
        }
        accountLimits.forEach(this::checkLimit);
        if (limitRefresh.isZero() || limitRefresh.isNegative()) {
            throw new IllegalArgumentException(
                    "limits-refresh must be positive but is " + ReadableDuration.of(limitRefresh));
        }
        if (maxSizeLimit != null && maxSizeLimit < limits.maxSize()) {
            throw new IllegalArgumentException("max-size-limit must be at least max-size, which is %d, but is %d"
                    .formatted(limits.maxSize(), maxSizeLimit));
        }
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

    Map<String, Integer> priorities() {
        return priorities;
    }

    List<LimitWindow> windows() {
        return windows;
    }

    @Nullable
    AccountLimits<A> limitSource() {
        return limitSource;
    }

    Duration limitRefresh() {
        return limitRefresh;
    }

    @Nullable
    AccountGuard<A> guard() {
        return guard;
    }

    @Nullable
    AccountPermits<A> permits() {
        return permits;
    }

    /** What the maximum size can be raised to. */
    int maxSizeLimit() {
        return (maxSizeLimit != null) ? maxSizeLimit : (int) Math.min(Integer.MAX_VALUE, 4L * limits.maxSize());
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
