/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolEvents;
import org.poolstarter.pool.PoolStatus;
import org.poolstarter.pool.Pools;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches every pool of a registry: its status, its peaks, whether its backend answers, and its warnings.
 *
 * <p>It has no thread of its own: whoever creates it calls {@link #sample()} once each sample period. Everything else is
 * safe for use by many threads, reads what the last sample concluded, and neither blocks nor throws.
 */
public final class PoolMonitor implements Pools.Listener {

    private static final Logger logger = LoggerFactory.getLogger(PoolMonitor.class);

    private final Map<String, PoolWatch> watches = new ConcurrentHashMap<>();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();
    private final MonitorSettings settings;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Executor probeExecutor;
    private final Function<Pool, PoolEvents> newEvents;

    private volatile Counsel counsel = Counsel.NONE;

    /** A monitor of no pool yet, that keeps as many events of each pool as is the custom. */
    public PoolMonitor(MonitorSettings settings, InstantSource clock, LongSupplier nanoTime, Executor probeExecutor) {
        this(
                settings,
                clock,
                nanoTime,
                probeExecutor,
                pool -> PoolEvents.builder(pool.name(), pool.backend())
                        .clock(clock)
                        .build());
    }

    /**
     * A monitor of no pool yet; add it to a registry as listener.
     *
     * @param clock tells when something happened
     * @param nanoTime a monotonic clock in nanoseconds
     * @param probeExecutor runs probes, which may block; at most one of each pool at a time, not counting those that were
     *     under way when the monitor was paused
     * @param newEvents makes the events of a pool that has none of its own
     */
    public PoolMonitor(
            MonitorSettings settings,
            InstantSource clock,
            LongSupplier nanoTime,
            Executor probeExecutor,
            Function<Pool, PoolEvents> newEvents) {
        this.settings = settings;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.probeExecutor = probeExecutor;
        this.newEvents = newEvents;
    }

    @Override
    public void added(Pool pool) {
        BackendCheck backend = new BackendCheck(pool, settings, clock, nanoTime, probeExecutor);
        PoolWatch watch = new PoolWatch(
                pool, backend, WatchedEvents.of(pool, newEvents), settings, this::counsel, clock.instant());
        watches.put(pool.name(), watch);
        watch.logStart();
    }

    @Override
    public void removed(Pool pool) {
        PoolWatch watch = watches.remove(pool.name());
        if (watch != null) {
            watch.pause();
            watch.end();
        }
        broken.remove(pool.name());
    }

    /** From now on adds what somebody else knows of the pools to their reports. */
    public void consult(Counsel other) {
        counsel = other;
    }

    private Counsel counsel() {
        return counsel;
    }

    /**
     * Leaves what is known of the backends as it is, until {@link #resume}. For the time in which pools are being closed:
     * that cuts off the probes under way, which says nothing about a backend.
     */
    public void pause() {
        watches.values().forEach(PoolWatch::pause);
    }

    /** Ends a pause. */
    public void resume() {
        watches.values().forEach(PoolWatch::resume);
    }

    /** Ends the events that it has made for pools, and their threads; those that pools have of their own go on. */
    public void endEvents() {
        watches.values().forEach(PoolWatch::end);
    }

    /** Looks at every pool once. Not for two threads at once. */
    public void sample() {
        watches.forEach((name, watch) -> {
            try {
                watch.sample(clock.instant());
            } catch (RuntimeException | Error ex) {
                // A pool of the user's own may break the contract in any way, and memory or threads may run out: the
                // others must be watched on, and this one next time. Logged once, since this runs every second.
                if (broken.add(name)) {
                    logger.warn("Pool {} cannot be watched", name, ex);
                }
            }
        });
    }

    /** Says in the log how each pool is doing, one line each. */
    public void logSummary() {
        watches.values().stream()
                .map(PoolWatch::report)
                .sorted(Comparator.comparing(report -> report.pool().name()))
                .forEach(this::logSummary);
    }

    private void logSummary(PoolReport report) {
        try {
            PoolLog.summary(report);
        } catch (RuntimeException | Error ex) {
            // A pool of the user's own may do anything; the others must be told of. Logged once.
            if (broken.add(report.pool().name())) {
                logger.warn("Pool {} cannot be summed up", report.pool().name(), ex);
            }
        }
    }

    /** What is known of a pool, or empty if it is not watched. */
    public Optional<PoolReport> report(Pool pool) {
        return Optional.ofNullable(watches.get(pool.name())).map(PoolWatch::report);
    }

    /**
     * The events of a pool: its own, or those that follow from its recorder and its control; with the changes of its
     * status. Empty if it is not watched.
     */
    public Optional<PoolEvents> events(Pool pool) {
        return Optional.ofNullable(watches.get(pool.name())).map(PoolWatch::events);
    }

    /**
     * The points of a pool's history after a moment. Copies what is kept, without waiting for a sample.
     *
     * @param since exclusive
     * @return empty if the pool is not watched, or nothing is kept of the past
     */
    public Optional<HistorySeries> history(Pool pool, Resolution resolution, Instant since) {
        return Optional.ofNullable(watches.get(pool.name())).map(watch -> watch.history(resolution, since));
    }

    /**
     * Forgets the peaks of a pool: they begin anew with the counts of this moment.
     *
     * @return the peaks so far; empty if the pool is not watched
     */
    public Optional<PoolPeaks> resetPeaks(Pool pool) {
        return Optional.ofNullable(watches.get(pool.name())).map(watch -> watch.resetPeaks(clock.instant()));
    }

    /** The worst status of all pools; healthy without one. */
    public PoolStatus status() {
        return watches.values().stream()
                .map(watch -> watch.report().status())
                .reduce(PoolStatus.HEALTHY, PoolStatus::worse);
    }
}
