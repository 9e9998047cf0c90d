/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A HikariCP pool that starts when it is constructed and counts its leases. Connections are lent as HikariCP made them.
 *
 * <p>Not final, so that frameworks can proxy it by class as they do with the type they know.
 */
class RecordingDataSource extends HikariDataSource {

    private static final Logger logger = LoggerFactory.getLogger(RecordingDataSource.class);

    private final Ledger ledger;
    private final RecordingTracker tracker;

    private volatile @Nullable MetricsTrackerFactory secondFactory;

    /* Still false while the super constructor runs, which starts the pool and asks for the tracker. */
    private final boolean constructed;

    /**
     * Starts the pool.
     *
     * @throws com.zaxxer.hikari.pool.HikariPool.PoolInitializationException if the configuration asks to fail fast and
     *     no connection can be opened
     */
    RecordingDataSource(HikariConfig config, Ledger ledger, RecordingTracker tracker) {
        super(withTracker(config, tracker));
        this.ledger = ledger;
        this.tracker = tracker;
        this.constructed = true;
    }

    private static HikariConfig withTracker(HikariConfig config, RecordingTracker tracker) {
        config.setMetricsTrackerFactory(tracker);
        return config;
    }

    @Override
    public Connection getConnection() throws SQLException {
        long start = ledger.nanoTime();
        Connection connection = super.getConnection();
        PhysicalConnection physical = connection.unwrap(PhysicalConnection.class);
        physical.lentAs(connection);
        ledger.leased(physical, start);
        return connection;
    }

    /** The connections that are open at this moment. */
    Set<PhysicalConnection> openConnections() {
        return ledger.open();
    }

    /** Evicts by a lease, of which the physical connection knows already. */
    void evictLeased(Connection lease) {
        super.evictConnection(lease);
    }

    @Override
    public void evictConnection(Connection connection) {
        try {
            connection.unwrap(PhysicalConnection.class).evict();
        } catch (SQLException ex) {
            logger.debug("{} - Evicting a connection that is not lent by this pool", getPoolName(), ex);
        }
        super.evictConnection(connection);
    }

    /** The factory that was set on the running pool, if any: our own is not to keep others from setting theirs. */
    @Override
    public @Nullable MetricsTrackerFactory getMetricsTrackerFactory() {
        return constructed ? secondFactory : super.getMetricsTrackerFactory();
    }

    /**
     * Adds a tracker beside ours.
     *
     * @throws IllegalStateException if one was added before
     */
    @Override
    public synchronized void setMetricsTrackerFactory(MetricsTrackerFactory factory) {
        if (secondFactory != null) {
            throw new IllegalStateException("The pool %s has a metrics tracker already".formatted(getPoolName()));
        }
        tracker.passOnTo(factory, getPoolName());
        secondFactory = factory;
    }

    @Override
    public void close() {
        ledger.closing();
        if (getDataSource() instanceof PhysicalDataSource physical) {
            physical.close();
        }
        super.close();
    }
}
