/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.BackendEvidence;

/**
 * Asks one question after the other on one connection. A question that is refused is noted, and the next one is asked;
 * one that is not answered at all, or not in time, ends it.
 */
final class Questions {

    /** SQLSTATEs of a question without an answer: the connection broke, the server has no means, or it took too long. */
    private static final List<String> UNANSWERED = List.of("08", "53", "55P03", "57", "58", "70100", "HYT");

    private final Connection connection;
    private final boolean ofPool;
    private final Duration deadline;
    private final LongSupplier nanoTime;
    private final long end;
    private final Map<String, String> unreadable = new LinkedHashMap<>();

    private Questions(Connection connection, boolean ofPool, Duration deadline, LongSupplier nanoTime) {
        this.connection = connection;
        this.ofPool = ofPool;
        this.deadline = deadline;
        this.nanoTime = nanoTime;
        this.end = nanoTime.getAsLong() + deadline.toNanos();
    }

    /**
     * Asks from now on, by a connection that is there for the questions only.
     *
     * @param deadline how long all questions may take together
     * @param nanoTime a monotonic clock in nanoseconds
     */
    static Questions beside(Connection connection, Duration deadline, LongSupplier nanoTime) {
        return new Questions(connection, false, deadline, nanoTime);
    }

    /** As {@link #beside}, by a connection that the pool has anyway. */
    static Questions byPool(Connection connection, Duration deadline, LongSupplier nanoTime) {
        return new Questions(connection, true, deadline, nanoTime);
    }

    /** Whether the connection that asks is one of the pool's, and counts as one. */
    boolean isOfPool() {
        return ofPool;
    }

    /**
     * The first two columns of all rows, in their order; a row whose first or second column is null is left out.
     *
     * @param what the name under which it is noted when it is refused
     * @throws SQLException if there was no answer
     */
    Map<String, String> rows(String what, String sql) throws SQLException {
        int timeoutSeconds = secondsLeft();
        Map<String, String> rows = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(timeoutSeconds);
            // Later than the other one, which also ends the question at the server.
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(TimeUnit.SECONDS.toMillis(timeoutSeconds + 1)));
            try (ResultSet result = statement.executeQuery(sql)) {
                while (result.next()) {
                    String name = result.getString(1);
                    String value = result.getString(2);
                    if (name != null && value != null) {
                        rows.put(name, value);
                    }
                }
            }
        } catch (SQLException ex) {
            if (isUnanswered(ex)) {
                throw ex;
            }
            unreadable.put(what, BackendEvidence.describe(ex));
        }
        return rows;
    }

    private int secondsLeft() throws SQLTimeoutException {
        long left = end - nanoTime.getAsLong();
        if (left <= 0) {
            throw new SQLTimeoutException("The server did not answer all within %d ms".formatted(deadline.toMillis()));
        }
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toSeconds(left));
    }

    private boolean isUnanswered(SQLException failure) throws SQLException {
        String state = failure.getSQLState();
        return failure instanceof SQLTimeoutException
                || state == null
                || UNANSWERED.stream().anyMatch(state::startsWith)
                || connection.isClosed();
    }

    /** The first column of the first row; null if there is none, it is null, or the question is refused. */
    @Nullable
    String value(String what, String sql) throws SQLException {
        return rows(what, "select 'value', value from (select (" + sql + ") as value) answer")
                .get("value");
    }

    /** As {@link #value}, as a number. */
    @Nullable
    Integer number(String what, String sql) throws SQLException {
        return number(value(what, sql));
    }

    /** A number that is written down; null if it is none. */
    static @Nullable Integer number(@Nullable String text) {
        return (text != null && text.matches("-?\\d{1,9}")) ? Integer.valueOf(text) : null;
    }

    /** What was refused, by name, and why. */
    Map<String, String> unreadable() {
        return unreadable;
    }
}
