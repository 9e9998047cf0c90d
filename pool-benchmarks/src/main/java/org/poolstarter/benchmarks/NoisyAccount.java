/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** What callers who wait for one account cost those of another. */
final class NoisyAccount {

    private static final Set<Thread.State> STILL =
            EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.BLOCKED);
    private static final Limits LIMITS = new Limits(3, 10, Duration.ofMinutes(10));
    private static final Duration JOIN_TIMEOUT = Duration.ofMinutes(1);
    private static final String NOISY = "noisy";
    private static final String QUIET = "quiet";
    private static final long STACK_BYTES = 128 * 1024;
    private static final int CYCLES_PER_LOOK_AT_THE_CLOCK = 16;

    private final KeyedPool<Object> pool;

    NoisyAccount(KeyedPool<Object> pool) {
        this.pool = pool;
    }

    /** Leaves its waiting threads behind: for a JVM that ends after it. */
    static Map<String, Double> run(Candidate candidate, int waiters, Duration window)
            throws InterruptedException, TimeoutException {
        return new NoisyAccount(candidate.open(LIMITS, new Backend(Duration.ZERO))).run(waiters, window);
    }

    private Map<String, Double> run(int waiters, Duration window) throws InterruptedException, TimeoutException {
        measure(window);
        double quiet = measure(window);
        List<Object> held = new ArrayList<>();
        for (int i = 0; i < LIMITS.perAccount(); i++) {
            held.add(pool.acquire(NOISY));
        }
        join(waiters);
        measure(window.dividedBy(2));
        double noisy = measure(window);
        held.forEach(one -> pool.release(NOISY, one));
        return Map.of(Figure.QUIET, quiet, Figure.NOISY, noisy, Figure.SPEED_KEPT, quiet / noisy);
    }

    /** Nanoseconds of a cycle of the quiet account. */
    private double measure(Duration window) throws InterruptedException, TimeoutException {
        long start = System.nanoTime();
        long end = start + window.toNanos();
        long cycles = 0;
        while (System.nanoTime() - end < 0) {
            for (int i = 0; i < CYCLES_PER_LOOK_AT_THE_CLOCK; i++) {
                pool.release(QUIET, pool.acquire(QUIET));
            }
            cycles += CYCLES_PER_LOOK_AT_THE_CLOCK;
        }
        return (double) (System.nanoTime() - start) / cycles;
    }

    private void join(int waiters) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < waiters; i++) {
            threads.add(start(this::acquireAndRelease));
        }
        long deadline = System.nanoTime() + JOIN_TIMEOUT.toNanos();
        while (!threads.stream().allMatch(thread -> STILL.contains(thread.getState()))) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("Not all callers came to wait");
            }
            Thread.sleep(50);
        }
    }

    private void acquireAndRelease() {
        try {
            pool.release(NOISY, pool.acquire(NOISY));
        } catch (InterruptedException | TimeoutException ex) {
            throw new IllegalStateException("A caller was to wait until the others release", ex);
        }
    }

    /** A virtual thread, or where there are none a platform thread with a small stack. */
    private static Thread start(Runnable task) {
        try {
            Method startVirtual = Thread.class.getMethod("startVirtualThread", Runnable.class);
            return (Thread) startVirtual.invoke(null, task);
        } catch (ReflectiveOperationException ex) {
            Thread thread = new Thread(null, task, "waiter", STACK_BYTES);
            thread.setDaemon(true);
            thread.start();
            return thread;
        }
    }
}
