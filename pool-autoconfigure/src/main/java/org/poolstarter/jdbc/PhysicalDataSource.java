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
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Opens the connections that HikariCP pools, and records how each attempt went. */
final class PhysicalDataSource implements DataSource {

    private final DataSource driver;
    private final Ledger ledger;
    private final AtomicInteger opening = new AtomicInteger();

    private volatile int loginTimeout;

    PhysicalDataSource(DataSource driver, Ledger ledger) {
        this.driver = driver;
        this.ledger = ledger;
    }

    /** Connections that are being opened at this moment. */
    int opening() {
        return opening.get();
    }

    @Override
    public Connection getConnection() throws SQLException {
        return open(driver::getConnection);
    }

    @Override
    public Connection getConnection(String username, @Nullable String password) throws SQLException {
        return open(() -> driver.getConnection(username, password));
    }

    private Connection open(Opener opener) throws SQLException {
        long start = ledger.nanoTime();
        opening.incrementAndGet();
        try {
            Connection connection = opener.open();
            long now = ledger.nanoTime();
            ledger.recorder().opened(now - start);
            return new PhysicalConnection(connection, ledger, now);
        } catch (SQLException | RuntimeException ex) { // drivers throw both
            ledger.recorder().openFailed(ex);
            throw ex;
        } finally {
            opening.decrementAndGet();
        }
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

    private interface Opener {

        Connection open() throws SQLException;
    }
}
