/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.metrics.PoolMeters;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolTotals;
import org.poolstarter.pool.Pools;

class WatchedJdbcPoolTests {

    private final HikariDataSource dataSource = new HikariDataSource();

    WatchedJdbcPoolTests() {
        dataSource.setJdbcUrl("jdbc:h2:mem:watched;DB_CLOSE_DELAY=-1;PASSWORD=hunter2");
        dataSource.setMaximumPoolSize(2);
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    @Test
    void watchingStartsNothing() {
        WatchedJdbcPool pool = watch(dataSource);

        assertThat(pool.snapshot()).isEqualTo(PoolSnapshot.of(0, 0, 0, 2, 2));
        assertThat(dataSource.getHikariPoolMXBean()).isNull();
    }

    @Test
    void theTargetHoldsNoPassword() {
        assertThat(watch(dataSource).target()).startsWith("jdbc:h2:mem:watched").doesNotContain("hunter2");
    }

    @Test
    void leasesAreCountedAndConnectionsAreNot() throws SQLException {
        WatchedJdbcPool pool = watch(dataSource);
        Connection held = dataSource.getConnection();
        dataSource.getConnection().close();

        assertThat(pool.snapshot().active()).isEqualTo(1);
        assertThat(recorder(pool).connectionsSeen()).isFalse();
        assertThat(recorder(pool).totals()).isEqualTo(new PoolTotals(2, 1, 0, 0, 0, 0, Map.of()));
        held.close();
        assertThat(recorder(pool).totals().released()).isEqualTo(2);
        assertThat(recorder(pool).waitTime()).isNotNull();
        assertThat(recorder(pool).usageTime()).isNotNull();
    }

    @Test
    void anAcquireThatTimesOutIsNotCountedAsAcquired() throws SQLException {
        dataSource.setMaximumPoolSize(1);
        dataSource.setConnectionTimeout(250);
        WatchedJdbcPool pool = watch(dataSource);
        try (Connection held = dataSource.getConnection()) {
            assertThat(held.isValid(1)).isTrue();
            assertThatExceptionOfType(SQLTransientConnectionException.class).isThrownBy(dataSource::getConnection);
        }
        assertThat(recorder(pool).totals())
                .extracting(PoolTotals::acquired, PoolTotals::timedOut)
                .containsExactly(1L, 1L);
    }

    @Test
    void aLateLeaseIsCountedWhenItsThreadGoesOn() {
        WatchingTracker tracker = tracker();
        tracker.recordConnectionAcquiredNanos(Duration.ofMinutes(1).toNanos());
        assertThat(tracker.recorder().totals().acquired()).isZero();

        tracker.recordConnectionUsageMillis(3);

        assertThat(tracker.recorder().totals())
                .extracting(PoolTotals::acquired, PoolTotals::released)
                .containsExactly(1L, 1L);
    }

    @Test
    void aPoolThatIsDownIsNoSignOfLife() {
        HikariDataSource dead = new HikariDataSource();
        dead.setJdbcUrl("jdbc:postgresql://localhost:" + EmbeddedServers.freePort() + "/nobody");
        dead.setConnectionTimeout(250);
        dead.setInitializationFailTimeout(-1);
        try (dead) {
            WatchedJdbcPool pool = watch(dead);
            assertThatException().isThrownBy(dead::getConnection);
            assertThat(recorder(pool).evidence().sinceSuccess()).isNull();
            assertThatException().isThrownBy(() -> pool.probe().check(Duration.ofSeconds(1)));
        }
    }

    @Test
    void aProbeCountsNothing() throws Exception {
        WatchedJdbcPool pool = watch(dataSource);
        MeterRegistry registry = new SimpleMeterRegistry();
        pool.publishTo(new MicrometerMetricsTrackerFactory(registry));

        pool.probe().check(Duration.ofSeconds(1));
        assertThat(dataSource.getHikariPoolMXBean()).as("started by a probe").isNull();

        dataSource.getConnection().close();
        pool.probe().check(Duration.ofSeconds(1));
        assertThat(recorder(pool).totals().acquired()).isEqualTo(1);
        assertThat(recorder(pool).totals().released()).isEqualTo(1);
        assertThat(registry.get("hikaricp.connections.acquire").timer().count()).isEqualTo(1);
    }

    @Test
    void aPoolThatOnlyItsDataSourceCanConnectIsProbedThroughItself() throws Exception {
        JdbcDataSource driver = new JdbcDataSource();
        driver.setUrl("jdbc:h2:mem:driver");
        HikariConfig config = new HikariConfig();
        config.setDataSource(driver);
        try (HikariDataSource other = new HikariDataSource(config)) {
            WatchedJdbcPool pool = watch(other);
            pool.probe().check(Duration.ofSeconds(1));
            assertThat(pool.target()).isNull();
            assertThat(recorder(pool).totals().acquired()).isZero();
        }
    }

    @Test
    void metersOfOthersAreFedBesideOurs() throws SQLException {
        WatchedJdbcPool pool = watch(dataSource);
        dataSource.getConnection().close();
        MeterRegistry registry = new SimpleMeterRegistry();

        pool.publishTo(new MicrometerMetricsTrackerFactory(registry));
        pool.publishTo(new MicrometerMetricsTrackerFactory(registry));
        dataSource.getConnection().close();

        assertThat(registry.get("hikaricp.connections.acquire").timer().count()).isEqualTo(1);
        assertThat(registry.get("hikaricp.connections.max").gauge().value()).isEqualTo(2);
        assertThat(recorder(pool).totals().acquired()).isEqualTo(2);
    }

    @Test
    void aPoolWithATrackerOfTheUsersKeepsIt() throws SQLException {
        MeterRegistry registry = new SimpleMeterRegistry();
        dataSource.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
        WatchedJdbcPool pool = watch(dataSource);
        pool.publishTo((name, stats) -> {
            throw new AssertionError("A second tracker");
        });
        dataSource.getConnection().close();

        assertThat(registry.get("hikaricp.connections.acquire").timer().count()).isEqualTo(1);
        assertThat(recorder(pool).totals().acquired()).isEqualTo(1);
    }

    @Test
    void aPoolThatHasStartedWithAnotherTrackerTellsNoLeases() throws SQLException {
        dataSource.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(new SimpleMeterRegistry()));
        dataSource.getConnection().close();
        WatchedJdbcPool pool = watch(dataSource);

        assertThat(pool.recorder()).isNull();
        await().untilAsserted(() -> assertThat(pool.snapshot().size()).isEqualTo(2));
    }

