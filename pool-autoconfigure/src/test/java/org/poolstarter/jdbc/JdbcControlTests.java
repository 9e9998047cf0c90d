/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.pool.ChangeableSetting;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.InvalidOrderException;
import org.poolstarter.pool.NoVerdictException;
import org.poolstarter.pool.OrderConflictException;
import org.poolstarter.pool.PoolAction;
import org.poolstarter.pool.PoolChange;
import org.poolstarter.pool.PoolOrder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolState;
import org.poolstarter.pool.UnsupportedOrderException;

class JdbcControlTests {

    private final List<JdbcPool> opened = new ArrayList<>();

    @AfterEach
    void closePools() {
        opened.forEach(JdbcPool::close);
    }

    @Test
    void raisingTheSizeServesWhoWaits() throws Exception {
        JdbcPool pool = open(TestSettings.h2("raise").sizes(0, 1).acquireTimeout(Duration.ofSeconds(60)));
        try (Connection held = pool.dataSource().getConnection()) {
            FutureTask<Boolean> waiting = start(pool);
            eventually().until(() -> pool.snapshot().pending() == 1);

            assertThat(pool.control()
                            .perform(PoolOrder.change("max-size", "2", "anna"))
                            .changes())
                    .containsExactly(new PoolChange("max-size", 1, 2));

            assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(held.isValid(1)).isTrue();
        }
        assertThat(pool.settings().settings()).contains(new Setting("max-size", 2, "runtime"));
        assertThat(pool.recorder().totals().acquired()).isEqualTo(2);
    }

    @Test
    void loweringTheSizeClosesTheSurplusAndNothingThatIsHeld() throws SQLException {
        JdbcPool pool = open(TestSettings.h2("lower").sizes(3, 4));
        eventually().until(() -> pool.snapshot().idle() == 3);
        try (Connection held = pool.dataSource().getConnection()) {
            pool.control().perform(PoolOrder.change("max-size", "2", "anna").and("min-idle", "0"));
            eventually().until(() -> pool.snapshot().size() <= 2);
            assertThat(held.isValid(1)).isTrue();
        }
        assertThat(pool.snapshot().max()).isEqualTo(2);
        assertThat(pool.recorder().totals().acquired()).isEqualTo(1);
    }

    @Test
    void sizesAreBoundByFourTimesTheConfiguredOneAndByEachOther() {
        JdbcPool pool = open(TestSettings.h2("bounds").sizes(1, 2));

        assertThatThrownBy(() -> pool.control().perform(PoolOrder.change("max-size", "9", "anna")))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessageContaining("must be 1 to 8")
                .hasMessageContaining("raise pools.jdbc.orders.max-size-limit");
        assertThatThrownBy(() -> pool.control().perform(PoolOrder.change("min-idle", "3", "anna")))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessageContaining("min-idle=3 must be at most max-size, which is 2");
        assertThatThrownBy(() -> pool.control().perform(PoolOrder.change("acquire-timeout", "250ms", "anna")))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessageContaining("must be below acquire-timeout");
        assertThat(pool.snapshot())
                .satisfies(snapshot -> assertThat(snapshot.max()).isEqualTo(2));
    }

    @Test
    void anotherAcquireTimeoutHoldsFromTheNextCallerOn() throws SQLException {
        JdbcPool pool = open(TestSettings.h2("timeout").sizes(0, 1).acquireTimeout(Duration.ofHours(1)));
        try (Connection held = pool.dataSource().getConnection()) {
            pool.control().perform(PoolOrder.change("acquire-timeout", "300ms", "anna"));
            assertThatExceptionOfType(SQLTransientConnectionException.class)
                    .isThrownBy(() -> pool.dataSource().getConnection());
            assertThat(held.isValid(1)).isTrue();
        }
    }

    @Test
    void timeoutsOfTheDriverHoldForNewConnections() throws SQLException {
        JdbcPool pool = open(TestSettings.of(EmbeddedServers.postgresUrl())
                .username("postgres")
                .sizes(0, 1));
        assertThat(networkTimeout(pool)).isZero();

        assertThat(pool.control()
                        .perform(PoolOrder.change("socket-timeout", "7s", "anna"))
                        .notes())
                .containsExactly(
                        "Connections that are opened from now on have the new timeouts; evict-all replaces the others.");
        assertThat(networkTimeout(pool)).isZero();
        pool.control().perform(PoolOrder.of(PoolAction.EVICT_ALL, "anna"));

        eventually().untilAsserted(() -> assertThat(networkTimeout(pool)).isEqualTo(7_000));
        pool.control().perform(PoolOrder.change("socket-timeout", "off", "anna"));
        pool.control().perform(PoolOrder.of(PoolAction.EVICT_ALL, "anna"));
        eventually().untilAsserted(() -> assertThat(networkTimeout(pool)).isZero());
    }

