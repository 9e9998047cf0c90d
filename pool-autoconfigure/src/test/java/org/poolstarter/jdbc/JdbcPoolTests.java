/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.h2.jdbc.JdbcConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.NoVerdictException;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolTotals;

class JdbcPoolTests {

    private final List<JdbcPool> opened = new ArrayList<>();

    @AfterEach
    void closePools() {
        opened.forEach(JdbcPool::close);
    }

    @Test
    void countsWhatIsHeldAndWhatIsFree() throws SQLException {
        JdbcPool pool = open(TestSettings.h2("counts").sizes(0, 3));
        Connection first = pool.dataSource().getConnection();
        try (Connection second = pool.dataSource().getConnection()) {
            assertThat(second.isValid(1)).isTrue();
            assertThat(pool.snapshot()).isEqualTo(PoolSnapshot.of(2, 0, 0, 3, 0));
        }
        assertThat(pool.snapshot()).isEqualTo(PoolSnapshot.of(1, 1, 0, 3, 0));
        first.close();

        PoolTotals totals = pool.recorder().totals();
        assertThat(totals.acquired()).isEqualTo(2);
        assertThat(totals.released()).isEqualTo(2);
        assertThat(totals.opened()).isEqualTo(2);
        assertThat(pool.recorder().waitTime()).isNotNull();
        assertThat(pool.recorder().usageTime()).isNotNull();
        assertThat(pool.recorder().openTime()).isNotNull();
        assertThat(pool.recorder().evidence().succeededWithin(Duration.ofMinutes(1)))
                .isTrue();
    }

    @Test
    void aFullPoolIsSaturatedAndItsTimeoutsAreCounted() throws Exception {
        JdbcPool pool = open(TestSettings.h2("full").sizes(0, 2).acquireTimeout(Duration.ofSeconds(5)));
        try (Connection first = pool.dataSource().getConnection();
                Connection second = pool.dataSource().getConnection()) {
            assertThat(first).isNotSameAs(second);
            FutureTask<Connection> waiting = start(() -> pool.dataSource().getConnection());
            PoolSnapshot full = eventually().until(pool::snapshot, PoolSnapshot::saturated);
            assertThat(full).isEqualTo(PoolSnapshot.of(2, 0, 1, 2, 0));
            assertThat(waiting)
                    .failsWithin(Duration.ofSeconds(60))
                    .withThrowableThat()
                    .withCauseInstanceOf(SQLTransientConnectionException.class);
        }
        PoolTotals totals = pool.recorder().totals();
        assertThat(totals.timedOut()).isEqualTo(1);
        assertThat(totals.acquired()).isEqualTo(2);
        assertThat(totals.released()).isEqualTo(2);
        assertThat(pool.recorder().waitTime())
                .isNotNull()
                .satisfies(wait -> assertThat(wait.count()).isEqualTo(2));
    }

    @Test
    void lendsHikarisConnectionWhichLeadsToTheDrivers() throws SQLException {
        JdbcPool pool = open(TestSettings.h2("unwrap"));
        try (Connection connection = pool.dataSource().getConnection()) {
            assertThat(connection.getClass().getName()).startsWith("com.zaxxer.hikari.pool.");
            assertThat(connection.isWrapperFor(JdbcConnection.class)).isTrue();
            assertThat(connection.unwrap(JdbcConnection.class)).isExactlyInstanceOf(JdbcConnection.class);
            assertThat(connection.isWrapperFor(AutoCloseable.class)).isTrue();
            assertThat(connection.isWrapperFor(StringBuilder.class)).isFalse();
        }
        assertThat(pool.dataSource().unwrap(HikariDataSource.class)).isSameAs(pool.dataSource());
        assertThat(pool.dataSource().getJdbcUrl()).isEqualTo("jdbc:h2:mem:unwrap");
    }

    @Test
    void everyLeaseEndsOnce() throws Exception {
        JdbcPool pool = open(TestSettings.h2("leases").sizes(0, 3));
        Connection evicted = pool.dataSource().getConnection();
        Connection returned = pool.dataSource().getConnection();
        Connection held = pool.dataSource().getConnection();
        pool.dataSource().evictConnection(evicted);
        evicted.close();
        returned.close();
        returned.close();

        eventually()
                .untilAsserted(
                        () -> assertThat(pool.recorder().totals().closed()).isEqualTo(Map.of(CloseReason.EVICTED, 1L)));
        PoolTotals totals = pool.recorder().totals();
        assertThat(totals.acquired()).isEqualTo(3);
        assertThat(totals.released()).isEqualTo(1);
        assertThat(totals.discarded()).isEqualTo(1);
        assertThat(pool.snapshot().active()).isEqualTo(1);
        held.close();
        assertThat(pool.recorder().totals().released()).isEqualTo(2);
    }

