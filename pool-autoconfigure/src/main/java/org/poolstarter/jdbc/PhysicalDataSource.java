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

    private final DataSource driver;
    private final Ledger ledger;
    private final PoolCompanions companions;
    private final AtomicInteger opening = new AtomicInteger();

    private volatile @Nullable WarmUp warmUp;

    private volatile int loginTimeout;

    PhysicalDataSource(DataSource driver, Ledger ledger, PoolCompanions companions) {
        this.driver = driver;
        this.ledger = ledger;
        this.companions = companions;
    }

    /** Connections that are being opened at this moment, or were opened ahead of the pool's asking for them. */
    int opening() {
        WarmUp ahead = warmUp;
        return opening.get() + ((ahead != null) ? ahead.untaken() : 0);
    }

    /** Opens so many connections in parallel, which the first requests then find open. */
    void warmUp(String pool, int count, Supplier<Login> logins) {
        warmUp = new WarmUp(pool, count, logins, this::connect, ledger.recorder(), ledger::nanoTime);
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
        PhysicalConnection physical = new PhysicalConnection(opened, login, ledger, ledger.nanoTime());
        ledger.opened(physical);
        return physical;
    }

    private Connection openNow(Login login) throws SQLException {
        long start = ledger.nanoTime();
        opening.incrementAndGet();
        try {
            Connection connection = connect(login);
            ledger.recorder().opened(ledger.nanoTime() - start);
            return connection;
        } catch (SQLException | RuntimeException ex) { // drivers throw both
            ledger.recorder().openFailed(ex);
            throw ex;
        } finally {
            opening.decrementAndGet();
        }
    }

    private Connection connect(Login login) throws SQLException {
        return (login.username() == null)
                ? driver.getConnection()
                : driver.getConnection(login.username(), login.password());
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
}