    @Test
    void metersThatAWatchedPoolCannotFeedAreAbsent() {
        Pools pools = Pools.create();
        pools.add(watch(dataSource));
        MeterRegistry registry = new SimpleMeterRegistry();
        new PoolMeters(pools).bindTo(registry);

        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getName())
                .contains("pool.acquired", "pool.released", "pool.timeouts", "pool.acquire", "pool.usage", "pool.max")
                .doesNotContain("pool.opened", "pool.closed", "pool.discarded", "pool.open.failures", "pool.open");
    }

    @Test
    void whatOnlyANamedPoolKnowsIsSaidToBeUnavailable() {
        assertThat(watch(dataSource).sections())
                .containsOnlyKeys("holders", "diagnosis", "slowQueries")
                .allSatisfy((section, told) -> assertThat(told).asString().startsWith("unavailable"));
    }

    @Test
    void theTrackerOfANamedPoolIsLeftAlone() {
        try (JdbcPool named = TestSettings.h2("named").open()) {
            WatchedJdbcPool.listen(named.dataSource());
            assertThat(named.dataSource().getMetricsTrackerFactory()).isNull();
        }
    }

    private WatchingTracker tracker() {
        WatchedJdbcPool.listen(dataSource);
        return (WatchingTracker) dataSource.getMetricsTrackerFactory();
    }

    private static WatchedJdbcPool watch(HikariDataSource dataSource) {
        return new WatchedJdbcPool("watched", dataSource, PoolSettings::none);
    }

    private static PoolRecorder recorder(WatchedJdbcPool pool) {
        return Objects.requireNonNull(pool.recorder());
    }
}
