/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.HikariCredentialsProvider;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.BackendEvidence;
import org.poolstarter.pool.ReadableDuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces the connections of a pool when its credentials have changed, one by one. A held connection goes when it is
 * given back: no call fails. Before the first one goes, a connection of the new credentials has to be opened; while
 * that fails, the old ones stay.
 */
public final class CredentialRotation implements PoolCompanion {

    private static final Logger logger = LoggerFactory.getLogger(CredentialRotation.class);

    /** The shortest time from one comparison to the next. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** From one connection to the next. Time enough for the pool to open another. */
    private static final Duration STEP = Duration.ofMillis(100);

    private final HikariCredentialsProvider provider;
    private final Duration interval;
    private final String name;
    private final ScheduledExecutorService checker;

    private volatile @Nullable RecordingDataSource dataSource;

    /* Used by the checker only. */
    private @Nullable String lastFailure;

    /**
     * A rotation that begins when its pool has started, with a daemon thread of its own.
     *
     * @param pool the name of the pool
     * @param interval how often the credentials are compared, 1 s or more
     * @throws InvalidJdbcSettingException if the interval is too short
     */
    public CredentialRotation(String pool, HikariCredentialsProvider provider, Duration interval) {
        if (interval.compareTo(SHORTEST) < 0) {
            throw new InvalidJdbcSettingException(
                    "credentials-check-interval", "must be at least 1s but is " + ReadableDuration.of(interval));
        }
        this.name = pool;
        this.provider = provider;
        this.interval = interval;
        this.checker = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "pool-credentials-" + pool);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void started(HikariDataSource pool) {
        if (pool instanceof RecordingDataSource recording) {
            dataSource = recording;
            // Ends with the checker; comparisons fail inside.
            ScheduledFuture<?> unused = checker.scheduleWithFixedDelay(
                    this::check, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void check() {
        RecordingDataSource pool = dataSource;
        if (pool == null || !pool.isRunning()) {
            return;
        }
        try {
            Login current = Login.of(provider.getCredentials());
            List<PhysicalConnection> outdated = outdated(pool, current);
            if (outdated.isEmpty()) {
                lastFailure = null;
                return;
            }
            pool.unwrap(PhysicalDataSource.class).tryLogin(current);
            lastFailure = null;
            logger.info("{} - The credentials have changed; {} connections are replaced", name, outdated.size());
            replaceNext(pool, current);
        } catch (SQLException | RuntimeException ex) { // providers and drivers throw both; the old connections stay
            String failure = BackendEvidence.describe(ex);
            if (!failure.equals(lastFailure)) {
                logger.warn("{} - The new credentials cannot be used; the connections stay: {}", name, failure);
            }
            lastFailure = failure;
        }
    }

    private void replaceNext(RecordingDataSource pool, Login current) {
        List<PhysicalConnection> outdated = outdated(pool, current);
        boolean replaced = outdated.stream().anyMatch(connection -> evictByEndedLease(pool, connection))
                || (outdated.stream().anyMatch(PhysicalConnection::isUnused) && evictUnused(pool, current));
        if (replaced) {
            try {
                ScheduledFuture<?> unused =
                        checker.schedule(() -> replaceNext(pool, current), STEP.toNanos(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException ex) {
                logger.debug("{} - Closed while connections were being replaced", name, ex);
            }
        }
    }

    private static List<PhysicalConnection> outdated(RecordingDataSource pool, Login current) {
        return pool.openConnections().stream()
                .filter(connection -> !connection.isEvicted() && !current.equals(connection.login()))
                .toList();
    }

    /* HikariCP evicts by a lease. By one that is over it does so at once if nobody has the connection, else at its return. */
    private boolean evictByEndedLease(RecordingDataSource pool, PhysicalConnection connection) {
        Connection lease;
        try {
            lease = connection.endedLease();
        } catch (SQLException ex) {
            logger.debug("{} - The state of a lease is not known", name, ex);
            return false;
        }
        if (lease == null) {
            return false;
        }
        connection.evict();
        pool.evictLeased(lease);
        return true;
    }

    /*
     * There is no lease of it yet: this takes one, which is not counted. The pool lends what was added first, so that old
     * ones come first.
     */
    private boolean evictUnused(RecordingDataSource pool, Login current) {
        if (!(pool.getHikariPoolMXBean() instanceof HikariPool hikari) || hikari.getIdleConnections() == 0) {
            return false;
        }
        pool.rotationMark().begin();
        try (Connection lease = hikari.getConnection(JdbcPoolLimits.SHORTEST_TIMEOUT.toMillis())) {
            PhysicalConnection connection = lease.unwrap(PhysicalConnection.class);
            if (current.equals(connection.login())) {
                return false;
            }
            connection.evict();
            hikari.evictConnection(lease);
            return true;
        } catch (SQLException ex) {
            logger.debug("{} - No connection to replace now", name, ex);
            return false;
        } finally {
            pool.rotationMark().end();
        }
    }

    @Override
    public void close() {
        checker.shutdownNow();
    }
}
