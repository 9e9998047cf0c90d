/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.pool.HikariPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

class WarmUpTests {

    private static final int COUNT = 6;

    /** One after the other would wait for the answer to the first for ever. */
    @Test
    void theFirstConnectionsAreOpenedAtTheSameTime() throws IOException {
        List<Socket> waiting = new ArrayList<>();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                JdbcPool pool = TestSettings.of(
                                "jdbc:postgresql://127.0.0.1:%d/orders".formatted(silent.getLocalPort()))
                        .sizes(COUNT, COUNT)
                        .acquireTimeout(Duration.ofSeconds(1))
                        .connectTimeout(Duration.ofSeconds(30))
                        .warmUp()
                        .open()) {
            silent.setSoTimeout(20_000);
            while (waiting.size() < COUNT) {
                waiting.add(silent.accept());
            }
            assertThat(pool.snapshot().opening()).isPositive();
            for (Socket socket : waiting) {
                socket.close();
            }
            eventually()
                    .untilAsserted(() ->
                            assertThat(pool.recorder().totals().openFailures()).isGreaterThanOrEqualTo(COUNT));
        }
    }

    @Test
    void thePoolTakesWhatWasOpenedAndOpensNoMore() throws SQLException {
        try (JdbcPool pool = postgres("warm").sizes(COUNT, COUNT).warmUp().open()) {
            eventually().untilAsserted(() -> assertThat(pool.snapshot().idle()).isEqualTo(COUNT));
            assertThat(pool.snapshot().opening()).isZero();
            assertThat(pool.recorder().totals().opened()).isEqualTo(COUNT);
            assertThat(backends("warm")).isEqualTo(COUNT);
        }
        eventually().untilAsserted(() -> assertThat(backends("warm")).isZero());
    }

    @Test
    void whatWasOpenedAheadIsWatchedAndToldToCompanionsAsAnyOther() throws SQLException {
        JdbcPoolSettings settings = postgres("ahead")
                .sizes(1, 1)
                .slowQueries(Duration.ofMillis(100), false)
                .warmUp()
                .build();
        List<Connection> told = new CopyOnWriteArrayList<>();
        try (JdbcPool pool = JdbcPool.open(settings, settings.toHikariConfig(), List.of(new Listening(told)))) {
            eventually().untilAsserted(() -> assertThat(pool.snapshot().idle()).isOne());
            try (Connection connection = pool.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("select pg_sleep(0.15)");
                assertThat(pool.sections()).containsKeys("holders", "slowQueries", "listening");
            }
            assertThat(pool.recorder().totals().opened()).isOne();
            assertThat(pool.recorder().totals().slowQueries()).isOne();
            assertThat(told).hasSize(1);
        }
    }

    @Test
    void aPoolThatClosesRightAfterItsStartLeavesNoConnectionOpen() {
        postgres("brief").sizes(COUNT, COUNT).warmUp().open().close();
        eventually()
                .during(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(backends("brief")).isZero());
    }

    @Test
    void aPoolThatFailsToStartLeavesNoConnectionOpen() throws SQLException {
        JdbcPoolSettings settings =
                postgres("failed").sizes(COUNT, COUNT).failFast().warmUp().build();
        var config = settings.toHikariConfig();
        config.setConnectionInitSql("no sql");
        assertThatExceptionOfType(HikariPool.PoolInitializationException.class)
                .isThrownBy(() -> JdbcPool.open(settings, config));
        eventually()
                .during(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(backends("failed")).isZero());
    }

    private static TestSettings postgres(String application) {
        return TestSettings.of(EmbeddedServers.postgresUrl() + "&ApplicationName=" + application);
    }

    private static int backends(String application) throws SQLException {
        try (Connection admin = DriverManager.getConnection(EmbeddedServers.postgresUrl());
                Statement statement = admin.createStatement();
                ResultSet result = statement.executeQuery(
                        "select count(*) from pg_stat_activity where application_name = '%s'".formatted(application))) {
            result.next();
            return result.getInt(1);
        }
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(30));
    }

    private record Listening(List<Connection> told) implements PoolCompanion {

        @Override
        public void opened(Connection connection) {
            told.add(connection);
        }

        @Override
        public Map<String, Object> sections() {
            return Map.of("listening", true);
        }
    }
}
