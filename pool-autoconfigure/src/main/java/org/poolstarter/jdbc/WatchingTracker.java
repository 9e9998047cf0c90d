/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.PoolStats;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolRecorder;

/**
 * The metrics tracker of a pool that is not ours: records its leases, and passes everything on to a second tracker.
 * What a probe does goes to neither.
 *
 * <p>HikariCP reports an acquire that timed out as acquired first, and every attempt to open a connection as created,
 * failed ones too. So what took as long as the acquire timeout waits for the next word from its thread before it is
 * counted, and opened connections are not recorded at all.
 *
 * <p>Safe for use by many threads.
 */
final class WatchingTracker implements MetricsTrackerFactory, IMetricsTracker {

    private static final IMetricsTracker NONE = new IMetricsTracker() {};

    /** HikariCP gives up this much before the time is up, at most. */
    private static final long MARGIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final PoolRecorder recorder = PoolRecorder.ofLeases();
    private final ProbeMark probeMark = new ProbeMark();
    private final ProbeMark controlMark = new ProbeMark();
    private final ProbeMark inquiryMark = new ProbeMark();
    private final HikariDataSource dataSource;

    /** How long this thread waited, where it is not known yet whether it got a connection. */
    private final ThreadLocal<Long> doubtful = new ThreadLocal<>();

    private final AtomicInteger doubts = new AtomicInteger();

    /* Guarded by this. */
    private @Nullable MetricsTrackerFactory secondFactory;
    private @Nullable String poolName;
    private @Nullable PoolStats stats;

    private volatile IMetricsTracker second = NONE;

    private WatchingTracker(HikariDataSource dataSource, @Nullable MetricsTrackerFactory secondFactory) {
        this.dataSource = dataSource;
        this.secondFactory = secondFactory;
    }

    /**
     * Becomes the tracker of this data source, before one that is there, or finds that it is already.
     *
     * @return null where that cannot be done: the pool has a metric registry, or has started with another tracker
     */
    static @Nullable WatchingTracker of(HikariDataSource dataSource) {
        MetricsTrackerFactory present = dataSource.getMetricsTrackerFactory();
        if (present instanceof WatchingTracker tracker) {
            return tracker;
        }
        boolean started = dataSource.getHikariPoolMXBean() != null;
        if (dataSource.getMetricRegistry() != null || (started && present != null)) {
            return null;
        }
        WatchingTracker tracker = new WatchingTracker(dataSource, present);
        dataSource.setMetricsTrackerFactory(tracker);
        return tracker;
    }

    PoolRecorder recorder() {
        return recorder;
    }

    ProbeMark probeMark() {
        return probeMark;
    }

    ProbeMark controlMark() {
        return controlMark;
    }

    ProbeMark inquiryMark() {
        return inquiryMark;
    }

    private boolean isProbing() {
        return probeMark.isHere() || controlMark.isHere() || inquiryMark.isHere();
    }

    /** HikariCP calls this when the pool starts, or at once where it has. */
    @Override
    public synchronized IMetricsTracker create(String name, PoolStats poolStats) {
        poolName = name;
        stats = poolStats;
        if (secondFactory != null) {
            second = secondFactory.create(name, poolStats);
        }
        return this;
    }

    /** Makes a second tracker as soon as the pool has started, and passes on to it; without effect if there is one. */
    synchronized void passOnTo(MetricsTrackerFactory factory) {
        if (secondFactory != null) {
            return;
        }
        secondFactory = factory;
        if (poolName != null && stats != null) {
            second = factory.create(poolName, stats);
        }
    }

    @Override
    public void recordConnectionCreatedMillis(long millis) {
        second.recordConnectionCreatedMillis(millis);
    }

    @Override
    public void recordConnectionAcquiredNanos(long nanos) {
        if (isProbing()) {
            return;
        }
        settle();
        if (nanos < TimeUnit.MILLISECONDS.toNanos(dataSource.getConnectionTimeout()) - MARGIN_NANOS) {
            recorder.acquired(nanos);
        } else {
            doubtful.set(nanos);
            doubts.incrementAndGet();
        }
        second.recordConnectionAcquiredNanos(nanos);
    }

    @Override
    public void recordConnectionUsageMillis(long millis) {
        if (isProbing()) {
            return;
        }
        settle();
        recorder.released(TimeUnit.MILLISECONDS.toNanos(millis));
        second.recordConnectionUsageMillis(millis);
    }

    @Override
    public void recordConnectionTimeout() {
        if (isProbing()) {
            return;
        }
        takeDoubt();
        recorder.timedOut();
        second.recordConnectionTimeout();
    }

    @Override
    public void close() {
        second.close();
    }

    /* This thread went on without a timeout, so it had got its connection. */
    private void settle() {
        Long waited = takeDoubt();
        if (waited != null) {
            recorder.acquired(waited);
        }
    }

    private @Nullable Long takeDoubt() {
        if (doubts.get() == 0) {
            return null;
        }
        Long waited = doubtful.get();
        doubtful.remove();
        if (waited != null) {
            doubts.decrementAndGet();
        }
        return waited;
    }
}
