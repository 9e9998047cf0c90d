/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Servers that have become read-only. A database whose sessions begin read-only stands for the one that was the primary:
 * sessions from then stay read-only when it no longer is.
 */
class ReadOnlyServersTests {

    private static final String DATABASE = "failing_over";

    @BeforeAll
    static void createDatabase() throws SQLException {
        administer("create database " + DATABASE);
        try (Connection admin = DriverManager.getConnection(url());
                Statement statement = admin.createStatement()) {
            statement.execute("create table ledger (entry text)");
        }
    }

    @Test
    void aConnectionToAServerThatBecameReadOnlyIsReplaced() throws SQLException {
        administer("alter database " + DATABASE + " set default_transaction_read_only = on");
        try (JdbcPool pool = TestSettings.of(url()).sizes(0, 1).open()) {
            String first = backend(pool);
            administer("alter database " + DATABASE + " reset default_transaction_read_only");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> write(pool))
                    .satisfies(ex -> assertThat(ex.getSQLState()).isEqualTo("25006"));
            write(pool);
            assertThat(backend(pool)).isNotEqualTo(first);
        }
    }

    @Test
    void aConnectionThatTheApplicationSetToReadOnlyStays() throws SQLException {
        try (JdbcPool pool = TestSettings.of(url()).sizes(0, 1).open()) {
            String first = backend(pool);
            try (Connection connection = pool.dataSource().getConnection()) {
                connection.setReadOnly(true);
                connection.setAutoCommit(false); // outside of a transaction the driver does not tell the server
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> write(connection))
                        .satisfies(ex -> assertThat(ex.getSQLState()).isEqualTo("25006"));
                assertThat(connection.isClosed()).isFalse();
            }
            assertThat(backend(pool)).isEqualTo(first);
        }
    }

    /** The thread that writes has leased nothing, so that any leased connection may be the one. */
    @Test
    void aReadOnlyConnectionThatWasHandedToAnotherThreadStays() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (JdbcPool pool = TestSettings.of(url()).sizes(0, 2).open();
                Connection readOnly = pool.dataSource().getConnection();
                Connection writable = pool.dataSource().getConnection()) {
            readOnly.setReadOnly(true);
            readOnly.setAutoCommit(false);
            other.submit(() -> assertThatExceptionOfType(SQLException.class).isThrownBy(() -> write(readOnly)))
                    .get();
            assertThat(readOnly.isClosed()).isFalse();
            write(writable);
        } finally {
            other.shutdown();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "25006, 0, cannot execute INSERT in a read-only transaction, true",
        "HY000, 1290, The MariaDB server is running with the --read-only option so it cannot execute this, true",
        "HY000, 1290, The MySQL server is running with the --super-read-only option so it cannot execute, true",
        "HY000, 1290, The MySQL server is running with the --secure-file-priv option so it cannot execute, false",
        "HY000, 1836, Running in read-only mode, true",
        "S0001, 3906, Failed to update database because the database is read-only, true",
        "72000, 16000, ORA-16000: database open for read-only access, true",
        "42501, 0, permission denied for table ledger, false"
    })
    void theWordsOfEachVendorAreKnown(String state, int code, String message, boolean readOnly) {
        assertThat(ReadOnlyServers.saysReadOnly(new SQLException(message, state, code)))
                .isEqualTo(readOnly);
    }

    private static void write(JdbcPool pool) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection()) {
            write(connection);
        }
    }

    private static void write(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into ledger values ('x')");
        }
    }

    private static String backend(JdbcPool pool) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select pg_backend_pid()")) {
            result.next();
            return result.getString(1);
        }
    }

    private static void administer(String sql) throws SQLException {
        try (Connection admin = DriverManager.getConnection(EmbeddedServers.postgresUrl());
                Statement statement = admin.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String url() {
        return EmbeddedServers.postgresUrl().replace("/postgres?", "/" + DATABASE + "?");
    }
}
