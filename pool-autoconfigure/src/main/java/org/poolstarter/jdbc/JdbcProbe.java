/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import com.zaxxer.hikari.util.Credentials;
import com.zaxxer.hikari.util.DriverDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.NoVerdictException;
import org.poolstarter.pool.Probe;

/**
 * Asks the database through the pool: with an idle connection or, where there is none and a place is free, with one that
 * the pool opens and keeps. So it never exceeds the bound of the pool, and fails for no reason that is not the pool's. A
 * pool that has not started is not started by it: then it opens a connection of its own, which it closes at once, or asks
 * the pool if only that can connect.
 *
 * <p>The lease is not counted. What the pool opens or closes meanwhile is, as always.
 */
final class JdbcProbe implements Probe {

    /** Below this HikariCP takes no timeout seriously. */
    private static final Duration SHORTEST = JdbcPoolLimits.SHORTEST_TIMEOUT;

    private final HikariDataSource dataSource;
    private final ProbeMark mark;
    private final boolean byUrl;
    private final BooleanSupplier queued;

    private volatile @Nullable FailedOpen refused;

    /**
     * A probe.
     *
     * @param byUrl whether a pool that has not started is asked over a connection by its URL; otherwise it is asked for a
     *     connection as any caller asks it, which starts it
     * @param queued whether connections are known to wait between the pool and its server: then that none is had in time says
     *     nothing
     */
    JdbcProbe(HikariDataSource dataSource, ProbeMark mark, boolean byUrl, BooleanSupplier queued) {
        this.dataSource = dataSource;
        this.mark = mark;
        this.byUrl = byUrl;
        this.queued = queued;
    }

    /** What the database said to the last connection that the probe wanted, for a minute; null if it got one. */
    @Nullable
    Exception refusal() {
        FailedOpen last = refused;
        return (last != null && last.isRecent(System.nanoTime())) ? last.exception() : null;
    }

    @Override
    public boolean canTell() {
        return !queued.getAsBoolean();
    }

    @Override
    public void check(Duration deadline) throws SQLException, NoVerdictException {
        FailedOpen before = refused;
        try {
            ask(deadline);
            if (refused == before) {
                refused = null;
            }
        } catch (SQLException ex) {
            if (queued.getAsBoolean()) {
                throw new NoVerdictException("Connections wait for a pooler, which says nothing about its server");
            }
            SQLException told =
                    (ex instanceof SQLTransientConnectionException && ex.getCause() instanceof SQLException cause)
                            ? cause
                            : ex;
            refused = new FailedOpen(shown(told), System.nanoTime());
            throw shown(ex);
        }
    }

    private SQLException shown(SQLException failure) {
        String url = dataSource.getJdbcUrl();
        return (url != null) ? new JdbcUrl(url).shown(failure) : failure;
    }

    private void ask(Duration deadline) throws SQLException, NoVerdictException {
        Duration time = (deadline.compareTo(SHORTEST) < 0) ? SHORTEST : deadline;
        if (dataSource.getHikariPoolMXBean() instanceof HikariPool pool
                && pool.poolState == HikariPool.POOL_SUSPENDED) {
            throw new NoVerdictException("The pool is suspended, and would keep its prober waiting");
        }
        if (dataSource.isRunning() && dataSource.getHikariPoolMXBean() instanceof HikariPool pool) {
            askRunning(pool, time);
        } else if (byUrl) {
            askAnew(time);
        } else {
            askPool(time);
        }
    }

    private void askRunning(HikariPool pool, Duration time) throws SQLException, NoVerdictException {
        requireFreePlace(pool);
        mark.begin();
        try (Connection connection = pool.getConnection(time.toMillis())) {
            if (!connection.isValid(seconds(time))) {
                pool.evictConnection(connection);
                throw new SQLException("The database did not confirm that the connection is valid");
            }
        } catch (SQLTransientConnectionException ex) {
            judge(ex, pool);
        } finally {
            mark.end();
        }
    }

    /* The pool had no connection in time: because callers took them all, or because none could be opened. */
    private void judge(SQLTransientConnectionException timeout, HikariPool pool)
            throws SQLException, NoVerdictException {
        requireFreePlace(pool);
        if (!(timeout.getCause() instanceof SQLException refusal)) {
            throw timeout;
        }
        if (!Refusals.saysTooMany(refusal)) {
            throw refusal;
        }
        refused = new FailedOpen(shown(refusal), System.nanoTime());
    }

    private void requireFreePlace(HikariPool pool) throws NoVerdictException {
        if (dataSource instanceof RecordingDataSource ours && ours.isDraining()) {
            throw new NoVerdictException("The pool is being drained");
        }
        if (pool.getIdleConnections() == 0 && pool.getActiveConnections() >= dataSource.getMaximumPoolSize()) {
            throw new NoVerdictException("Callers hold every connection of the pool");
        }
    }

    private void askPool(Duration time) throws SQLException {
        mark.begin();
        try (Connection connection = dataSource.getConnection()) {
            if (!connection.isValid(seconds(time))) {
                throw new SQLException("The database did not confirm that a connection is valid");
            }
        } finally {
            mark.end();
        }
    }

    private void askAnew(Duration time) throws SQLException {
        try (Connection connection = open(time)) {
            if (!connection.isValid(seconds(time))) {
                throw new SQLException("The database did not confirm that a new connection is valid");
            }
        }
    }

    private Connection open(Duration time) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(dataSource.getDataSourceProperties());
        DriverProperties names = DriverProperties.of(dataSource.getJdbcUrl());
        if (names != null) {
            names.connect().forEach(name -> properties.setProperty(name.name(), name.format(time)));
            names.socket().forEach(name -> properties.setProperty(name.name(), name.format(time)));
        }
        Credentials login = credentials(dataSource);
        return new DriverDataSource(
                        dataSource.getJdbcUrl(),
                        dataSource.getDriverClassName(),
                        properties,
                        login.getUsername(),
                        login.getPassword())
                .getConnection();
    }

    private static Credentials credentials(HikariConfig config) {
        return (config.getCredentialsProvider() != null)
                ? config.getCredentialsProvider().getCredentials()
                : config.getCredentials();
    }

    private static int seconds(Duration time) {
        return (int) Math.max(1, time.toSeconds());
    }
}
