/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What is done with JDBC connections. */
final class JdbcTasks {

    private static final int ROWS = 1_000;
    private static final Set<String> READING =
            Set.of("select", "with", "values", "show", "explain", "describe", "table");

    /** A semicolon inside of a line may be part of a text. */
    private static final String END_OF_STATEMENT = ";\\h*(?:\\R|$)";

    private JdbcTasks() {}

    /**
     * The user's own statements, one after another.
     *
     * @throws CannotRunException if there is none, or one may write and that is not allowed
     */
    static Task<Connection> own(Work work) {
        List<String> statements = Arrays.stream(work.ownText().split(END_OF_STATEMENT))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
        if (statements.isEmpty()) {
            throw new CannotRunException("The SQL is empty", "Give a statement to --query or in --query-file.");
        }
        if (!work.allowWrites()) {
            statements.forEach(JdbcTasks::requireReading);
        }
        return new Queries(statements);
    }

    private static void requireReading(String statement) {
        String verb = statement.split("[\\s(]+", 2)[0].toLowerCase(Locale.ROOT);
        if (!READING.contains(verb)) {
            throw mayWrite("The statement begins with '%s', which may write".formatted(verb));
        }
        if (verb.equals("explain") && statement.toLowerCase(Locale.ROOT).contains("analyze")) {
            throw mayWrite("The statement is carried out by 'explain analyze', and may write");
        }
        if (statement.indexOf(';') >= 0) {
            throw mayWrite("The statement has a semicolon, behind which another one may write");
        }
    }

    private static CannotRunException mayWrite(String problem) {
        return new CannotRunException(
                problem,
                "Use a built-in operation such as --operation insert, put each statement on a line of its own, or say --allow-writes if this database may be written to.");
    }

    /** Runs statements and reads all that they return. */
    record Queries(List<String> statements) implements Task<Connection> {

        Queries {
            statements = List.copyOf(statements);
        }

        @Override
        public void run(Connection connection, long number) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    readAll(statement, statement.execute(sql));
                }
            }
        }

        private static void readAll(Statement statement, boolean hasRows) throws SQLException {
            if (hasRows) {
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) {
                        rows.getObject(1);
                    }
                }
            }
        }

        @Override
        public String describe() {
            return String.join("; ", statements);
        }
    }

    /** A table of its own, filled, and dropped at the end. */
    abstract static class OnTable implements Task<Connection> {

        private final String table;

        OnTable(String table) {
            this.table = table;
        }

        String table() {
            return table;
        }

        @Override
        public boolean ownsData() {
            return true;
        }

        @Override
        public void prepare(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(
                        "create table %s (id bigint primary key, amount int, note varchar(100))".formatted(table));
            }
            try (PreparedStatement insert = connection.prepareStatement(insert())) {
                for (int i = 0; i < ROWS; i++) {
                    fill(insert, i);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        }

        String insert() {
            return "insert into %s (id, amount, note) values (?, ?, ?)".formatted(table);
        }

        static void fill(PreparedStatement insert, long id) throws SQLException {
            insert.setLong(1, id);
            insert.setInt(2, (int) (id % 97));
            insert.setString(3, "written by the load tester, " + id);
        }

        @Override
        public void cleanUp(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("drop table if exists " + table);
            }
        }
    }

    /** Joins and groups a thousand rows. */
    static final class Complex extends OnTable {

        private final String sql;

        Complex(String table) {
            super(table);
            this.sql = ("select a.amount, count(*), sum(b.id) from %1$s a join %1$s b on a.id = b.id"
                            + " where a.amount > ? group by a.amount order by a.amount")
                    .formatted(table);
        }

        @Override
        public void run(Connection connection, long number) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setInt(1, (int) (number % 50));
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        rows.getLong(3);
                    }
                }
            }
        }

        @Override
        public String describe() {
            return "join and group 1000 rows of the table %s, dropped at the end".formatted(table());
        }
    }

    /** One row for each operation. */
    static final class Insert extends OnTable {

        Insert(String table) {
            super(table);
        }

        @Override
        public void run(Connection connection, long number) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(insert())) {
                fill(statement, ROWS + number);
                statement.executeUpdate();
            }
        }

        @Override
        public String describe() {
            return "insert a row into the table %s, dropped at the end".formatted(table());
        }
    }

    /** Two updates and an insert, then a commit. */
    static final class Transaction extends OnTable {

        private final String update;

        Transaction(String table) {
            super(table);
            this.update = "update %s set amount = amount + ? where id = ?".formatted(table);
        }

        @Override
        public void run(Connection connection, long number) throws SQLException {
            connection.setAutoCommit(false);
            try {
                // In the order of ids, or two transactions could wait for each other.
                long first = number % (ROWS - 1);
                update(connection, -1, first);
                update(connection, 1, first + 1);
                try (PreparedStatement statement = connection.prepareStatement(insert())) {
                    fill(statement, ROWS + number);
                    statement.executeUpdate();
                }
                connection.commit();
            } catch (SQLException ex) {
                connection.rollback();
                throw ex;
            } finally {
                connection.setAutoCommit(true);
            }
        }

        private void update(Connection connection, int by, long id) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(update)) {
                statement.setInt(1, by);
                statement.setLong(2, id);
                statement.executeUpdate();
            }
        }

        @Override
        public String describe() {
            return "two updates and an insert in one transaction on the table %s, dropped at the end"
                    .formatted(table());
        }
    }
}
