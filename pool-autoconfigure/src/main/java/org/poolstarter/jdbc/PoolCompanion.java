/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.ServerFacts;

/**
 * Belongs to one JDBC pool, lives as long as it, and tells its observers what HikariCP does not know. What it tells is
 * read as that of a {@link org.poolstarter.pool.Pool}: from memory, without blocking or throwing.
 */
public interface PoolCompanion extends AutoCloseable {

    /** The pool runs. Called once, on the thread that opens the pool: does no I/O. Not called if the pool fails to open. */
    default void started(HikariDataSource dataSource) {}

    /** The driver has opened this connection, and the pool does not have it yet. Called by any thread; does no I/O. */
    default void opened(Connection connection) {}

    /**
     * What the server tells, as the pool meets it: through whatever this companion knows to stand in between. Called by any
     * thread, also with what it has returned before; from memory, without blocking or throwing.
     */
    default ServerFacts seenThrough(ServerFacts facts) {
        return facts;
    }

    /** See {@link org.poolstarter.pool.Pool#sections()}. */
    default Map<String, Object> sections() {
        return Map.of();
    }

    /** See {@link org.poolstarter.pool.Pool#measures()}. */
    default List<PoolMeasure> measures() {
        return List.of();
    }

    /** See {@link org.poolstarter.pool.Pool#notices()}. */
    default List<PoolNotice> notices() {
        return List.of();
    }

    /** Whether it knows that connections of the server are shared among clients. */
    default boolean sharesServers() {
        return false;
    }

    /**
     * What connections wait for between the pool and its server, while they do; one of the {@link #notices()}.
     *
     * @return null while nothing holds them up in between
     */
    default @Nullable PoolNotice queue() {
        return null;
    }

    /** The pool is about to close. Ends threads without waiting for them. */
    @Override
    default void close() {}
}
