/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A monotonic clock in nanoseconds that a thread of its own sets each millisecond, because to read a field costs a
 * fraction of {@link System#nanoTime()}. It is behind by about a millisecond, or as much more as the system keeps its
 * thread from running, and two threads may see it apart by that much. While nobody reads it the thread sleeps, and the
 * first reader gets the system's time, which what it reads next may be behind by as much: who subtracts has to expect a
 * little less than zero.
 *
 * <p>One for all pools of the JVM: its thread runs as long as one of them is open.
 */
final class CoarseClock implements LongSupplier {

    static final CoarseClock SHARED = new CoarseClock();

    private static final long RESOLUTION_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int TICKS_UNTIL_SLEEP = 200;

    /* Not a time that the system's clock will have. */
    private static final long ASLEEP = Long.MIN_VALUE;

    private volatile long now = ASLEEP;

    /* A hint: a write that is lost costs a wake-up. */
    private boolean read;

    /* Guarded by this. */
    private int users;

    private volatile @Nullable Thread thread;

    CoarseClock() {}

    @Override
    public long getAsLong() {
        long time = now;
        if (time == ASLEEP) {
            LockSupport.unpark(thread);
            return System.nanoTime();
        }
        if (!read) {
            read = true;
        }
        return time;
    }

    /** To be called by each pool that reads it; {@link #release} ends that. */
    synchronized void retain() {
        if (users++ == 0) {
            Thread ticker = new Thread(null, this::run, "pool-clock", 0, false);
            ticker.setDaemon(true);
            thread = ticker;
            ticker.start();
        }
    }

    synchronized void release() {
        if (--users == 0) {
            Thread ticker = thread;
            thread = null;
            now = ASLEEP;
            LockSupport.unpark(ticker);
        }
    }

    private void run() {
        int quiet = 0;
        while (isMine()) {
            quiet = read ? 0 : quiet + 1;
            read = false;
            if (quiet < TICKS_UNTIL_SLEEP) {
                set(System.nanoTime());
                LockSupport.parkNanos(this, RESOLUTION_NANOS);
            } else {
                set(ASLEEP);
                LockSupport.park(this);
                quiet = 0;
                read = true;
            }
        }
    }

    private boolean isMine() {
        return thread == Thread.currentThread();
    }

    private synchronized void set(long time) {
        if (isMine()) {
            now = time;
        }
    }
}
