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
import org.poolstarter.pool.Probe;

/**
 * Asks the database through an idle connection of the pool; where there is none, through a connection of its own, which
 * it closes at once, or by the pool itself if only the pool can connect. A busy pool is so never made to wait for, and no caller waits for the probe's sake.
 *
 * <p>Neither the lease nor the connection of its own is counted. A connection that fails is closed by HikariCP as always,
 * and that is counted.
 */
final class JdbcProbe implements Probe {

    /** Below this HikariCP takes no timeout seriously. */
    private static final Duration SHORTEST = JdbcPoolLimits.SHORTEST_TIMEOUT;

    private final HikariDataSource dataSource;
    private final ProbeMark mark;
    private final boolean byUrl;

    /**
     * A probe.
     *
     * @param byUrl whether a connection of its own can be opened by the URL; otherwise the pool is asked for one, as any
     *     caller asks it
     */
    JdbcProbe(HikariDataSource dataSource, ProbeMark mark, boolean byUrl) {
        this.dataSource = dataSource;
        this.mark = mark;
        this.byUrl = byUrl;
    }

    @Override
    public void check(Duration deadline) throws SQLException {
        Duration time = (deadline.compareTo(SHORTEST) < 0) ? SHORTEST : deadline;
        if (dataSource.isRunning()
                && dataSource.getHikariPoolMXBean() instanceof HikariPool pool
                && pool.getIdleConnections() > 0) {
            askIdle(pool, time);
        } else if (byUrl) {
            askAnew(time);
        } else {
            askPool(time);
        }
    }

    private void askIdle(HikariPool pool, Duration time) throws SQLException {
        mark.begin();
        try (Connection connection = pool.getConnection(time.toMillis())) {
            if (!connection.isValid(seconds(time))) {
                pool.evictConnection(connection);
                throw new SQLException("The database did not confirm that the connection is valid");
            }
        } catch (SQLTransientConnectionException ex) {
            throw (ex.getCause() instanceof SQLException cause) ? cause : ex;
        } finally {
            mark.end();
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
