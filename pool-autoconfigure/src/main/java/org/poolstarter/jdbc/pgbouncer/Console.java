/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc.pgbouncer;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.LongSupplier;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * The console of one PgBouncer. Each poll is a connection of its own: the console knows no transactions and no prepared
 * statements, so that no pool takes it.
 */
final class Console {

    /** How long connecting, logging in, and one answer may take, each. */
    private static final Duration STEP = Duration.ofSeconds(3);

    /** After so long no further command is sent. */
    private static final Duration WHOLE = Duration.ofSeconds(6);

    private final ConsoleSettings settings;
    private final LongSupplier nanoTime;

    Console(ConsoleSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    /**
     * Asks everything. Blocks, at most some seconds.
     *
     * @throws SQLException if the console cannot be reached, refuses or is too slow
     */
    ConsoleAnswers ask() throws SQLException {
        long start = nanoTime.getAsLong();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            return new ConsoleAnswers(
                    show(statement, "VERSION", start),
                    show(statement, "CONFIG", start),
                    show(statement, "DATABASES", start),
                    show(statement, "POOLS", start),
                    show(statement, "STATS", start));
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        String seconds = String.valueOf(STEP.toSeconds());
        PGProperty.CONNECT_TIMEOUT.set(properties, seconds);
        PGProperty.LOGIN_TIMEOUT.set(properties, seconds);
        PGProperty.SOCKET_TIMEOUT.set(properties, seconds);
        // The console takes simple queries only. The second one keeps the driver from sending SET commands, which the
        // console refuses; with simple queries nothing of it reaches the server.
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.REPLICATION.set(properties, "true");
        if (settings.username() != null) {
            PGProperty.USER.set(properties, settings.username());
        }
        if (settings.password() != null) {
            PGProperty.PASSWORD.set(properties, settings.password());
        }
        Connection connection = new Driver().connect(settings.url(), properties);
        if (connection == null) {
            throw new SQLException("The driver of PostgreSQL does not take the URL of the console");
        }
        return connection;
    }

    private Rows show(Statement statement, String what, long start) throws SQLException {
        if (nanoTime.getAsLong() - start > WHOLE.toNanos()) {
            throw new SQLTimeoutException("The console did not answer all within %d ms".formatted(WHOLE.toMillis()));
        }
        List<Map<String, String>> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery("SHOW " + what)) {
            ResultSetMetaData columns = result.getMetaData();
            while (result.next()) {
                Map<String, String> row = new HashMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    String value = result.getString(i);
                    if (value != null) {
                        row.put(columns.getColumnLabel(i), value);
                    }
                }
                rows.add(row);
            }
        }
        return new Rows(rows);
    }
}
