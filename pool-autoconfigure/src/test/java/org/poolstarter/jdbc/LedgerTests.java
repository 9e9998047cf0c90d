/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.PoolRecorder;

class LedgerTests {

    private final AtomicLong clock = new AtomicLong(1);
    private final PoolRecorder recorder = new PoolRecorder(clock::get);
    private final HikariConfig limits = limits();
    private final Ledger ledger = new Ledger(recorder, clock::get, limits);

    @Test
    void threeQuartersOfTheLifetimeAreALifetime() throws SQLException {
        PhysicalConnection connection = openAndUse();
        pass(Duration.ofMinutes(22).plusSeconds(30));
        connection.close();
        assertThat(closed()).isEqualTo(Map.of(CloseReason.LIFETIME, 1L));
    }

    @Test
    void aConnectionIdleForLongIsClosedAsIdle() throws SQLException {
        PhysicalConnection connection = openAndUse();
        pass(Duration.ofMinutes(10));
        connection.close();
        assertThat(closed()).isEqualTo(Map.of(CloseReason.IDLE, 1L));
    }

    @Test
    void aConnectionIdleForShortMustHaveBeenEvicted() throws SQLException {
        PhysicalConnection connection = openAndUse();
        pass(Duration.ofMinutes(9));
        connection.close();
        assertThat(closed()).isEqualTo(Map.of(CloseReason.EVICTED, 1L));
    }

    @Test
    void limitsThatAreOffEndNothing() throws SQLException {
        limits.setMaxLifetime(0);
        limits.setIdleTimeout(0);
        PhysicalConnection connection = openAndUse();
        pass(Duration.ofDays(1));
        connection.close();
        assertThat(closed()).isEqualTo(Map.of(CloseReason.EVICTED, 1L));
    }

    @Test
    void aConnectionClosedUnderItsHolderIsBrokenAndItsLeaseDiscarded() throws SQLException {
        PhysicalConnection connection = open();
        ledger.leased(connection, clock.get());
        pass(Duration.ofSeconds(3));
        connection.close();
        assertThat(closed()).isEqualTo(Map.of(CloseReason.BROKEN, 1L));
        assertThat(recorder.totals().discarded()).isEqualTo(1);
        assertThat(recorder.totals().released()).isZero();
        assertThat(recorder.usageTime())
                .isNotNull()
                .satisfies(usage -> assertThat(usage.max()).isEqualTo(Duration.ofSeconds(3)));
    }

    @Test
    void aConnectionThatTheDriverHasClosedIsBroken() throws SQLException {
        PhysicalConnection connection = openAndUse();
        connection.unwrap(org.h2.jdbc.JdbcConnection.class).close();
        connection.close();
        assertThat(closed()).isEqualTo(Map.of(CloseReason.BROKEN, 1L));
    }

    @Test
    void aConnectionThatFailsValidationIsBroken() throws SQLException {
        PhysicalConnection connection =
                new PhysicalConnection(new InvalidConnection(h2()), new Login(null, null), ledger, clock.get());
        assertThat(connection.isValid(1)).isFalse();
        connection.close();
        assertThat(closed()).isEqualTo(Map.of(CloseReason.BROKEN, 1L));
    }

    @Test
    void aConnectionNobodyHadClosedByItsOpenerIsDiscarded() throws SQLException {
        open().close();
        assertThat(closed()).isEqualTo(Map.of(CloseReason.DISCARDED, 1L));
    }

    @Test
    void whatAClosingPoolAbortsCountsOnce() throws SQLException {
        PhysicalConnection connection = open();
        ledger.leased(connection, clock.get());
        ledger.closing();
        connection.abort(Runnable::run);
        connection.close();
        assertThat(closed()).isEqualTo(Map.of(CloseReason.POOL_CLOSED, 1L));
        assertThat(recorder.totals().discarded()).isEqualTo(1);
    }

    @Test
    void aHolderWhoClearsWarningsKeepsTheLease() throws SQLException {
        PhysicalConnection connection = open();
        ledger.leased(connection, clock.get());
        connection.clearWarnings();
        assertThat(recorder.totals().released()).isZero();
        connection.clearWarnings();
        ledger.returned();
        ledger.returned();
        assertThat(recorder.totals().released()).isEqualTo(1);
    }

    @Test
    void aLeaseWhoseEndWasNotSeenEndsWithTheNext() throws SQLException {
        PhysicalConnection connection = open();
        ledger.leased(connection, clock.get());
        ledger.leased(connection, clock.get());
        assertThat(recorder.totals().acquired()).isEqualTo(2);
        assertThat(recorder.totals().released()).isEqualTo(1);
    }

    private PhysicalConnection open() {
        return new PhysicalConnection(h2(), new Login(null, null), ledger, clock.get());
    }

    private PhysicalConnection openAndUse() throws SQLException {
        PhysicalConnection connection = open();
        ledger.leased(connection, clock.get());
        connection.clearWarnings();
        ledger.returned();
        return connection;
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private Map<CloseReason, Long> closed() {
        return recorder.totals().closed();
    }

    private static Connection h2() {
        try {
            return DriverManager.getConnection("jdbc:h2:mem:");
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private static HikariConfig limits() {
        HikariConfig limits = new HikariConfig();
        limits.setMaxLifetime(Duration.ofMinutes(30).toMillis());
        limits.setIdleTimeout(Duration.ofMinutes(10).toMillis());
        return limits;
    }

    private static final class InvalidConnection extends DelegatingConnection {

        InvalidConnection(Connection delegate) {
            super(delegate);
        }

        @Override
        public boolean isValid(int timeoutSeconds) {
            return false;
        }
    }
}
