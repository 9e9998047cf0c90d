/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A daemon thread that does one thing after the other, until it is ended; what comes after that is not done. */
final class PermitThread {

    private static final Logger logger = LoggerFactory.getLogger(RedisPermits.class);

    private final String name;
    private final ScheduledThreadPoolExecutor executor;

    PermitThread(String name) {
        this.name = name;
        this.executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(null, task, name, 0, false);
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void execute(Runnable task) {
        try {
            executor.execute(guarded(task));
        } catch (RejectedExecutionException ex) {
            logger.debug("{} has ended", name, ex);
        }
    }

    /** Null if it has ended. */
    @Nullable
    Future<?> after(Duration delay, Runnable task) {
        try {
            return executor.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException ex) {
            logger.debug("{} has ended", name, ex);
            return null;
        }
    }

    void every(Duration interval, Runnable task) {
        long nanos = interval.toNanos();
        Future<?> unused = executor.scheduleAtFixedRate(guarded(task), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** Ends after what was to be done at once. */
    void end() {
        executor.shutdown();
    }

    /* A failure must not end what is repeated, nor be kept by a future nobody asks. */
    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException ex) {
                // Whatever an account of the application throws in its toString, or a defect.
                logger.error("{}: permits could not be seen to", name, ex);
            }
        };
    }
}
