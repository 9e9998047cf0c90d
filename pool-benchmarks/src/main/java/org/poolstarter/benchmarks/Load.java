/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Threads that acquire, hold and release while there are fewer clients than threads, for a fixed time.
 *
 * @param threads how many
 * @param accounts how many, of which a thread picks one at random each time
 * @param limits what the pool is told
 * @param open how long a client takes to open
 * @param hold for how long a client is held, without using the processor
 */
record Load(int threads, int accounts, Limits limits, Duration open, Duration hold) {

    private static final int SIGNIFICANT_DIGITS = 3;

    private enum Phase {
        WARM_UP,
        WINDOW,
        OVER
    }

    Map<String, Double> run(Candidate candidate, Duration warmUp, Duration window) throws InterruptedException {
        Backend backend = new Backend(open);
        try (KeyedPool<Object> pool = candidate.open(limits, backend)) {
            return new Run(pool, backend).run(warmUp, window);
        }
    }

    private final class Run {

        private final KeyedPool<Object> pool;
        private final Backend backend;
        private final CountDownLatch begin = new CountDownLatch(1);
        private volatile Phase phase = Phase.WARM_UP;

        Run(KeyedPool<Object> pool, Backend backend) {
            this.pool = pool;
            this.backend = backend;
        }

        Map<String, Double> run(Duration warmUp, Duration window) throws InterruptedException {
            String[] names = Accounts.names(accounts);
            List<Caller> callers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                callers.add(new Caller(Accounts.pickedBy(i, names)));
            }
            callers.forEach(Thread::start);
            begin.countDown();

            Thread.sleep(warmUp.toMillis());
            long openedBefore = backend.opened();
            long start = System.nanoTime();
            phase = Phase.WINDOW;
            Thread.sleep(window.toMillis());
            phase = Phase.OVER;
            long elapsed = System.nanoTime() - start;
            long opened = backend.opened() - openedBefore;
            for (Caller caller : callers) {
                caller.join();
            }
            return figures(callers, elapsed, opened);
        }

        private Map<String, Double> figures(List<Caller> callers, long elapsedNanos, long opened) {
            Histogram waits = new Histogram(SIGNIFICANT_DIGITS);
            callers.forEach(caller -> waits.add(caller.waits));
            double cycles =
                    callers.stream().mapToDouble(caller -> caller.cycles).sum();
            double squares = callers.stream()
                    .mapToDouble(caller -> (double) caller.cycles * caller.cycles)
                    .sum();
            double least =
                    callers.stream().mapToDouble(caller -> caller.cycles).min().orElseThrow();
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put(Figure.NANOS, elapsedNanos / cycles);
            figures.put(Figure.JAIN, cycles * cycles / (threads * squares));
            figures.put(Figure.LEAST_SHARE, least * threads / cycles);
            figures.put(Figure.P50, micros(waits.getValueAtPercentile(50)));
            figures.put(Figure.P99, micros(waits.getValueAtPercentile(99)));
            figures.put(Figure.P999, micros(waits.getValueAtPercentile(99.9)));
            figures.put(Figure.MAX, micros(waits.getMaxValue()));
            figures.put(
                    Figure.TIMEOUTS,
                    callers.stream().mapToDouble(caller -> caller.timeouts).sum());
            figures.put(Figure.OPENED, opened / cycles);
            figures.put(Figure.PEAK, (double) backend.peak());
            return figures;
        }

        private static double micros(long nanos) {
            return nanos / 1e3;
        }

        /** Its counts are its own until it has ended. */
        private final class Caller extends Thread {

            private final Accounts picked;
            private final Histogram waits = new Histogram(SIGNIFICANT_DIGITS);
            private long cycles;
            private long timeouts;

            Caller(Accounts picked) {
                this.picked = picked;
                setDaemon(true);
            }

            @Override
            public void run() {
                try {
                    begin.await();
                    while (phase != Phase.OVER) {
                        cycle();
                    }
                } catch (InterruptedException ex) {
                    throw new IllegalStateException("Nobody interrupts callers", ex);
                }
            }

            /** A wait that begins in the window counts whole, and one that ends without a client counts too. */
            private void cycle() throws InterruptedException {
                boolean inWindow = phase == Phase.WINDOW;
                String account = picked.next();
                long start = System.nanoTime();
                try {
                    Object held = pool.acquire(account);
                    record(inWindow, start);
                    LockSupport.parkNanos(TimeUnit.NANOSECONDS.convert(hold));
                    pool.release(account, held);
                    if (phase == Phase.WINDOW) {
                        cycles++;
                    }
                } catch (TimeoutException ex) {
                    record(inWindow, start);
                    timeouts += inWindow ? 1 : 0;
                }
            }

            private void record(boolean inWindow, long start) {
                if (inWindow) {
                    waits.recordValue(System.nanoTime() - start);
                }
            }
        }
    }
}
