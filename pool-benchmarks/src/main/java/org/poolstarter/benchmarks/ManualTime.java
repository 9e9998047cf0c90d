/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A clock that stands still until it is moved, and a scheduler that runs what is due on the thread that moves it.
 * Repeated tasks do not catch up: each runs once for each move.
 */
final class ManualTime extends AbstractExecutorService implements ScheduledExecutorService {

    /* Guarded by this. */
    private final TreeSet<Task<?>> tasks =
            new TreeSet<>(Comparator.<Task<?>>comparingLong(task -> task.due).thenComparingLong(task -> task.number));
    private long now;
    private long numbers;

    synchronized long nanoTime() {
        return now;
    }

    /**
     * Moves the clock to a time after its origin.
     *
     * @return the nanoseconds that took which was due
     */
    long moveTo(Duration time) {
        List<Task<?>> due = takeDue(time.toNanos());
        long start = System.nanoTime();
        due.forEach(Task::runOnce);
        long taken = System.nanoTime() - start;
        due.forEach(this::addAgain);
        return taken;
    }

    private synchronized List<Task<?>> takeDue(long nanos) {
        now = nanos;
        List<Task<?>> due = new ArrayList<>();
        while (!tasks.isEmpty() && tasks.first().due <= now) {
            due.add(tasks.pollFirst());
        }
        return due;
    }

    private synchronized void addAgain(Task<?> task) {
        if (task.period > 0 && !task.isDone()) {
            task.due = now + task.period;
            tasks.add(task);
        }
    }

    private synchronized <V> Task<V> add(Callable<V> call, long delay, long period, TimeUnit unit) {
        Task<V> task = new Task<>(call, now + unit.toNanos(delay), unit.toNanos(period), numbers++);
        tasks.add(task);
        return task;
    }

    private synchronized void remove(Task<?> task) {
        tasks.remove(task);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return add(calling(command), delay, 0, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> call, long delay, TimeUnit unit) {
        return add(call, delay, 0, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initial, long period, TimeUnit unit) {
        return add(calling(command), initial, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initial, long delay, TimeUnit unit) {
        return add(calling(command), initial, delay, unit);
    }

    @Override
    public void execute(Runnable command) {
        Task<Boolean> unused = add(calling(command), 0, 0, TimeUnit.NANOSECONDS);
    }

    private static Callable<Boolean> calling(Runnable command) {
        return () -> {
            command.run();
            return true;
        };
    }

    @Override
    public void shutdown() {
        throw new UnsupportedOperationException("A pool does not end the scheduler that it was given");
    }

    @Override
    public List<Runnable> shutdownNow() {
        throw new UnsupportedOperationException("A pool does not end the scheduler that it was given");
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }

    private final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {

        private final long period;
        private final long number;
        private long due;

        Task(Callable<V> call, long due, long period, long number) {
            super(call);
            this.due = due;
            this.period = period;
            this.number = number;
        }

        void runOnce() {
            if (period == 0) {
                run();
            } else {
                runAndReset();
            }
        }

        @Override
        protected void done() {
            remove(this);
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
