/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.PoolTotals;

class JdbcPoolServerTests {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    @Test
    void aBackendThatTheServerKillsIsABrokenConnectionAndADiscardedLease() throws SQLException {
        try (JdbcPool pool = postgres().open()) {
            try (Connection connection = pool.dataSource().getConnection()) {
                kill(backend(connection));
                assertThatExceptionOfType(SQLException.class).isThrownBy(() -> query(connection, "select 1"));
            }
            eventually()
                    .untilAsserted(() ->
                            assertThat(pool.recorder().totals().closed()).isEqualTo(Map.of(CloseReason.BROKEN, 1L)));
            PoolTotals totals = pool.recorder().totals();
            assertThat(totals.acquired()).isEqualTo(1);
            assertThat(totals.discarded()).isEqualTo(1);
            assertThat(totals.released()).isZero();
            assertThat(pool.snapshot().active()).isZero();
        }
    }

    @Test
    void aConnectionThatItsHolderAbortsIsBrokenAndItsLeaseDiscarded() throws SQLException {
        try (JdbcPool pool = postgres().open()) {
            Connection connection = pool.dataSource().getConnection();
            connection.abort(Runnable::run);
            assertThatExceptionOfType(SQLException.class).isThrownBy(connection::close);
            eventually()
                    .untilAsserted(() ->
                            assertThat(pool.recorder().totals().closed()).isEqualTo(Map.of(CloseReason.BROKEN, 1L)));
            assertThat(pool.recorder().totals().discarded()).isEqualTo(1);
            assertThat(pool.recorder().totals().released()).isZero();
        }
    }

    @Test
    void anIdleConnectionThatTheServerKilledIsReplacedForTheNextCaller() throws SQLException {
        try (JdbcPool pool = postgres().open()) {
            long first;
            try (Connection connection = pool.dataSource().getConnection()) {
                first = backend(connection);
                kill(first);
                awaitGone(first);
            }
            eventually().pollInterval(SECOND).untilAsserted(() -> {
                try (Connection connection = pool.dataSource().getConnection()) {
                    assertThat(query(connection, "select 1")).isEqualTo("1");
                }
            });
            assertThat(pool.recorder().totals().closed()).isEqualTo(Map.of(CloseReason.BROKEN, 1L));
            assertThat(first).isPositive();
        }
    }

    @Test
    void theProbeSaysThatAServerIsGoneAndThatItIsBack() throws Exception {
        int port = EmbeddedServers.freePort();
        EmbeddedPostgres server = EmbeddedServers.startPostgres(port);
        try (JdbcPool pool = TestSettings.of(server.getJdbcUrl("postgres", "postgres"))
                .sizes(1, 2)
                .connectTimeout(SECOND)
                .open()) {
            eventually().untilAsserted(() -> assertThat(pool.snapshot().idle()).isEqualTo(1));
            pool.probe().check(DEADLINE);

            server.close();
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> pool.probe().check(DEADLINE));
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> pool.probe().check(DEADLINE));
            assertThat(pool.snapshot().size()).isZero();

            server = EmbeddedServers.startPostgres(port);
            eventually()
                    .untilAsserted(() ->
                            assertThatCode(() -> pool.probe().check(DEADLINE)).doesNotThrowAnyException());
            eventually().untilAsserted(() -> assertThat(pool.snapshot().idle()).isEqualTo(1));
            assertThat(pool.recorder().totals().acquired()).isZero();
            assertThat(pool.recorder().totals().timedOut()).isZero();
            assertThat(pool.recorder().totals().closed()).containsKey(CloseReason.BROKEN);
        } finally {
            server.close();
        }
    }

    @Test
    void theSocketTimeoutEndsAReadOfPostgres() throws SQLException {
        try (JdbcPool pool = postgres().socketTimeout(SECOND).open();
                Connection connection = pool.dataSource().getConnection()) {
            assertThat(connection.getNetworkTimeout()).isEqualTo(1000);
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> query(connection, "select pg_sleep(30)"));
        }
    }

    @Test
    void theSocketTimeoutEndsAReadOfMariaDb() throws SQLException {
        try (JdbcPool pool = TestSettings.of(EmbeddedServers.mariaDbUrl())
                        .socketTimeout(SECOND)
                        .open();
                Connection connection = pool.dataSource().getConnection()) {
            assertThat(connection.getNetworkTimeout()).isEqualTo(1000);
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> query(connection, "select sleep(30)"));
        }
    }

    @Test
    void theConnectTimeoutEndsTheWaitForAServerThatAcceptsAndStaysSilent() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            for (String scheme : new String[] {"jdbc:postgresql", "jdbc:mariadb"}) {
                String url = "%s://%s:%d/orders"
                        .formatted(scheme, silent.getInetAddress().getHostAddress(), silent.getLocalPort());
                try (JdbcPool pool =
                        TestSettings.of(url).sizes(1, 1).connectTimeout(SECOND).open()) {
                    eventually()
                            .untilAsserted(
                                    () -> assertThat(pool.snapshot().opening()).isEqualTo(1));
                    eventually()
                            .untilAsserted(
                                    () -> assertThat(pool.recorder().totals().openFailures())
                                            .isPositive());
                }
            }
        }
    }

    @Test
    void aServerThatRefusesOneMoreConnectionAnswersNevertheless() throws Exception {
        try (JdbcPool admin = postgres().open();
                Connection connection = admin.dataSource().getConnection()) {
            connection.createStatement().execute("create role limited login connection limit 1");
        }
        String url = EmbeddedServers.postgresUrl().replace("user=postgres", "user=limited");
        try (JdbcPool pool = TestSettings.of(url).sizes(0, 2).open();
                Connection only = pool.dataSource().getConnection()) {
            assertThat(only.isValid(1)).isTrue();
            assertThatCode(() -> pool.probe().check(DEADLINE)).doesNotThrowAnyException();
            assertThat(pool.recorder().totals().openFailures()).isPositive();
        }
    }

    @Test
    void mariaDbCountsLikeTheOthers() throws Exception {
        try (JdbcPool pool = TestSettings.of(EmbeddedServers.mariaDbUrl()).open()) {
            try (Connection connection = pool.dataSource().getConnection()) {
                assertThat(query(connection, "select version()")).contains("MariaDB");
            }
            pool.probe().check(DEADLINE);
            assertThat(pool.recorder().totals()).isEqualTo(new PoolTotals(1, 1, 0, 0, 1, 0, Map.of()));
            assertThat(pool.target()).startsWith("jdbc:mariadb://localhost:").doesNotContain("root");
        }
    }

    private static TestSettings postgres() {
        return TestSettings.of(EmbeddedServers.postgresUrl());
    }

    private static long backend(Connection connection) throws SQLException {
        return Long.parseLong(query(connection, "select pg_backend_pid()"));
    }

    private static void kill(long backend) throws SQLException {
        try (Connection admin = DriverManager.getConnection(EmbeddedServers.postgresUrl())) {
            assertThat(query(admin, "select pg_terminate_backend(" + backend + ")"))
                    .isEqualTo("t");
        }
    }

    private static void awaitGone(long backend) {
        eventually().untilAsserted(() -> {
            try (Connection admin = DriverManager.getConnection(EmbeddedServers.postgresUrl())) {
                assertThat(query(admin, "select count(*) from pg_stat_activity where pid = " + backend))
                        .isEqualTo("0");
            }
        });
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofMinutes(1));
    }
}
