/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.ReadableDuration;

/**
 * How one acquire differs from the pool's settings. Begin with {@link #defaults()}. Immutable.
 *
 * @param timeout how long to wait in all, for others to release and for a client to be opened, zero or more; null for
 *     the pool's acquire timeout
 * @param queue whether to wait for others to release when the account or the pool is at its limit; if not, such an
 *     acquire is rejected at once, while one that may open a client still waits for that
 * @param newClient whether only a client opened for this acquire will do; if its account is at its limit, an idle client of
 *     it is closed first
 * @param priority the rank among the callers of the account, -100 to 100: each step makes up for one {@link
 *     AccountPoolSettings#agingInterval()} of waiting. Which account a free place goes to does not depend on it
 * @param priorityName the name of a priority of the pool, which then counts instead, see {@link
 *     AccountPoolBuilder#priorities}; null for none
 */
public record AcquireOptions(
        @Nullable Duration timeout,
        boolean queue,
        boolean newClient,
        int priority,
        @Nullable String priorityName) {

    /** The highest priority; the lowest is as far below zero. */
    static final int MOST = 100;

    private static final AcquireOptions DEFAULTS = new AcquireOptions(null, true, false, 0, null);
    private static final AcquireOptions FRESH = new AcquireOptions(null, true, true, 0, null);

    public AcquireOptions {
        if (timeout != null && timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative but is " + ReadableDuration.of(timeout));
        }
        if (priority < -MOST || priority > MOST) {
            throw new IllegalArgumentException("priority must be -%d to %d but is %d".formatted(MOST, MOST, priority));
        }
    }

    /** Options without the name of a priority. */
    public AcquireOptions(@Nullable Duration timeout, boolean queue, boolean newClient, int priority) {
        this(timeout, queue, newClient, priority, null);
    }

    /** As the pool's settings say. */
    public static AcquireOptions defaults() {
        return DEFAULTS;
    }

    /** As the pool's settings say, but only a client opened for this acquire will do. */
    public static AcquireOptions fresh() {
        return FRESH;
    }

    /** As the pool's settings say, with one of its named priorities; see {@link #withPriority(String)}. */
    public static AcquireOptions priority(String name) {
        return DEFAULTS.withPriority(name);
    }

    /**
     * The same options with a timeout of their own.
     *
     * @param timeout zero or more
     */
    public AcquireOptions withTimeout(Duration timeout) {
        return new AcquireOptions(timeout, queue, newClient, priority, priorityName);
    }

    /** The same options, but rejected at once when at a limit. */
    public AcquireOptions withoutQueueing() {
        return new AcquireOptions(timeout, false, newClient, priority, priorityName);
    }

    /**
     * The same options with a priority.
     *
     * @param priority -100 to 100; callers have 0 unless they say otherwise
     */
    public AcquireOptions withPriority(int priority) {
        return new AcquireOptions(timeout, queue, newClient, priority, null);
    }

    /**
     * The same options with one of the named priorities of the pool.
     *
     * @param name such as {@code interactive}; an acquire throws an {@link IllegalArgumentException} if the pool has none
     *     of that name
     */
    public AcquireOptions withPriority(String name) {
        return new AcquireOptions(timeout, queue, newClient, 0, name);
    }
}
