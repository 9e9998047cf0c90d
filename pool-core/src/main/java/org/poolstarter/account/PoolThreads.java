/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The threads a pool works on: its own, which end with it, or those it was given, which do not. Safe for many threads.
 */
final class PoolThreads {

    private static final Logger logger = LoggerFactory.getLogger(PoolThreads.class);

    private static final long KEEP_ALIVE_SECONDS = 10;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final String pool;
    private final Executor executor;
    private final ScheduledExecutorService scheduler;
    private final @Nullable ThreadPoolExecutor ownExecutor;
    private final @Nullable ScheduledThreadPoolExecutor ownScheduler;

    /* Guarded by this. */
    private @Nullable Future<?> repeated;
    private boolean closed;

    PoolThreads(String pool, @Nullable Executor executor, @Nullable ScheduledExecutorService scheduler) {
        this.pool = pool;
        if (executor == null) {
            this.ownExecutor = newExecutor(pool);
            this.executor = ownExecutor;
        } else {
            this.ownExecutor = null;
            this.executor = executor;
        }
        if (scheduler == null) {
            this.ownScheduler = newScheduler(pool);
            this.scheduler = ownScheduler;
        } else {
            this.ownScheduler = null;
            this.scheduler = scheduler;
        }
    }

    /**
     * Runs a call that may block.
     *
     * @throws RejectedExecutionException if the executor refuses
     * @throws OutOfMemoryError if the system has no thread for it
     */
    void execute(Runnable call) {
        executor.execute(call);
    }

    /** Runs a call that may block and must not be lost, if need be on a thread made for it. */
    void executeInAnyCase(Runnable call) {
        try {
            executor.execute(call);
        } catch (RuntimeException ex) {
            // A refusal, or whatever the application's executor throws instead.
            logger.debug("Pool '{}': its executor refused a call, which gets a thread of its own", pool, ex);
            newThread("pool-" + pool + "-extra", call).start();
        } catch (OutOfMemoryError ex) {
            // What the JVM throws when the system gives it no more threads: there will be some again.
            logger.warn("Pool '{}': no thread for closing a client; trying again", pool, ex);
            Future<?> unused = after(RETRY, () -> executeInAnyCase(call));
        }
    }

    /** Runs something short once after a time. Null if the scheduler refused, which is logged. */
    @Nullable
    Future<?> after(Duration delay, Runnable task) {
        try {
            return scheduler.schedule(task, TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException ex) {
            logger.atLevel((ownScheduler != null) ? Level.DEBUG : Level.WARN)
                    .setCause(ex)
                    .log("Pool '{}': its scheduler has ended, a time limit of {} is not watched", pool, delay);
            return null;
        }
    }

    /** Runs something short again and again until closed, in place of what was repeated before. */
    synchronized void every(Duration interval, Runnable task) {
        endRepetition();
        if (!closed) {
            long nanos = TimeUnit.NANOSECONDS.convert(interval);
            repeated = scheduler.scheduleWithFixedDelay(() -> tryRun(task), nanos, nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Ends the threads that are the pool's own; calls that still run are interrupted. */
    synchronized void close() {
        closed = true;
        endRepetition();
        if (ownScheduler != null) {
            ownScheduler.shutdownNow();
        }
        if (ownExecutor != null) {
            ownExecutor.shutdownNow();
        }
    }

    private void endRepetition() {
        Future<?> before = repeated;
        if (before != null) {
            before.cancel(false);
        }
    }

    private void tryRun(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException ex) {
            // Whatever went wrong this time, for instance in an account's equals: it must not end the repetition.
            logger.error("Pool '{}': clean-up failed", pool, ex);
        }
    }

    private static ThreadPoolExecutor newExecutor(String pool) {
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                threads("pool-" + pool + "-client-"));
    }

    private static ScheduledThreadPoolExecutor newScheduler(String pool) {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, threads("pool-" + pool + "-timer-"));
        scheduler.setRemoveOnCancelPolicy(true);
        return scheduler;
    }

    private static ThreadFactory threads(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> newThread(prefix + number.incrementAndGet(), task);
    }

    private static Thread newThread(String name, Runnable task) {
        // Without the inheritable values of whoever happens to need the thread first, such as a caller's security
        // context.
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        return thread;
    }
}
