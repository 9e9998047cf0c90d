/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.BackendEvidence;

/** Asks one question after the other on one connection. A question that is refused is noted, and the next one is asked. */
final class Questions {

    private final Connection connection;
    private final int timeoutSeconds;
    private final Map<String, String> unreadable = new LinkedHashMap<>();

    Questions(Connection connection, Duration deadline) {
        this.connection = connection;
        this.timeoutSeconds = (int) Math.max(1, deadline.toSeconds());
    }

    /**
     * The first two columns of all rows, in their order; a row whose first or second column is null is left out.
     *
     * @param what the name under which it is noted when it is refused
     */
    Map<String, String> rows(String what, String sql) {
        Map<String, String> rows = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(timeoutSeconds);
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
            unreadable.put(what, BackendEvidence.describe(ex));
        }
        return rows;
    }

    /** The first column of the first row; null if there is none, it is null, or the question is refused. */
    @Nullable
    String value(String what, String sql) {
        return rows(what, "select 'value', value from (select (" + sql + ") as value) answer")
                .get("value");
    }

    /** As {@link #value}, as a number. */
    @Nullable
    Integer number(String what, String sql) {
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
