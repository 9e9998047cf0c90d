/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Opens the connections that HikariCP pools, and records how each attempt went. */
final class PhysicalDataSource implements DataSource {

    private final JdbcUrl url;
    private final Ledger ledger;
    private final PoolCompanions companions;
    private final @Nullable SlowQueries slowQueries;
    private final AtomicInteger opening = new AtomicInteger();

    private volatile DataSource driver;
    private volatile @Nullable WarmUp warmUp;
    private volatile @Nullable SocketTimeouts socketTimeouts;
    private volatile int loginTimeout;

    /* Why opening failed last; null once it has succeeded. */
    private volatile @Nullable FailedOpen failure;

    /**
     * Opens connections of a driver.
     *
     * @param url where the driver leads
     * @param companions who are told of each connection
     * @param slowQueries who is told what statements take; null to watch none
     */
    PhysicalDataSource(
            DataSource driver,
            JdbcUrl url,
            Ledger ledger,
            PoolCompanions companions,
            @Nullable SlowQueries slowQueries) {
        this.driver = driver;
        this.url = url;
        this.ledger = ledger;
        this.companions = companions;
        this.slowQueries = slowQueries;
    }

    /**
     * Opens connections of this one from now on.
     *
     * @param first the socket timeout that the first connections had, in milliseconds, 0 for none
     * @param now the one that they have from now on
     */
    void openWith(DataSource next, int first, int now) {
        socketTimeouts = new SocketTimeouts(first, now);
        driver = next;
    }

    /** Why opening failed last; null if it has succeeded since, or never failed. */
    @Nullable
    FailedOpen failure() {
        return failure;
    }

    /** Connections that are being opened at this moment, or were opened ahead of the pool's asking for them. */
    int opening() {
        WarmUp ahead = warmUp;
        return opening.get() + ((ahead != null) ? ahead.untaken() : 0);
    }

    /** Opens so many connections in parallel, which the first requests then find open. */
    void warmUp(String pool, int count, Supplier<Login> logins) {
        warmUp = new WarmUp(pool, count, logins, this::attempt, ledger.recorder(), ledger::nanoTime);
    }

    /** Closes what was opened ahead and never asked for. */
    void close() {
        WarmUp ahead = warmUp;
        if (ahead != null) {
            ahead.close();
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        return open(new Login(null, null));
    }

    @Override
    public Connection getConnection(String username, @Nullable String password) throws SQLException {
        return open(new Login(username, password));
    }

    /**
     * Opens a connection beside the pool, and closes it.
     *
     * @throws SQLException if that is not possible with this login
     */
    void tryLogin(Login login) throws SQLException {
        connect(login).close();
    }

    private Connection open(Login login) throws SQLException {
        WarmUp ahead = warmUp;
        Connection opened = (ahead != null) ? ahead.take(login) : null;
        if (opened == null) {
            opened = openNow(login);
        }
        companions.opened(opened);
        return watched(opened, login);
    }

    private Connection openNow(Login login) throws SQLException {
        long start = ledger.nanoTime();
        opening.incrementAndGet();
        try {
            Connection connection = attempt(login);
            ledger.recorder().opened(ledger.nanoTime() - start);
            return connection;
        } catch (SQLException | RuntimeException ex) { // drivers throw both
            ledger.recorder().openFailed(ex);
            throw ex;
        } finally {
            opening.decrementAndGet();
        }
    }

    /* For the pool, so that how it ended tells whether the pool can connect. */
    private Connection attempt(Login login) throws SQLException {
        try {
            Connection connection = connect(login);
            failure = null;
            return connection;
        } catch (SQLException | RuntimeException ex) { // drivers throw both
            failure = new FailedOpen(ex, ledger.nanoTime());
            throw ex;
        }
    }

    private Connection connect(Login login) throws SQLException {
        try {
            return login.open(driver);
        } catch (SQLException ex) {
            throw url.shown(ex);
        }
    }

    private PhysicalConnection watched(Connection connection, Login login) {
        PhysicalConnection physical = new PhysicalConnection(connection, login, ledger, ledger.nanoTime());
        SocketTimeouts timeouts = socketTimeouts;
        if (timeouts != null) {
            physical.meaning(timeouts.first(), timeouts.now());
        }
        if (slowQueries != null) {
            physical.delegateTo(StatementListener.watch(connection, physical, ledger, slowQueries));
        }
        ledger.opened(physical);
        return physical;
    }

    /**
     * Keeps the number for HikariCP, which waits that long for a connection being opened when it shuts down. It goes no
     * further: DriverManager has one login timeout for the whole JVM, and each pool would change that of the others. The
     * connect timeout of the driver does that work here.
     */
    @Override
    public void setLoginTimeout(int seconds) {
        loginTimeout = seconds;
    }

    @Override
    public int getLoginTimeout() {
        return loginTimeout;
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return driver.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter writer) throws SQLException {
        driver.setLogWriter(writer);
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return driver.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        return type.isInstance(driver) ? type.cast(driver) : driver.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || type.isInstance(driver) || driver.isWrapperFor(type);
    }

    private record SocketTimeouts(int first, int now) {}
}
