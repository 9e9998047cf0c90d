/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.ServerFacts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lends an idle connection of a pool of HikariCP to the inquiry, for as long as that asks. It neither waits for one nor has
 * one opened, takes none that callers wait for, and is not counted. What it lends goes back as it was; only one that can be
 * used no longer is closed.
 */
final class IdleConnections {

    private static final Logger logger = LoggerFactory.getLogger(IdleConnections.class);

    /** HikariCP looks for an idle connection once, and gives up. */
    private static final long AT_ONCE = 0;

    private static final int VALIDATION_SECONDS = 1;

    private final HikariDataSource dataSource;
    private final ProbeMark mark;

    /**
     * The idle connections of a pool, which need not have started.
     *
     * @param mark marks the thread that has one, so that this is not counted
     */
    IdleConnections(HikariDataSource dataSource, ProbeMark mark) {
        this.dataSource = dataSource;
        this.mark = mark;
    }

    /**
     * Asks by an idle connection. Blocks for as long as asking does, and for HikariCP's validation of the connection before.
     *
     * @return null if none is idle, callers wait, or the pool does not run, is suspended or being drained
     * @throws SQLException if asking fails
     */
    @Nullable
    ServerFacts ask(Asking asking) throws SQLException {
        if (!dataSource.isRunning()
                || !(dataSource.getHikariPoolMXBean() instanceof HikariPool pool)
                || (dataSource instanceof RecordingDataSource ours && ours.isDraining())
                || pool.getIdleConnections() <= Math.max(0, pool.getThreadsAwaitingConnection())) {
            return null;
        }
        mark.begin();
        try (Connection lease = borrow(pool)) {
            return (lease != null) ? ask(asking, pool, lease) : null;
        } finally {
            mark.end();
        }
    }

    private static @Nullable Connection borrow(HikariPool pool) throws SQLException {
        try {
            return pool.getConnection(AT_ONCE);
        } catch (SQLTransientConnectionException ex) {
            logger.trace("No connection is idle any more", ex);
            return null;
        }
    }

    /* Underneath the lease: by that, HikariCP would close it for a question that is refused or takes too long. */
    private static ServerFacts ask(Asking asking, HikariPool pool, Connection lease) throws SQLException {
        Connection connection = lease.unwrap(Connection.class);
        boolean asked = false;
        boolean autoCommit = connection.getAutoCommit();
        int networkTimeout = connection.getNetworkTimeout();
        try {
            if (!autoCommit) {
                connection.setAutoCommit(true); // a question that is refused must not spoil the next ones
            }
            ServerFacts facts = asking.ask(connection);
            asked = true;
            return facts;
        } finally {
            if (!restore(connection, autoCommit, networkTimeout, asked)) {
                pool.evictConnection(lease);
            }
        }
    }

    /* Whether it can be lent again. */
    private static boolean restore(Connection connection, boolean autoCommit, int networkTimeout, boolean asked) {
        try {
            if (!asked && !connection.isValid(VALIDATION_SECONDS)) {
                return false;
            }
            if (!autoCommit) {
                connection.setAutoCommit(false);
            }
            connection.setNetworkTimeout(Runnable::run, networkTimeout);
            return true;
        } catch (SQLException ex) {
            logger.debug("A connection cannot be given back as it was, and is closed", ex);
            return false;
        }
    }

    /** What is asked by the connection. */
    @FunctionalInterface
    interface Asking {

        ServerFacts ask(Connection connection) throws SQLException;
    }
}