    @Test
    void aTimeoutThatTheDriverDoesNotKnowOrTheUrlSetsCannotBeChanged() {
        assertThat(keys(open(TestSettings.h2("none")))).doesNotContain("connect-timeout", "socket-timeout");
        assertThat(keys(open(TestSettings.of(EmbeddedServers.postgresUrl() + "&socketTimeout=5")
                        .username("postgres"))))
                .contains("connect-timeout")
                .doesNotContain("socket-timeout");
    }

    @Test
    void evictingIdleConnectionsLeavesHeldOnes() throws SQLException {
        JdbcPool pool = open(TestSettings.h2("idle").sizes(0, 3));
        try (Connection held = pool.dataSource().getConnection()) {
            try (Connection second = pool.dataSource().getConnection();
                    Connection third = pool.dataSource().getConnection()) {
                assertThat(second).isNotSameAs(third);
            }
            assertThat(pool.control()
                            .perform(PoolOrder.of(PoolAction.EVICT_IDLE, "anna"))
                            .changes())
                    .containsExactly(new PoolChange("idle", 2, 0));

            eventually()
                    .untilAsserted(() ->
                            assertThat(pool.recorder().totals().closed()).isEqualTo(Map.of(CloseReason.EVICTED, 2L)));
            assertThat(held.isValid(1)).isTrue();
        }
        assertThat(pool.snapshot()).isEqualTo(PoolSnapshot.of(0, 1, 0, 3, 0));
        assertThat(pool.recorder().totals().acquired()).isEqualTo(3);
        assertThat(pool.recorder().totals().released()).isEqualTo(3);
        assertThat(pool.control()
                        .perform(PoolOrder.of(PoolAction.EVICT_ALL, "anna").asDryRun())
                        .changes())
                .containsExactly(new PoolChange("idle", 1, 0));
    }

