/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A clock that the test moves, and a scheduler that runs what falls due on the thread that moves it. */
final class ManualTime extends AbstractExecutorService implements ScheduledExecutorService {

    /* Guarded by this. */
    private final List<Task> tasks = new ArrayList<>();
    private long now = 1_000_000;
    private boolean shutdown;
    private @Nullable Throwable failure;

    synchronized long nanoTime() {
        return now;
    }

    /** The time of day, which moves with the clock. */
    Instant instant() {
        return Instant.EPOCH.plusNanos(nanoTime());
    }

    /** Moves the clock on and runs all that falls due, each at its own time. */
    void advance(Duration time) {
        long end = nanoTime() + time.toNanos();
        for (Task task = nextDue(end); task != null; task = nextDue(end)) {
            task.runOnce();
        }
        synchronized (this) {
            now = end;
        }
    }

    /** Moves the clock on and runs nothing yet, as where the scheduler gets no processor: what fell due runs late. */
    synchronized void stall(Duration time) {
        now += time.toNanos();
    }

    /** Tasks that wait, those that repeat not included. */
    synchronized long waitingOnce() {
        return tasks.stream().filter(task -> task.period == 0 && !task.isDone()).count();
    }

    synchronized long repeating() {
        return tasks.stream().filter(task -> task.period > 0 && !task.isDone()).count();
    }

    /** The last that a task threw, which nobody else learns of; null if none did. */
    synchronized @Nullable Throwable failure() {
        return failure;
    }

    private synchronized void failed(Throwable thrown) {
        failure = thrown;
    }

    private synchronized @Nullable Task nextDue(long end) {
        tasks.removeIf(Task::isDone);
        Task next = tasks.stream().min(Comparator.naturalOrder()).orElse(null);
        if (next == null || next.due > end) {
            return null;
        }
        now = Math.max(now, next.due);
        if (next.period > 0) {
            next.due += next.period;
        } else {
            tasks.remove(next);
        }
        return next;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return add(new Task(command, delay, 0, unit));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initial, long delay, TimeUnit unit) {
        return add(new Task(command, initial, delay, unit));
    }

    private synchronized Task add(Task task) {
        if (shutdown) {
            throw new RejectedExecutionException("shut down");
        }
        tasks.add(task);
        return task;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initial, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void execute(Runnable command) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized void shutdown() {
        shutdown = true;
    }

    @Override
    public synchronized List<Runnable> shutdownNow() {
        shutdown = true;
        tasks.clear();
        return List.of();
    }

    @Override
    public synchronized boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return isShutdown();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isShutdown();
    }

    private final class Task extends FutureTask<Object> implements ScheduledFuture<Object> {

        private final long period;
        private long due;

        Task(Runnable command, long delay, long period, TimeUnit unit) {
            super(command, true);
            this.due = nanoTime() + unit.toNanos(delay);
            this.period = unit.toNanos(period);
        }

        void runOnce() {
            if (period > 0) {
                runAndReset();
            } else {
                run();
            }
        }

        @Override
        protected void setException(Throwable thrown) {
            failed(thrown);
            super.setException(thrown);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