    @Test
    void aSoftEvictionLetsTheHolderFinish() throws SQLException {
        JdbcPool pool = open(TestSettings.h2("soft"));
        try (Connection connection = pool.dataSource().getConnection()) {
            pool.dataSource().getHikariPoolMXBean().softEvictConnections();
            assertThat(connection.isValid(1)).isTrue();
        }
        eventually()
                .untilAsserted(
                        () -> assertThat(pool.recorder().totals().closed()).isEqualTo(Map.of(CloseReason.EVICTED, 1L)));
        assertThat(pool.recorder().totals().released()).isEqualTo(1);
        assertThat(pool.recorder().totals().discarded()).isZero();
    }

    @Test
    void closingThePoolEndsWhatIsHeldAndLeavesItReadable() throws SQLException {
        JdbcPool pool = open(TestSettings.h2("closing"));
        Connection held = pool.dataSource().getConnection();
        pool.dataSource().getConnection().close();
        pool.close();

        assertThat(pool.recorder().totals().closed()).isEqualTo(Map.of(CloseReason.POOL_CLOSED, 2L));
        assertThat(pool.recorder().totals().discarded()).isEqualTo(1);
        assertThat(pool.snapshot()).isEqualTo(PoolSnapshot.of(0, 0, 0, 2, 0));
        held.close();
        assertThat(pool.recorder().totals().released()).isEqualTo(1);
    }

    @Test
    void manyThreadsLeaveTheBooksBalanced() throws Exception {
        JdbcPool pool = open(TestSettings.h2("balance").sizes(0, 4).acquireTimeout(Duration.ofSeconds(30)));
        CountDownLatch begin = new CountDownLatch(1);
        List<FutureTask<Integer>> workers = new ArrayList<>();
        for (int worker = 0; worker < 8; worker++) {
            int evictEvery = 5 + worker;
            workers.add(start(() -> {
                begin.await();
                return lease(pool.dataSource(), 50, evictEvery);
            }));
        }
        begin.countDown();
        int evicted = 0;
        for (FutureTask<Integer> worker : workers) {
            evicted += worker.get();
        }
        int expected = evicted;
        eventually()
                .untilAsserted(
                        () -> assertThat(pool.recorder().totals().discarded()).isEqualTo(expected));
        PoolTotals totals = pool.recorder().totals();
        assertThat(totals.acquired()).isEqualTo(8 * 50);
        assertThat(totals.released()).isEqualTo(totals.acquired() - expected);
        assertThat(totals.closed()).isEqualTo(Map.of(CloseReason.EVICTED, (long) expected));
        assertThat(pool.snapshot().active()).isZero();
    }

    @Test
    void anotherTrackerHearsTheSameBesideOurs() throws SQLException {
        JdbcPool pool = open(TestSettings.h2("tracker"));
        HikariDataSource dataSource = pool.dataSource();
        assertThat(dataSource.getMetricsTrackerFactory()).isNull();
        CountingTracker other = new CountingTracker();
        dataSource.setMetricsTrackerFactory((name, stats) -> other);
        assertThat(dataSource.getMetricsTrackerFactory()).isNotNull();
        assertThatIllegalStateException()
                .isThrownBy(() -> dataSource.setMetricsTrackerFactory((name, stats) -> other))
                .withMessageContaining("orders");

        dataSource.getConnection().close();

        assertThat(other.acquired).hasValue(1);
        assertThat(other.used).hasValue(1);
        assertThat(pool.recorder().totals().acquired()).isEqualTo(1);
        assertThat(pool.recorder().totals().released()).isEqualTo(1);
    }

    @Test
    void aProbeLeavesNoTraceInTheCounts() throws Exception {
        JdbcPool pool = open(TestSettings.h2("probe"));
        CountingTracker other = new CountingTracker();
        pool.dataSource().setMetricsTrackerFactory((name, stats) -> other);

        pool.probe().check(Duration.ofSeconds(5));
        assertThat(pool.recorder().totals())
                .as("a connection that the pool keeps, and no lease")
                .isEqualTo(new PoolTotals(0, 0, 0, 0, 1, 0, Map.of()));

        pool.dataSource().getConnection().close();
        pool.probe().check(Duration.ofSeconds(5));
        assertThat(pool.recorder().totals()).isEqualTo(new PoolTotals(1, 1, 0, 0, 1, 0, Map.of()));
        assertThat(other.acquired).hasValue(1);
        assertThat(other.used).hasValue(1);
        assertThat(pool.snapshot()).isEqualTo(PoolSnapshot.of(0, 1, 0, 2, 0));
    }

