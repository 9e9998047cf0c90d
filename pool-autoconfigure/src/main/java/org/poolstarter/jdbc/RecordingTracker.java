/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.PoolStats;
import org.jspecify.annotations.Nullable;

/**
 * The metrics tracker of a pool: tells the ledger what only a tracker hears, and passes everything on to a second
 * tracker, so that meters of others find their place. What a probe does goes to neither.
 */
final class RecordingTracker implements MetricsTrackerFactory, IMetricsTracker {

    private static final IMetricsTracker NONE = new IMetricsTracker() {};

    private final Ledger ledger;

    private volatile @Nullable PoolStats stats;
    private volatile IMetricsTracker second = NONE;

    RecordingTracker(Ledger ledger) {
        this.ledger = ledger;
    }

    /** HikariCP calls this once, while the pool is constructed. */
    @Override
    public IMetricsTracker create(String poolName, PoolStats poolStats) {
        stats = poolStats;
        return this;
    }

    /** Makes a second tracker and passes on to it from now on. */
    void passOnTo(MetricsTrackerFactory factory, String poolName) {
        PoolStats current = stats;
        if (current == null) {
            throw new IllegalStateException("The pool " + poolName + " has not started");
        }
        second = factory.create(poolName, current);
    }

    @Override
    public void recordConnectionCreatedMillis(long millis) {
        second.recordConnectionCreatedMillis(millis);
    }

    @Override
    public void recordConnectionAcquiredNanos(long nanos) {
        ledger.waited(nanos);
        if (!ledger.isProbing()) {
            second.recordConnectionAcquiredNanos(nanos);
        }
    }

    @Override
    public void recordConnectionUsageMillis(long millis) {
        ledger.returned();
        if (!ledger.isProbing()) {
            second.recordConnectionUsageMillis(millis);
        }
    }

    @Override
    public void recordConnectionTimeout() {
        if (!ledger.isProbing()) {
            ledger.recorder().timedOut();
            second.recordConnectionTimeout();
        }
    }

    @Override
    public void close() {
        second.close();
    }
}