    @Test
    void callersWaitWhileThePoolIsPaused() throws Exception {
        JdbcPool pool = open(TestSettings.h2("paused").acquireTimeout(Duration.ofSeconds(60)));
        pool.control().perform(PoolOrder.of(PoolAction.PAUSE, "anna"));
        assertThat(pool.control().state()).isEqualTo(PoolState.PAUSED);
        assertThat(pool.control()
                        .perform(PoolOrder.of(PoolAction.PAUSE, "anna"))
                        .changes())
                .isEmpty();
        FutureTask<Boolean> waiting = start(pool);
        assertThat(waiting).isNotDone();

        pool.control().perform(PoolOrder.of(PoolAction.RESUME, "anna"));

        assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.control().state()).isEqualTo(PoolState.RUNNING);
    }

    @Test
    void aCallerOfAPausedPoolTimesOutByItsOwnTimeout() {
        JdbcPool pool = open(TestSettings.h2("pausedLong").acquireTimeout(Duration.ofMillis(300)));
        pool.control().perform(PoolOrder.of(PoolAction.PAUSE, "anna"));

        assertThatExceptionOfType(SQLTransientConnectionException.class)
                .isThrownBy(() -> pool.dataSource().getConnection())
                .withMessage("orders - The pool is paused; no connection after 300ms");
        assertThat(pool.recorder().totals().timedOut()).isEqualTo(1);
    }

    @Test
    void aDrainedPoolRefusesCallersAndClosesWhatComesBack() throws Exception {
        JdbcPool pool = open(TestSettings.h2("drained").sizes(1, 2));
        Connection held = pool.dataSource().getConnection();
        pool.control().perform(PoolOrder.drain(Duration.ofMinutes(5), "anna"));

        assertThat(pool.control().state()).isEqualTo(PoolState.DRAINING);
        assertThatExceptionOfType(SQLTransientConnectionException.class)
                .isThrownBy(() -> pool.dataSource().getConnection())
                .withMessage("orders - The pool is being drained; refused at once");
        assertThatThrownBy(() -> pool.control().perform(PoolOrder.of(PoolAction.PAUSE, "anna")))
                .isInstanceOf(OrderConflictException.class);
        assertThatThrownBy(() -> pool.probe().check(Duration.ofSeconds(1))).isInstanceOf(NoVerdictException.class);
        assertThat(held.isValid(1)).isTrue();
        held.close();
        eventually().until(() -> pool.control().state() == PoolState.DRAINED);
        assertThat(pool.snapshot().size()).isZero();
        assertThat(pool.recorder().totals().refused()).isEqualTo(1);

        pool.control().perform(PoolOrder.of(PoolAction.RESUME, "anna"));
        pool.dataSource().getConnection().close();
        assertThat(pool.snapshot().min()).isEqualTo(1);
    }

    @Test
    void whatIsStillHeldAtTheDeadlineIsClosedUnderItsHolder() throws Exception {
        JdbcPool pool = open(TestSettings.of(EmbeddedServers.postgresUrl()).username("postgres"));
        Connection held = pool.dataSource().getConnection();
        pool.control().perform(PoolOrder.drain(Duration.ofMillis(100), "anna"));

        eventually().until(() -> pool.control().state() == PoolState.DRAINED);
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> held.createStatement().execute("select 1"));
        held.close();
        assertThat(pool.recorder().totals().discarded()).isEqualTo(1);

        pool.control().perform(PoolOrder.of(PoolAction.RESUME, "anna"));
        pool.dataSource().getConnection().close();
        assertThat(pool.recorder().totals().released()).isEqualTo(1);
    }

    @Test
    void theDeadlineOfADrainThatWasEndedEndsNoLease() throws Exception {
        JdbcPool pool = open(TestSettings.h2("again"));
        pool.control().perform(PoolOrder.drain(Duration.ofMillis(200), "anna"));
        pool.control().perform(PoolOrder.of(PoolAction.RESUME, "anna"));
        try (Connection held = pool.dataSource().getConnection()) {
            await().during(Duration.ofMillis(600))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> held.isValid(1));
        }
    }

    @Test
    void aClosedPoolTakesNoOrders() {
        JdbcPool pool = open(TestSettings.h2("closed"));
        pool.close();
        assertThatThrownBy(() -> pool.control().perform(PoolOrder.of(PoolAction.PAUSE, "anna")))
                .isInstanceOf(OrderConflictException.class);
    }

    @Test
    void aPoolOfOthersCanBeResizedAndPausedOnlyWhereHikariAllowsIt() throws SQLException {
        try (HikariDataSource plain = new HikariDataSource(config(false));
                HikariDataSource suspendable = new HikariDataSource(config(true))) {
            WatchedJdbcPool pool = new WatchedJdbcPool("plain", plain, PoolSettings::none);
            pool.control().perform(PoolOrder.change("max-size", "5", "anna"));
            assertThat(plain.getMaximumPoolSize()).isEqualTo(5);
            assertThat(pool.settings().settings()).containsExactly(new Setting("max-size", 5, "runtime"));
            assertThatThrownBy(() -> pool.control().perform(PoolOrder.of(PoolAction.PAUSE, "anna")))
                    .isInstanceOf(UnsupportedOrderException.class);

            WatchedJdbcPool other = new WatchedJdbcPool("suspendable", suspendable, PoolSettings::none);
            suspendable.getConnection().close();
            other.control().perform(PoolOrder.of(PoolAction.PAUSE, "anna"));
            assertThat(other.control().state()).isEqualTo(PoolState.PAUSED);
            assertThatThrownBy(() -> other.probe().check(Duration.ofSeconds(1))).isInstanceOf(NoVerdictException.class);
            other.control().perform(PoolOrder.of(PoolAction.RESUME, "anna"));
            suspendable.getConnection().close();
            assertThat(other.sections()).containsOnlyKeys("holders", "diagnosis", "slowQueries");
        }
    }

    private static HikariConfig config(boolean suspendable) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:mem:watched" + suspendable);
        config.setMaximumPoolSize(2);
        config.setMinimumIdle(0);
        config.setAllowPoolSuspension(suspendable);
        return config;
    }

    private static List<String> keys(JdbcPool pool) {
        return pool.control().changeable().stream().map(ChangeableSetting::key).toList();
    }

    private static int networkTimeout(JdbcPool pool) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection()) {
            return connection.unwrap(org.postgresql.jdbc.PgConnection.class).getNetworkTimeout();
        }
    }

    private static FutureTask<Boolean> start(JdbcPool pool) {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            try (Connection connection = pool.dataSource().getConnection()) {
                return connection.isValid(1);
            }
        });
        Thread thread = new Thread(task, "waiting");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private JdbcPool open(TestSettings settings) {
        JdbcPool pool = settings.open();
        opened.add(pool);
        return pool;
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60));
    }
}
