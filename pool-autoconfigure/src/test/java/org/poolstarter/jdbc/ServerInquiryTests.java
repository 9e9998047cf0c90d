/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.ServerFacts.Limit;
import org.poolstarter.pool.ServerFacts.Timeout;
import org.poolstarter.pool.ServerInquiry;

/** What a real PostgreSQL and a real MariaDB tell a pool. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerInquiryTests {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @TempDir
    private static Path sockets;

    private EmbeddedPostgres postgres;

    @BeforeAll
    void startPostgres() throws Exception {
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "50")
                .setServerConfig("superuser_reserved_connections", "4")
                .setServerConfig("reserved_connections", "2")
                .setServerConfig("unix_socket_directories", sockets.toString())
                .setServerConfig("idle_session_timeout", "20min")
                .setServerConfig("idle_in_transaction_session_timeout", "90s")
                .start();
        sql("create role app login connection limit 7", "create role free login");
    }

    @AfterAll
    void stopPostgres() throws IOException {
        postgres.close();
    }

    @Test
    void postgresTellsWhatItGrantsAndCloses() throws Exception {
        ServerFacts facts = ask(url("app"));

        assertThat(facts.limit()).isEqualTo(new Limit(44, "max_connections=50 less 6 reserved"));
        assertThat(facts.userLimit()).isEqualTo(new Limit(7, "CONNECTION LIMIT 7 of role app"));
        assertThat(facts.idleTimeout()).isEqualTo(new Timeout(Duration.ofMinutes(20), "idle_session_timeout"));
        assertThat(facts.detour()).isNull();
        assertThat(facts.server().product()).startsWith("PostgreSQL 18.");
        assertThat(facts.server().user()).isEqualTo("app");
        assertThat(facts.server().database()).isEqualTo("postgres");
        assertThat(facts.server().address()).isEqualTo("localhost:" + postgres.getPort());
        assertThat(facts.values())
                .containsEntry("max_connections", 50)
                .containsEntry("superuser_reserved_connections", 4)
                .containsEntry("reserved_connections", 2)
                .containsEntry("role_connection_limit", 7)
                .containsEntry("idle_in_transaction_session_timeout", Duration.ofSeconds(90));
        assertThat(facts.unreadable()).isEmpty();
    }

    @Test
    void aRoleWithoutALimitHasNone() throws Exception {
        ServerFacts facts = ask(url("free"));
        assertThat(facts.userLimit()).isNull();
        assertThat(facts.values()).containsEntry("role_connection_limit", "none");
    }

    @Test
    void aLimitOfTheDatabaseIsTold() throws Exception {
        sql("create database limited connection limit 6");
        ServerFacts facts = ask(postgres.getJdbcUrl("app", "limited"));
        assertThat(facts.databaseLimit()).isEqualTo(new Limit(6, "CONNECTION LIMIT 6 of database limited"));
        assertThat(facts.userLimit()).isEqualTo(new Limit(7, "CONNECTION LIMIT 7 of role app"));
        assertThat(facts.values()).containsEntry("database_connection_limit", 6);

        assertThat(ask(url("app")).databaseLimit()).isNull();
        assertThat(ask(url("app")).values()).containsEntry("database_connection_limit", "none");
    }

    @Test
    void noLimitBindsASuperuser() throws Exception {
        sql("create role chief login superuser connection limit 1", "create database single connection limit 1");
        String url = postgres.getJdbcUrl("chief", "single");
        ServerFacts facts = ask(url);
        assertThat(facts.userLimit()).isNull();
        assertThat(facts.databaseLimit()).isNull();
        assertThat(facts.values())
                .containsEntry("role_connection_limit", "1, not for superusers")
                .containsEntry("database_connection_limit", "1, not for superusers");
        try (Connection first = DriverManager.getConnection(url);
                Connection second = DriverManager.getConnection(url)) {
            assertThat(first.isValid(5) && second.isValid(5))
                    .as("beyond both limits")
                    .isTrue();
        }
    }

    @Test
    void theSameServerIsRecognisedByAnyAddressAndAnotherOneIsNot() throws Exception {
        String identity = ask(url("free")).server().identity();
        assertThat(ask(url("free").replace("localhost", "127.0.0.1")).server().identity())
                .isEqualTo(identity);
        assertThat(ask(EmbeddedServers.postgresUrl()).server().identity()).isNotEqualTo(identity);
    }

    @Test
    void theSameServerIsRecognisedOverASocketOfTheMachine() throws Exception {
        ServerFacts facts = ask("%s&socketFactory=%s&socketFactoryArg=%s/.s.PGSQL.%d"
                .formatted(url("free"), UnixSocketFactory.class.getName(), sockets, postgres.getPort()));
        assertThat(facts.server().identity())
                .isEqualTo(ask(url("free")).server().identity());
        assertThat(facts.detour()).isNull();
    }

    @Test
    void aServerThatDoesNotSayWhoItIsIsItsAddress() throws Exception {
        sql(
                "revoke execute on function pg_postmaster_start_time() from public",
                "revoke execute on function pg_control_system() from public");
        try {
            String identity = ask(url("free")).server().identity();
            assertThat(identity).isEqualTo("postgresql localhost:" + postgres.getPort());
            try (FaultProxy other = new FaultProxy(postgres.getPort())) {
                assertThat(ask(url("free").replace(":" + postgres.getPort(), ":" + other.port()))
                                .server()
                                .identity())
                        .isNotEqualTo(identity);
            }
        } finally {
            sql(
                    "grant execute on function pg_postmaster_start_time() to public",
                    "grant execute on function pg_control_system() to public");
        }
    }

    @Test
    void whatOthersUseIsCountedByApplicationWithoutTheInquiryItself() throws Exception {
        try (JdbcPool pool = TestSettings.of(url("free")).open();
                Connection other = DriverManager.getConnection(url("free") + "&ApplicationName=batch")) {
            assertThat(other.isValid(1)).isTrue();
            ServerFacts facts = inquiry(pool).ask(DEADLINE);
            assertThat(facts.values().get("connectionsByApplication"))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                    .containsEntry("batch", 1)
                    .doesNotContainKey("orders (server facts)");
            assertThat(pool.recorder().totals().opened())
                    .as("opened by the pool")
                    .isZero();
            assertThat(sessionsNamed("orders (server facts)")).as("left open").isZero();
        }
    }

    @Test
    void whatARoleMayNotReadIsSaidAndTheRestIsRead() throws Exception {
        sql("revoke select on pg_roles from public");
        try {
            ServerFacts facts = ask(url("app"));
            assertThat(facts.userLimit()).isNull();
            assertThat(facts.unreadable())
                    .containsOnlyKeys("pg_roles")
                    .hasEntrySatisfying("pg_roles", why -> assertThat(why).contains("permission denied"));
            assertThat(facts.limit()).isNotNull();
        } finally {
            sql("grant select on pg_roles to public");
        }
    }

    @Test
    void aForwardedPortIsADetour() throws Exception {
        try (FaultProxy proxy = new FaultProxy(postgres.getPort())) {
            assertThat(ask(url("free").replace(":" + postgres.getPort(), ":" + proxy.port()))
                            .detour())
                    .isEqualTo("the pool connects to port %d, the server listens on %d"
                            .formatted(proxy.port(), postgres.getPort()));
        }
    }

    @Test
    void aConnectionThatBreaksIsAFailureAndNoRefusal() throws Exception {
        try (FaultProxy proxy = new FaultProxy(postgres.getPort())) {
            JdbcInquiry inquiry = inquiryThrough(proxy, proxy::reset);
            assertThatThrownBy(() -> inquiry.ask(DEADLINE))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            ex -> assertThat(ex.getSQLState()).startsWith("08"));
        }
        String url = EmbeddedServers.mariaDbUrl();
        JdbcInquiry inquiry = JdbcInquiry.of(
                url,
                deadline -> {
                    Connection asked = DriverManager.getConnection(url);
                    try (Connection other = DriverManager.getConnection(url);
                            Statement statement = other.createStatement()) {
                        statement.execute("kill " + idOf(asked));
                    }
                    return asked;
                },
                facts -> facts);
        assertThatThrownBy(() -> Objects.requireNonNull(inquiry).ask(DEADLINE)).isInstanceOf(SQLException.class);
    }

    @Test
    void aQuestionThatTakesTooLongIsAFailureAndNoRefusal() throws Exception {
        try (FaultProxy proxy = new FaultProxy(postgres.getPort());
                Connection locking = postgres.getPostgresDatabase().getConnection()) {
            locking.setAutoCommit(false);
            JdbcInquiry inquiry = inquiryThrough(proxy, () -> {
                try (Statement statement = locking.createStatement()) {
                    statement.execute("lock table pg_authid in access exclusive mode");
                }
            });
            // It is the server that ends it, unless this machine stands still for a second when the time is up.
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                SQLException failure =
                        catchThrowableOfType(SQLException.class, () -> inquiry.ask(Duration.ofSeconds(3)));
                assertThat((Throwable) failure).isNotNull();
                return "57014".equals(failure.getSQLState());
            });
            locking.rollback();
        }
    }

    @Test
    void allQuestionsTogetherKeepTheDeadline() throws Exception {
        try (FaultProxy proxy = new FaultProxy(postgres.getPort())) {
            JdbcInquiry inquiry = inquiryThrough(proxy, () -> proxy.latency(Duration.ofMillis(600)));
            // Each answer comes after more than a second, which is in time for one and not for all of them.
            assertThatThrownBy(() -> inquiry.ask(Duration.ofSeconds(3))).isInstanceOf(SQLException.class);
        }
    }

    /* Something happens to the connection between its login and the first question. */
    private JdbcInquiry inquiryThrough(FaultProxy proxy, Fault fault) {
        String url = url("free").replace(":" + postgres.getPort(), ":" + proxy.port());
        JdbcInquiry.Opening opening = deadline -> {
            Connection connection = DriverManager.getConnection(url);
            fault.happen();
            return connection;
        };
        return Objects.requireNonNull(JdbcInquiry.of(url, opening, facts -> facts));
    }

    @FunctionalInterface
    private interface Fault {

        void happen() throws SQLException;
    }

    private static long idOf(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select connection_id()")) {
            result.next();
            return result.getLong(1);
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUpByTheDeadline() throws Exception {
        try (FaultProxy proxy = new FaultProxy(postgres.getPort());
                JdbcPool pool = TestSettings.of(url("free").replace(":" + postgres.getPort(), ":" + proxy.port()))
                        .connectTimeout(Duration.ofHours(1))
                        .open()) {
            proxy.blackhole(true);
            assertThatThrownBy(() -> inquiry(pool).ask(Duration.ofSeconds(1))).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aDatabaseThatIsNotKnownIsNotAsked() {
        try (JdbcPool pool = TestSettings.h2("inquiry").open()) {
            assertThat(pool.inquiry()).isNull();
            assertThat(pool.unasked()).as("there is no server").isNull();
        }
        try (JdbcPool pool =
                TestSettings.of("jdbc:h2:tcp://127.0.0.1:1/~/orders").open()) {
            assertThat(pool.inquiry()).isNull();
            assertThat(pool.unasked()).isEqualTo("it is not known what to ask the server of a URL of jdbc:h2");
        }
    }

    @Test
    void whyADatabaseIsNotAskedIsSaidWithoutALogin() {
        assertThat(JdbcInquiry.unasked("jdbc:oracle:thin:scott/tiger@db:1521:SID", null))
                .isEqualTo("it is not known what to ask the server of a URL of jdbc:oracle");
        assertThat(JdbcInquiry.unasked("jdbc:aws-wrapper:postgresql://db/orders", null))
                .isEqualTo("it is not known what to ask the server of a URL of jdbc:aws-wrapper");
        try (JdbcPool pool = TestSettings.of(url("free")).open()) {
            assertThat(pool.unasked()).isNull();
        }
    }

    @Test
    void mariaDbTellsWhatItGrantsAndCloses() throws Exception {
        try (Connection root = DriverManager.getConnection(EmbeddedServers.mariaDbUrl());
                Statement statement = root.createStatement()) {
            statement.execute(
                    "create or replace user few@localhost identified via mysql_native_password using password('') "
                            + "with max_user_connections 3");
            statement.execute("grant select on test.* to few@localhost");
        }
        ServerFacts facts = ask(EmbeddedServers.mariaDbUrl().replace("user=root", "user=few"));

        Integer max = (Integer) facts.values().get("max_connections");
        assertThat(facts.limit()).isEqualTo(new Limit(Objects.requireNonNull(max), "max_connections=" + max));
        assertThat(facts.userLimit()).isEqualTo(new Limit(3, "max_user_connections=3"));
        assertThat(facts.idleTimeout()).isEqualTo(new Timeout(Duration.ofHours(8), "wait_timeout"));
        assertThat(facts.detour()).isNull();
        assertThat(facts.server().product()).startsWith("MariaDB 1");
        assertThat(facts.server().user()).isEqualTo("few@localhost");
        assertThat(facts.server().database()).isEqualTo("test");
        assertThat(facts.values())
                .containsEntry("interactive_timeout", Duration.ofHours(8))
                .containsKey("Threads_connected");
        assertThat(facts.unreadable()).isEqualTo(Map.of());
    }

    private String url(String user) {
        return postgres.getJdbcUrl(user, "postgres");
    }

    private static ServerFacts ask(String url) throws Exception {
        try (JdbcPool pool = TestSettings.of(url).open()) {
            return inquiry(pool).ask(DEADLINE);
        }
    }

    private static ServerInquiry inquiry(JdbcPool pool) {
        return Objects.requireNonNull(pool.inquiry());
    }

    private int sessionsNamed(String application) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "select count(*) from pg_stat_activity where application_name = '%s'".formatted(application))) {
            result.next();
            return result.getInt(1);
        }
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
