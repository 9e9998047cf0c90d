/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest.sizing;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** Brings the callers of a workload to a pool, each on a thread of its own, and counts what becomes of them. For one run. */
final class Callers {

    private static final int LOOP = 32;
    private static final int BATCH = 4;
    private static final long SEED = 42;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Workload workload;
    private final DataSource pool;
    private final int id;
    private final AtomicLong failed = new AtomicLong();
    private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();

    Callers(Workload workload, DataSource pool, int id) {
        this.workload = workload;
        this.pool = pool;
        this.id = id;
    }

    /** Runs it. Blocks until all callers have left. */
    Outcome run(Duration duration) throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool();
        long begun = System.nanoTime();
        switch (workload.arrivals()) {
            case THINKING -> think(threads, begun, duration);
            case CLOSED -> loop(threads, begun, duration);
            default -> arrive(threads, begun, duration);
        }
        threads.shutdown();
        // Some arrive on this thread, and others stay on theirs for all of the time.
        if (!threads.awaitTermination(duration.plus(PATIENCE).toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("callers of %s have not left after %s".formatted(pool, PATIENCE));
        }
        return Outcome.of(latencies, failed.get(), duration);
    }

    /** At moments that are the same for every pool. */
    private void arrive(ExecutorService threads, long begun, Duration duration) {
        Random random = new Random(SEED);
        for (double seconds = 0; seconds < duration.toMillis() / 1e3; seconds += gap(random, seconds)) {
            long due = begun + (long) (seconds * 1e9);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            for (int i = 0; i < (workload.arrivals() == Workload.Arrivals.BATCHES ? BATCH : 1); i++) {
                long seed = random.nextLong();
                threads.execute(() -> call(new Random(seed), due));
            }
        }
    }

    private double gap(Random random, double seconds) {
        double rate = switch (workload.arrivals()) {
            case BATCHES -> workload.rate() / BATCH;
            // 3 s of 3 x and 7 s of x are 1.6 x on the average.
            case WAVES -> workload.rate() / 1.6 * (seconds % 10 < 3 ? 3 : 1);
            default -> workload.rate();
        };
        return -Math.log(1 - random.nextDouble()) / rate;
    }

    private void think(ExecutorService threads, long begun, Duration duration) {
        long end = begun + duration.toNanos();
        int users = (int) Math.round(workload.rate() * (1 + workload.usageSeconds()));
        // Seeds in a row give first numbers that are almost the same, and so users who come together.
        Random seeds = new Random(SEED);
        for (int i = 0; i < users; i++) {
            Random random = new Random(seeds.nextLong());
            threads.execute(() -> {
                while (true) {
                    long pause = (long) (-Math.log(1 - random.nextDouble()) * 1e9);
                    if (System.nanoTime() + pause >= end) {
                        return;
                    }
                    LockSupport.parkNanos(pause);
                    call(random, System.nanoTime());
                }
            });
        }
    }

    private void loop(ExecutorService threads, long begun, Duration duration) {
        long end = begun + duration.toNanos();
        long apart = duration.toNanos() / 8 / LOOP;
        for (int i = 0; i < LOOP; i++) {
            long joins = begun + i * apart;
            Random random = new Random(SEED + i);
            threads.execute(() -> {
                LockSupport.parkNanos(joins - System.nanoTime());
                while (System.nanoTime() < end) {
                    call(random, System.nanoTime());
                }
            });
        }
    }

    private void call(Random random, long due) {
        try (Connection connection = pool.getConnection()) {
            workload.use().on(connection, random, id);
            latencies.add(System.nanoTime() - due);
        } catch (SQLException ex) {
            failed.incrementAndGet();
        }
    }

    /**
     * What became of the callers.
     *
     * @param throughput calls that ended well, in a second
     * @param p99Millis how long 99 of 100 of them took from when they were due, 0 without any
     * @param failed calls that did not end well
     */
    record Outcome(double throughput, double p99Millis, long failed) {

        static Outcome of(Iterable<Long> latencies, long failed, Duration duration) {
            List<Long> all = new ArrayList<>();
            latencies.forEach(all::add);
            long[] sorted = all.stream().mapToLong(Long::longValue).toArray();
            Arrays.sort(sorted);
            double p99 = (sorted.length > 0) ? sorted[(int) Math.ceil(0.99 * sorted.length) - 1] / 1e6 : 0;
            return new Outcome(sorted.length / (duration.toMillis() / 1e3), p99, failed);
        }
    }
}
