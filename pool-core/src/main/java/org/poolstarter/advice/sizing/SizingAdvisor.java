/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.PoolReport;
import org.poolstarter.advice.Resolution;
import org.poolstarter.advice.SizeCeiling;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolRecorder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says how large pools should be, from what the monitor keeps of their past. It reckons when it is asked, from memory:
 * nothing blocks, and nothing is opened. Safe for use by many threads.
 */
public final class SizingAdvisor {

    private static final Logger logger = LoggerFactory.getLogger(SizingAdvisor.class);

    private final PoolMonitor monitor;
    private final SizingSettings settings;
    private final SizeCeiling ceiling;
    private final Set<String> unbounded = ConcurrentHashMap.newKeySet();
    private final Set<String> speechless = ConcurrentHashMap.newKeySet();

    public SizingAdvisor(PoolMonitor monitor, SizingSettings settings, SizeCeiling ceiling) {
        this.monitor = monitor;
        this.settings = settings;
        this.ceiling = ceiling;
    }

    /**
     * The advice for this moment.
     *
     * @return empty if the pool is not watched, or nothing is kept of its past
     */
    public Optional<SizingAdvice> advise(Pool pool) {
        return read(pool).map(reading -> {
            Points recent = reading.points();
            return reading.advise(recent, past(pool, Resolution.COARSE).orElse(recent), settings);
        });
    }

    /**
     * As {@link #advise(Pool)}, for the busiest stretch of a length within a memory that ends with the reading. What uses take
     * while few connections are held is known from before, too.
     */
    SizingAdvice advise(Reading reading, Duration memory, Duration window) {
        Points recent = reading.points().last(memory);
        // Nothing is longer ago than what a memory holds.
        return reading.advise(
                recent, recent, new SizingSettings(settings.waitPercentile(), settings.longestWait(), window));
    }

    /**
     * Asks the pool and whatever bounds it for what is so at this moment, once each.
     *
     * @return empty if the pool is not watched, or nothing is kept of its past
     */
    Optional<Reading> read(Pool pool) {
        PoolReport report = monitor.report(pool).orElse(null);
        Points points = past(pool, Resolution.FINE).orElse(null);
        if (report == null || points == null) {
            return Optional.empty();
        }
        PoolRecorder recorder = pool.recorder();
        return Optional.of(new Reading(
                report,
                new Subject(
                        pool.settings(),
                        report.snapshot().max(),
                        report.snapshot().min(),
                        bound(pool)),
                points,
                (recorder != null) ? recorder.usageVariation() : Double.NaN,
                told(pool, Pool::shortage),
                told(pool, Pool::refusal)));
    }

    private Optional<Points> past(Pool pool, Resolution resolution) {
        return monitor.history(pool, resolution, Instant.EPOCH).map(Points::of);
    }

    private <T> @Nullable T told(Pool pool, Function<Pool, @Nullable T> question) {
        try {
            return question.apply(pool);
        } catch (RuntimeException ex) {
            // A pool of the user's own may break the contract in any way; its size must be told without. Logged once.
            if (speechless.add(pool.name())) {
                logger.warn("Pool {} cannot tell why callers wait", pool.name(), ex);
            }
            return null;
        }
    }

    private SizeCeiling.@Nullable Bound bound(Pool pool) {
        try {
            return ceiling.of(pool).orElse(null);
        } catch (RuntimeException ex) {
            // A bean of the application's own may do anything; the advice must be had without it. Logged once.
            if (unbounded.add(pool.name())) {
                logger.warn("What bounds the size of pool {} cannot be found out", pool.name(), ex);
            }
            return null;
        }
    }
}
