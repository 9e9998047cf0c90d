/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolState;
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
    private final Admission admission;
    private final Episodes episodes;
    private final Admission.Source source = new RunningPool();

    private volatile @Nullable MetricsTrackerFactory secondFactory;

    /* Still false while the super constructor runs, which starts the pool and asks for the tracker. */
    private final boolean constructed;

    /**
     * Starts the pool.
     *
     * @throws com.zaxxer.hikari.pool.HikariPool.PoolInitializationException if the configuration asks to fail fast and
     *     no connection can be opened
     */
    RecordingDataSource(
            HikariConfig config, Ledger ledger, RecordingTracker tracker, Admission admission, Episodes episodes) {
        super(withTracker(config, tracker));
        this.ledger = ledger;
        this.tracker = tracker;
        this.admission = admission;
        this.episodes = episodes;
        this.constructed = true;
    }

    private static HikariConfig withTracker(HikariConfig config, RecordingTracker tracker) {
        config.setMetricsTrackerFactory(tracker);
        return config;
    }

    @Override
    public Connection getConnection() throws SQLException {
        long timeout = getConnectionTimeout();
        if (admission.isUnrestricted()) {
            Connection connection = acquire(timeout);
            ledger.leased(lent(connection));
            return connection;
        }
        long start = ledger.nanoTime();
        Connection connection = admission.acquire(source, timeout);
        ledger.leased(lent(connection), start);
        return connection;
    }

    private static PhysicalConnection lent(Connection connection) throws SQLException {
        PhysicalConnection physical = connection.unwrap(PhysicalConnection.class);
        physical.lentAs(connection);
        return physical;
    }

    /* HikariCP's own method without a timeout learns of a new one only half a minute later. */
    private Connection acquire(long timeoutMillis) throws SQLException {
        if (isClosed() || !(getHikariPoolMXBean() instanceof HikariPool pool)) {
            return super.getConnection();
        }
        try {
            return pool.getConnection(timeoutMillis);
        } catch (SQLTransientConnectionException ex) {
            episodes.timedOut();
            throw ex;
        }
    }

    /** Whether the pool is being emptied, or is empty, and must not open connections. */
    boolean isDraining() {
        return admission.state() == PoolState.DRAINING;
    }

    /** The connections that are open at this moment. */
    Collection<PhysicalConnection> openConnections() {
        return ledger.holders().open();
    }

    /** Marks the thread that replaces connections of old credentials: what it borrows for that is not counted. */
    ProbeMark rotationMark() {
        return ledger.rotationMark();
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
        admission.become(PoolState.RUNNING); // who waits is to learn that the pool is closed
        super.close();
    }

    private final class RunningPool implements Admission.Source {

        @Override
        public Connection get(long timeoutMillis) throws SQLException {
            return acquire(timeoutMillis);
        }

        @Override
        public boolean hasIdle() {
            return getHikariPoolMXBean().getIdleConnections() > 0;
        }
    }
}
