/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.MonitorSettings;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.pool.Pools;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Gives the monitor its threads: one that samples, and one more for each probe under way. It runs before web requests are
 * taken and until they have ended.
 */
final class PoolMonitoring implements SmartLifecycle, DisposableBean {

    private static final Logger logger = LoggerFactory.getLogger(PoolMonitoring.class);

    private final Pools pools;
    private final MonitorSettings settings;
    private final @Nullable Duration summaryInterval;
    private final PoolMonitor monitor;
    private final ScheduledExecutorService sampler =
            Executors.newSingleThreadScheduledExecutor(daemon("pool-monitor-"));
    private final ExecutorService probes = Executors.newCachedThreadPool(daemon("pool-probe-"));

    /* Guarded by this. */
    private @Nullable ScheduledFuture<?> sampling;
    private @Nullable ScheduledFuture<?> summaries;

    /** @param summaryInterval how often the log says how each pool is doing, positive; null for never */
    PoolMonitoring(
            Pools pools,
            MonitorSettings settings,
            @Nullable Duration summaryInterval,
            InstantSource clock,
            PoolEventsSource events) {
        this.pools = pools;
        this.settings = settings;
        this.summaryInterval = summaryInterval;
        this.monitor = new PoolMonitor(
                settings, clock, System::nanoTime, probes, pool -> events.of(pool.name(), pool.backend()));
        pools.addListener(monitor);
    }

    PoolMonitor monitor() {
        return monitor;
    }

    @Override
    public synchronized void start() {
        if (sampling == null) {
            SilenceCheck.check(settings.silence().codes(), pools);
            monitor.resume();
            long period = settings.samplePeriod().toNanos();
            // Not at a fixed rate: after a stall the samples missed would come at once, and count as a row of them.
            sampling = sampler.scheduleWithFixedDelay(monitor::sample, 0, period, TimeUnit.NANOSECONDS);
            if (summaryInterval != null) {
                long interval = summaryInterval.toNanos();
                summaries = sampler.scheduleAtFixedRate(this::logSummary, interval, interval, TimeUnit.NANOSECONDS);
            }
        }
    }

    @Override
    public synchronized void stop() {
        if (sampling != null) {
            sampling.cancel(false);
            sampling = null;
            if (summaries != null) {
                summaries.cancel(false);
                summaries = null;
            }
            monitor.pause();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return sampling != null;
    }

    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public void destroy() {
        pools.removeListener(monitor);
        monitor.endEvents();
        sampler.shutdownNow();
        probes.shutdownNow();
    }

    private void logSummary() {
        try {
            monitor.logSummary();
        } catch (RuntimeException | Error ex) {
            // A pool of the user's own may do anything, and an exception would end all further summaries.
            logger.debug("No summary of the pools", ex);
        }
    }

    private static ThreadFactory daemon(String prefix) {
        CustomizableThreadFactory factory = new CustomizableThreadFactory(prefix);
        factory.setDaemon(true);
        return factory;
    }
}
