/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** The threads that collect, from the start of the collector to its end. Each kind is bounded. */
final class CollectionThreads {

    private static final Logger logger = LoggerFactory.getLogger(CollectionThreads.class);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private final ScheduledExecutorService rounds;
    private final ExecutorService workers;
    private final ExecutorService singles;

    /**
     * Starts no thread before there is something to do.
     *
     * @param workers how many accounts a round collects at a time, 1 or more
     * @param places how many sessions the pool allows, 1 or more
     */
    CollectionThreads(int workers, int places) {
        this.rounds = Executors.newSingleThreadScheduledExecutor(new CustomizableThreadFactory("round-"));
        this.workers = Executors.newFixedThreadPool(workers, new CustomizableThreadFactory("worker-"));
        this.singles = new ThreadPoolExecutor(
                0,
                places,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                new CustomizableThreadFactory("single-"),
                // A session that has begun must come to its end, here if nowhere else.
                (collection, executor) -> collection.run());
    }

    /** Runs a round now and again at each interval, whatever becomes of the ones before. */
    void repeat(Runnable round, Duration interval) {
        Future<?> unused = rounds.scheduleAtFixedRate(
                () -> {
                    try {
                        round.run();
                    } catch (RuntimeException ex) {
                        // Anything that got out would end the rounds for good.
                        logger.error("A round failed", ex);
                    }
                },
                0,
                interval.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /** Runs one round at a time. */
    Executor rounds() {
        return rounds;
    }

    /** Collects the accounts of a round. */
    ExecutorService workers() {
        return workers;
    }

    /** Collects single accounts whose session has begun: the pool has no more of them than places. */
    Executor singles() {
        return singles;
    }

    /** Takes nothing more, waits for what runs, and interrupts what runs too long. */
    void stop() {
        List<ExecutorService> all = List.of(rounds, workers, singles);
        all.forEach(ExecutorService::shutdown);
        long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
        try {
            for (ExecutorService executor : all) {
                if (!executor.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    executor.shutdownNow();
                }
            }
        } catch (InterruptedException ex) {
            all.forEach(ExecutorService::shutdownNow);
            Thread.currentThread().interrupt();
        }
    }
}
