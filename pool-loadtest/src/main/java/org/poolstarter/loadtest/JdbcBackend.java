/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;
import org.springframework.boot.jdbc.DatabaseDriver;

/** A JDBC pool. */
final class JdbcBackend implements Backend<Connection> {

    private final Pool pool;
    private final HikariDataSource dataSource;
    private final String suffix;

    /**
     * A backend over a pool.
     *
     * @param suffix what makes the names of tables unique
     */
    JdbcBackend(Pool pool, HikariDataSource dataSource, String suffix) {
        this.pool = pool;
        this.dataSource = dataSource;
        this.suffix = suffix;
    }

    @Override
    public Pool pool() {
        return pool;
    }

    @Override
    public Clients<Connection> pooled() {
        return number -> {
            Connection connection = dataSource.getConnection();
            return new Clients.Held<>(connection, connection::close);
        };
    }

    @Override
    public Clients.Held<Connection> open(long number) throws SQLException {
        Connection connection = connect();
        return new Clients.Held<>(connection, connection::close);
    }

    /** Where and how the pool connects. */
    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.putAll(dataSource.getDataSourceProperties());
        Credentials credentials = dataSource.getCredentials();
        if (credentials.getUsername() != null) {
            properties.setProperty("user", credentials.getUsername());
        }
        if (credentials.getPassword() != null) {
            properties.setProperty("password", credentials.getPassword());
        }
        return DriverManager.getConnection(dataSource.getJdbcUrl(), properties);
    }

    @Override
    public Task<Connection> task(Work work) {
        return switch (work.kind()) {
            case SIMPLE -> new JdbcTasks.Queries(List.of(validationQuery()));
            case COMPLEX -> new JdbcTasks.Complex("pool_loadtest_" + suffix);
            case INSERT -> new JdbcTasks.Insert("pool_loadtest_" + suffix);
            case TRANSACTION -> new JdbcTasks.Transaction("pool_loadtest_" + suffix);
            case OWN -> JdbcTasks.own(work);
        };
    }

    private String validationQuery() {
        String query = driver().getValidationQuery();
        return (query != null) ? query : "select 1";
    }

    private DatabaseDriver driver() {
        return DatabaseDriver.fromJdbcUrl(dataSource.getJdbcUrl());
    }

    @Override
    public @Nullable ServerCount serverCount() {
        String query = switch (driver()) {
            case POSTGRESQL ->
                "select count(*) from pg_stat_activity where datname = current_database()"
                        + " and backend_type = 'client backend' and pid <> pg_backend_pid()";
            case MARIADB, MYSQL -> "select count(*) - 1 from information_schema.processlist where db = database()";
            default -> null;
        };
        return (query != null) ? new ByQuery(query) : null;
    }

    /** Asks on a connection of its own, which is not counted. */
    private final class ByQuery implements ServerCount {

        private final String query;
        private @Nullable Connection connection;

        ByQuery(String query) {
            this.query = query;
        }

        @Override
        public int read() throws SQLException {
            if (connection == null) {
                connection = connect();
            }
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                rows.next();
                return rows.getInt(1);
            }
        }

        @Override
        public void close() {
            try {
                if (connection != null) {
                    connection.close();
                }
            } catch (SQLException ex) {
                // It was there only to count: the server forgets it when the process ends.
            }
        }
    }
}