    @Test
    void aProbeOfAFullPoolWaitsForNothingAndGivesNoVerdict() throws Exception {
        JdbcPool pool = open(TestSettings.h2("busy").sizes(0, 1));
        try (Connection held = pool.dataSource().getConnection()) {
            assertThatExceptionOfType(NoVerdictException.class)
                    .isThrownBy(() -> pool.probe().check(Duration.ofHours(1)));
            assertThat(held.isValid(1)).isTrue();
            assertThat(pool.snapshot().pending()).isZero();
        }
        assertThat(pool.recorder().totals().opened()).isEqualTo(1);
    }

    @Test
    void aDeadDatabaseDelaysNoStartAndIsEvidence() {
        JdbcPool pool = open(TestSettings.of("jdbc:postgresql://localhost:" + EmbeddedServers.freePort() + "/orders")
                .sizes(1, 2)
                .connectTimeout(Duration.ofSeconds(2)));
        assertThat(pool.snapshot().size()).isZero();
        eventually()
                .untilAsserted(() ->
                        assertThat(pool.recorder().evidence().failedLast()).isTrue());
        assertThat(pool.recorder().totals().openFailures()).isPositive();
        assertThat(pool.recorder().evidence().lastFailure()).contains("PSQLException");
    }

    @Test
    void aPoolThatIsToFailFastDoesNotOpenWithoutItsDatabase() {
        TestSettings settings = TestSettings.of("jdbc:postgresql://localhost:" + EmbeddedServers.freePort() + "/orders")
                .failFast();
        assertThatExceptionOfType(PoolInitializationException.class).isThrownBy(settings::open);
    }

    @Test
    void aPoolThatIsToFailFastKeepsItsFirstConnection() {
        JdbcPool pool = open(TestSettings.h2("fast").sizes(1, 2).failFast());
        assertThat(pool.snapshot().idle()).isEqualTo(1);
        assertThat(pool.recorder().totals().opened()).isEqualTo(1);
    }

    @Test
    void aStatementThatFailsToSetUpAConnectionLeavesItDiscarded() {
        JdbcPoolSettings settings = TestSettings.h2("setup").build();
        HikariConfig config = settings.toHikariConfig();
        config.setMinimumIdle(1);
        config.setConnectionInitSql("no such statement");
        JdbcPool pool = JdbcPool.open(settings, config);
        opened.add(pool);
        eventually()
                .untilAsserted(
                        () -> assertThat(pool.recorder().totals().closed()).containsOnlyKeys(CloseReason.DISCARDED));
    }

    @Test
    void anUrlWithoutADriverIsNamedWithoutItsPassword() {
        TestSettings settings = TestSettings.of("jdbc:nobody://app:hidden@db/orders");
        assertThatExceptionOfType(InvalidJdbcSettingException.class)
                .isThrownBy(settings::open)
                .withMessage("url must be one that a driver on the class path accepts but is jdbc:nobody://db/orders")
                .satisfies(ex -> assertThat(ex).hasNoCause());
    }

    @Test
    void nothingThatIsShownHoldsThePassword() {
        JdbcPool pool = open(
                TestSettings.of("jdbc:h2:mem:secret;USER=sa").username("sa").password("top-secret"));
        assertThat(pool.target()).isEqualTo("jdbc:h2:mem:secret");
        assertThat(String.join(
                        " ",
                        pool.toString(),
                        pool.dataSource().toString(),
                        pool.settings().toString(),
                        pool.target()))
                .doesNotContain("top-secret");
    }

    private JdbcPool open(TestSettings settings) {
        JdbcPool pool = settings.open();
        opened.add(pool);
        return pool;
    }

    /** Leases one after another and evicts each {@code evictEvery}-th. */
    private static int lease(HikariDataSource dataSource, int times, int evictEvery) throws SQLException {
        int evicted = 0;
        for (int i = 1; i <= times; i++) {
            try (Connection connection = dataSource.getConnection()) {
                if (i % evictEvery == 0) {
                    dataSource.evictConnection(connection);
                    evicted++;
                }
            }
        }
        return evicted;
    }

    private static <T> FutureTask<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        new Thread(task, "caller").start();
        return task;
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofMinutes(1));
    }

    private static final class CountingTracker implements IMetricsTracker {

        private final AtomicInteger acquired = new AtomicInteger();
        private final AtomicInteger used = new AtomicInteger();

        @Override
        public void recordConnectionAcquiredNanos(long nanos) {
            acquired.incrementAndGet();
        }

        @Override
        public void recordConnectionUsageMillis(long millis) {
            used.incrementAndGet();
        }
    }
}
