/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolState;

/**
 * Decides who may ask the pool for a connection: all may while it runs and no bound is set; callers wait while it is
 * paused, are refused while it is drained, and are refused when too many wait.
 *
 * <p>Safe for use by many threads. Without a bound, a running pool costs one volatile read.
 */
final class Admission {

    /** No bound of waiting callers. */
    static final int UNBOUNDED = 0;

    private final String pool;
    private final PoolRecorder recorder;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /* Callers inside the pool while there is a bound; those that have just got a connection still count. */
    private final AtomicInteger inside = new AtomicInteger();

    /* Written under lock, read without. */
    private volatile PoolState state = PoolState.RUNNING;
    private volatile int maxPending = UNBOUNDED;
    private volatile boolean unrestricted = true;

    Admission(String pool, PoolRecorder recorder) {
        this.pool = pool;
        this.recorder = recorder;
    }

    /** Whether callers may go straight to the pool. */
    boolean isUnrestricted() {
        return unrestricted;
    }

    /** Running, paused or draining. */
    PoolState state() {
        return state;
    }

    void become(PoolState next) {
        lock.lock();
        try {
            state = next;
            unrestricted = next == PoolState.RUNNING && maxPending == UNBOUNDED;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many callers may wait, 1 or more, or {@link #UNBOUNDED}. */
    int maxPending() {
        return maxPending;
    }

    void setMaxPending(int bound) {
        lock.lock();
        try {
            maxPending = bound;
            unrestricted = state == PoolState.RUNNING && bound == UNBOUNDED;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gets a connection if the caller may have one.
     *
     * @param timeoutMillis how long it may wait in all, in milliseconds
     * @throws SQLTransientConnectionException if it may not
     */
    Connection acquire(Source source, long timeoutMillis) throws SQLException {
        long left = (state == PoolState.RUNNING) ? timeoutMillis : awaitRunning(timeoutMillis);
        int bound = maxPending;
        if (bound == UNBOUNDED) {
            return source.get(left);
        }
        int callers = inside.incrementAndGet();
        try {
            if (callers > bound && !source.hasIdle()) {
                throw refused("%s - %d callers wait for a connection, which is the bound max-pending; refused at once"
                        .formatted(pool, bound));
            }
            return source.get(left);
        } finally {
            inside.decrementAndGet();
        }
    }

    private long awaitRunning(long timeoutMillis) throws SQLException {
        long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        lock.lock();
        try {
            while (state == PoolState.PAUSED) {
                if (left <= 0) {
                    recorder.timedOut();
                    throw new SQLTransientConnectionException(
                            "%s - The pool is paused; no connection after %dms".formatted(pool, timeoutMillis));
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new SQLException(pool + " - Interrupted while the pool is paused", ex);
        } finally {
            lock.unlock();
        }
        if (state == PoolState.DRAINING) {
            throw refused(pool + " - The pool is being drained; refused at once");
        }
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
    }

    private SQLTransientConnectionException refused(String message) {
        recorder.refused();
        return new SQLTransientConnectionException(message);
    }

    /** The pool behind. */
    interface Source {

        /** Waits for a connection so long, in milliseconds. */
        Connection get(long timeoutMillis) throws SQLException;

        /** Whether somebody can have one without waiting. */
        boolean hasIdle();
    }
}
