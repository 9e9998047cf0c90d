/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** Runs one load: the workers, and when each does what. For one run. */
final class LoadGenerator {

    /** How long workers may take to end what they have begun after a stop, before they are given up. */
    private static final long PATIENCE_SECONDS = 10;

    /** A parked worker looks this often whether all is to end. */
    private static final long LONGEST_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Load load;
    private final Operation operation;
    private final OperationListener listener;
    private final LongSupplier nanoTime;
    private final Stop stop;
    private final long durationNanos;
    private final AtomicLong next = new AtomicLong();
    private final Queue<Long> abandoned = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ready;
    private final CountDownLatch go = new CountDownLatch(1);
    private final CountDownLatch done;

    /* Written before go is counted down, read after it. */
    private long start;

    LoadGenerator(Load load, Operation operation, OperationListener listener, LongSupplier nanoTime, Stop stop) {
        this.load = load;
        this.operation = operation;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.stop = stop;
        this.durationNanos = (load.duration() != null) ? load.duration().toNanos() : Long.MAX_VALUE;
        this.ready = new CountDownLatch(load.workers());
        this.done = new CountDownLatch(load.workers());
    }

    /**
     * Runs the load. Blocks until it is over.
     *
     * @param started told when the first operation may begin
     * @throws CannotRunException if virtual threads are wanted and this JVM has none
     */
    void run(Runnable started) throws InterruptedException {
        SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("worker-");
        threads.setDaemon(true);
        try {
            threads.setVirtualThreads(load.virtualThreads());
        } catch (UnsupportedOperationException ex) {
            throw new CannotRunException(
                    "--threads=virtual needs Java 21 or newer but this is "
                            + Runtime.version().feature(),
                    "Run it with a newer Java, or leave the option out.");
        }
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < load.workers(); i++) {
            threads.execute(() -> work(workers));
        }
        ready.await();
        start = nanoTime.getAsLong();
        started.run();
        go.countDown();
        awaitEnd(workers);
        tellOfWhatNeverBegan();
    }

    private void awaitEnd(List<Thread> workers) throws InterruptedException {
        while (!done.await(100, TimeUnit.MILLISECONDS)) {
            if (stop.isRequested() && !done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                synchronized (workers) {
                    workers.forEach(Thread::interrupt);
                }
                return;
            }
        }
    }

    private void work(List<Thread> workers) {
        synchronized (workers) {
            workers.add(Thread.currentThread());
        }
        ready.countDown();
        try {
            go.await();
            while (runNext()) {
                think();
            }
        } catch (InterruptedException ex) {
            // Given up after a stop: nobody waits for this thread any more.
            Thread.currentThread().interrupt();
        } finally {
            done.countDown();
        }
    }

    /** Whether there is more to do. */
    private boolean runNext() throws InterruptedException {
        if (stop.isRequested() || (!load.arrivals().isOpen() && elapsed() >= durationNanos)) {
            return false;
        }
        long number = next.getAndIncrement();
        if (isBeyond(number)) {
            return false;
        }
        long from;
        if (load.arrivals().isOpen()) {
            long due = load.arrivals().due(number);
            // What is still in line at the end never begins.
            if (elapsed() >= durationNanos || !awaitElapsed(due)) {
                abandoned.add(number);
                return false;
            }
            from = start + due;
        } else {
            from = nanoTime.getAsLong();
        }
        runOne(number, from);
        return true;
    }

    private boolean isBeyond(long number) {
        return (load.operations() != null && number >= load.operations())
                || (load.arrivals().isOpen() && load.arrivals().due(number) >= durationNanos);
    }

    private void runOne(long number, long from) throws InterruptedException {
        try {
            operation.run(number);
            listener.succeeded(nanoTime.getAsLong() - from);
        } catch (InterruptedException ex) {
            throw ex;
        } catch (Exception ex) { // whatever a driver, a server or a pool can fail with: counted by its type
            listener.failed(nanoTime.getAsLong() - from, ex);
        }
    }

    private long elapsed() {
        return nanoTime.getAsLong() - start;
    }

    /** Whether that time came; false if all is to end before. */
    private boolean awaitElapsed(long nanos) throws InterruptedException {
        for (long left = nanos - elapsed(); left > 0; left = nanos - elapsed()) {
            if (stop.isRequested()) {
                return false;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(Math.min(left, LONGEST_PARK_NANOS));
        }
        return true;
    }

    private void think() throws InterruptedException {
        if (!load.thinkTime().isZero()) {
            awaitElapsed(elapsed() + load.thinkTime().toNanos());
        }
    }

    /**
     * Arrivals that were due and still in line when the time was over have waited as long as is counted here, and would have
     * waited longer.
     */
    private void tellOfWhatNeverBegan() {
        if (!load.arrivals().isOpen() || (load.duration() == null && !stop.isRequested())) {
            return;
        }
        long end = Math.min(elapsed(), durationNanos);
        for (long number : abandoned) {
            if (load.arrivals().due(number) < end) {
                listener.neverBegan(end - load.arrivals().due(number));
            }
        }
        for (long number = next.get(); !isBeyond(number) && load.arrivals().due(number) < end; number++) {
            listener.neverBegan(end - load.arrivals().due(number));
        }
    }
}
