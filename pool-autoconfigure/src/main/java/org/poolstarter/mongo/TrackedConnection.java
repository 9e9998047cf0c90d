/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import org.jspecify.annotations.Nullable;

/**
 * What the events of the driver's pool have told of one connection.
 *
 * <pre>
 *   OPENING --ready--> IDLE --lend--> ACTIVE --giveBack--> RETURNED --lend--> ACTIVE
 *                       ^                                     |
 *                       +---------------settle----------------+        any --close--> CLOSED
 * </pre>
 *
 * <p>The driver says that a connection was given back before it decides whether to keep it: a broken one is closed right
 * after, on the same thread. A return is therefore an open question ({@code RETURNED}) until the connection is lent
 * again, closed, or has stayed for a while. Counted as a release at once, an operation that died of a read timeout would
 * be taken for a sign of life of the server.
 *
 * <p>The driver orders the events of one connection; the monitor is there for readers and {@link #settle}. An event that
 * the picture does not allow changes nothing, because a listener must not throw into the driver.
 */
final class TrackedConnection {

    /** Stands for: no return became certain. */
    static final long NOTHING = Long.MIN_VALUE;

    enum State {
        OPENING,
        IDLE,
        ACTIVE,
        RETURNED,
        CLOSED
    }

    private final long createdNanos;

    /* Guarded by this. */
    private State state = State.OPENING;
    private boolean counted;
    private long lentNanos;
    private long returnedNanos;
    private @Nullable Thread returner;
    private @Nullable Thread holder;

    TrackedConnection(long nowNanos) {
        createdNanos = nowNanos;
    }

    synchronized void ready() {
        if (state == State.OPENING) {
            state = State.IDLE;
        }
    }

    /**
     * A caller has it now.
     *
     * @param counted whether the lease is one that statistics count
     * @return how long the lease before lasted, if only this made its return certain; else {@link #NOTHING}
     */
    synchronized long lend(long nowNanos, boolean counted) {
        if (state != State.IDLE && state != State.RETURNED) {
            return NOTHING;
        }
        long usage = (state == State.RETURNED) ? countedUsage() : NOTHING;
        state = State.ACTIVE;
        this.counted = counted;
        lentNanos = nowNanos;
        holder = Thread.currentThread();
        return usage;
    }

    synchronized void giveBack(long nowNanos) {
        if (state == State.ACTIVE) {
            state = State.RETURNED;
            returnedNanos = nowNanos;
            returner = Thread.currentThread();
            holder = null;
        }
    }

    /**
     * Takes a return for certain that is as old as this.
     *
     * @return how long that lease lasted, or {@link #NOTHING}
     */
    synchronized long settle(long nowNanos, long ageNanos) {
        if (state != State.RETURNED || nowNanos - returnedNanos < ageNanos) {
            return NOTHING;
        }
        state = State.IDLE;
        returner = null;
        return countedUsage();
    }

    /** The pool closed it. */
    synchronized Closing close(long nowNanos) {
        if (state == State.ACTIVE) {
            giveBack(nowNanos);
        }
        boolean returned = state == State.RETURNED;
        Closing closing = new Closing(
                state == State.OPENING,
                returned && returner == Thread.currentThread(),
                returned ? countedUsage() : NOTHING);
        state = State.CLOSED;
        returner = null;
        return closing;
    }

    synchronized State state() {
        return state;
    }

    /** How long the caller that has it has had it; 0 where nobody has it. */
    synchronized long heldNanos(long nowNanos) {
        return (state == State.ACTIVE) ? Math.max(0, nowNanos - lentNanos) : 0;
    }

    /** The name of the thread that took it; null where nobody has it. */
    synchronized @Nullable String holder() {
        return (holder != null) ? holder.getName() : null;
    }

    long ageNanos(long nowNanos) {
        return Math.max(0, nowNanos - createdNanos);
    }

    boolean isOlderThan(long lifetimeNanos, long nowNanos) {
        return nowNanos - createdNanos > lifetimeNanos;
    }

    private long countedUsage() {
        return counted ? returnedNanos - lentNanos : NOTHING;
    }

    /**
     * What a close ended.
     *
     * @param opening whether the connection was never ready
     * @param discarded whether its holder's return ended in this close
     * @param usageNanos how long the lease lasted whose return was still open, or {@link #NOTHING}
     */
    record Closing(boolean opening, boolean discarded, long usageNanos) {}
}
