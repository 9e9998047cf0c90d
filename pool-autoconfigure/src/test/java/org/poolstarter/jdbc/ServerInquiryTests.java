/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolTotals;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.ServerFacts.Limit;
import org.poolstarter.pool.ServerFacts.Timeout;
import org.poolstarter.pool.ServerInquiry;
import org.postgresql.PGConnection;

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
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
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
                null,
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
        return Objects.requireNonNull(JdbcInquiry.of(url, opening, null, facts -> facts));
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
        mariaDbUser("few", 3);
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

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void aPoolThatHasAllThatItsRoleMayHaveIsAskedByOneOfItsOwn(int limit) throws Exception {
        String role = "four_" + limit;
        sql("create role %s login connection limit %d".formatted(role, limit));
        try (JdbcPool pool = TestSettings.of(url(role))
                .sizes(5, 15)
                .slowQueries(Duration.ofMillis(1), false)
                .open()) {
            MeterRegistry registry = new SimpleMeterRegistry();
            pool.dataSource().setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
            awaitIdle(pool, limit);
            pool.dataSource().getConnection().close();
            PoolTotals before = pool.recorder().totals();

            ServerFacts facts = inquiry(pool).ask(DEADLINE);

            assertThat(facts.userLimit())
                    .isEqualTo(new Limit(limit, "CONNECTION LIMIT %d of role %s".formatted(limit, role)));
            assertThat(facts.values().get("connectionsByApplication"))
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .as("the one that asks is the pool's")
                    .containsEntry("orders", limit);
            assertThat(facts.unreadable()).isEmpty();
            assertThat(pool.snapshot().idle()).isEqualTo(limit);
            assertThat(pool.snapshot().active()).isZero();
            assertNothingCounted(pool, before);
            assertThat(pool.sections().get("holders")).isEqualTo(List.of());
            assertThat(registry.get("hikaricp.connections.acquire").timer().count())
                    .isEqualTo(1);
            assertThat(registry.get("hikaricp.connections.usage").timer().count())
                    .isEqualTo(1);
            assertThat(registry.get("hikaricp.connections.timeout").counter().count())
                    .isZero();
        }
    }

    @Test
    void theConnectionThatWasAskedByIsGivenBackAsItWas() throws Exception {
        sql("create role one login connection limit 1", "revoke select on pg_roles from public");
        JdbcPoolSettings settings = TestSettings.of(url("one"))
                .sizes(1, 2)
                .socketTimeout(Duration.ofSeconds(77))
                .build();
        HikariConfig config = settings.toHikariConfig();
        config.setAutoCommit(false);
        config.setReadOnly(true);
        try (JdbcPool pool = JdbcPool.open(settings, config)) {
            awaitIdle(pool, 1);
            int before;
            try (Connection connection = pool.dataSource().getConnection()) {
                before = backend(connection);
            }

            ServerFacts facts = inquiry(pool).ask(DEADLINE);

            assertThat(facts.unreadable()).as("the next ones were answered").containsOnlyKeys("pg_roles");
            assertThat(facts.limit()).isNotNull();
            assertThat(stateOf("one")).as("no transaction is open").isEqualTo("idle");
            try (Connection connection = pool.dataSource().getConnection()) {
                assertThat(connection.unwrap(Connection.class).getAutoCommit()).isFalse();
                assertThat(connection.unwrap(Connection.class).getNetworkTimeout())
                        .isEqualTo(77_000);
                assertThat(connection.isReadOnly()).isTrue();
                assertThat(backend(connection)).as("the same").isEqualTo(before);
            }
        } finally {
            sql("grant select on pg_roles to public");
        }
    }

    @Test
    void aPoolThatHasNoIdleConnectionIsNotAskedByOne() throws Exception {
        sql("create role busy login connection limit 2");
        try (JdbcPool pool = TestSettings.of(url("busy")).sizes(2, 4).open()) {
            awaitIdle(pool, 2);
            try (Connection one = pool.dataSource().getConnection();
                    Connection other = pool.dataSource().getConnection()) {
                assertThat(one.isValid(5) && other.isValid(5)).isTrue();
                PoolTotals before = pool.recorder().totals();
                assertThatThrownBy(() -> inquiry(pool).ask(DEADLINE))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                ex -> assertThat(ex.getSQLState()).isEqualTo("53300"));
                assertNothingCounted(pool, before);
            }
            assertThat(Objects.requireNonNull(inquiry(pool).ask(DEADLINE).userLimit())
                            .connections())
                    .isEqualTo(2);
        }
    }

    @Test
    void anInquiryThatTakesTooLongCostsThePoolNoConnection() throws Exception {
        roleWhoseRoles("slow", "pg_sleep(60) is null");
        try (JdbcPool pool = TestSettings.of(url("slow")).sizes(2, 3).open()) {
            awaitIdle(pool, 2);
            PoolTotals before = pool.recorder().totals();

            assertThatThrownBy(() -> inquiry(pool).ask(Duration.ofSeconds(2)))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            ex -> assertThat(ex.getSQLState()).isEqualTo("57014"));

            assertThat(pool.snapshot().idle()).isEqualTo(2);
            assertNothingCounted(pool, before);
        }
    }

    @Test
    void aConnectionThatBreaksWhileItIsAskedByIsTheOnlyOneThatThePoolLoses() throws Exception {
        roleWhoseRoles("breaking", "pg_terminate_backend(pg_backend_pid())");
        try (JdbcPool pool = TestSettings.of(url("breaking")).sizes(2, 3).open()) {
            awaitIdle(pool, 2);

            assertThatThrownBy(() -> inquiry(pool).ask(DEADLINE))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            ex -> assertThat(ex.getSQLState()).isEqualTo("57P01"));

            await().atMost(DEADLINE)
                    .untilAsserted(() ->
                            assertThat(pool.recorder().totals().closed()).isEqualTo(Map.of(CloseReason.BROKEN, 1L)));
            awaitIdle(pool, 2);
            assertThat(pool.recorder().totals().discarded()).isZero();
        }
    }

    @Test
    void aFullDatabaseIsAskedByAConnectionOfThePool() throws Exception {
        sql("create database crowded connection limit 3");
        try (JdbcPool pool = TestSettings.of(postgres.getJdbcUrl("free", "crowded"))
                .sizes(3, 15)
                .open()) {
            awaitIdle(pool, 3);
            assertThat(inquiry(pool).ask(DEADLINE).databaseLimit())
                    .isEqualTo(new Limit(3, "CONNECTION LIMIT 3 of database crowded"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void mariaDbIsAskedByAConnectionOfThePoolThatHasAllOfItsUser(int limit) throws Exception {
        mariaDbUser("some" + limit, limit);
        String url = EmbeddedServers.mariaDbUrl().replace("user=root", "user=some" + limit);
        try (JdbcPool pool = TestSettings.of(url).sizes(5, 15).open()) {
            awaitIdle(pool, limit);
            PoolTotals before = pool.recorder().totals();

            ServerFacts facts = inquiry(pool).ask(DEADLINE);

            assertThat(facts.userLimit()).isEqualTo(new Limit(limit, "max_user_connections=" + limit));
            assertThat(facts.unreadable()).isEmpty();
            assertThat(pool.snapshot().idle()).isEqualTo(limit);
            assertNothingCounted(pool, before);
            try (Connection connection = pool.dataSource().getConnection()) {
                assertThat(connection.isValid(5)).isTrue();
                assertThat(connection.unwrap(Connection.class).getNetworkTimeout())
                        .isZero();
            }
        }
    }

    @Test
    void aWatchedPoolIsAskedByOneOfItsOwnTooAndItsMetersStandStill() throws Exception {
        sql("create role watched login connection limit 2");
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url("watched"));
        config.setMaximumPoolSize(5);
        config.setInitializationFailTimeout(-1);
        MeterRegistry registry = new SimpleMeterRegistry();
        try (HikariDataSource dataSource = new HikariDataSource(config)) {
            WatchedJdbcPool pool = new WatchedJdbcPool("dataSource", dataSource, PoolSettings::none);
            pool.publishTo(new MicrometerMetricsTrackerFactory(registry));
            awaitIdle(pool, 2);

            ServerFacts facts = Objects.requireNonNull(pool.inquiry()).ask(DEADLINE);

            assertThat(facts.userLimit()).isEqualTo(new Limit(2, "CONNECTION LIMIT 2 of role watched"));
            assertThat(pool.snapshot().idle()).isEqualTo(2);
            PoolTotals totals = Objects.requireNonNull(pool.recorder()).totals();
            assertThat(totals.acquired() + totals.released()).isZero();
            assertThat(registry.get("hikaricp.connections.acquire").timer().count())
                    .isZero();
        }
    }

    private static void awaitIdle(Pool pool, int count) {
        await().atMost(DEADLINE).until(() -> pool.snapshot().idle() == count);
    }

    /* What the pool tries for itself, and is refused, goes on all the time. */
    private static void assertNothingCounted(JdbcPool pool, PoolTotals before) {
        assertThat(pool.recorder().totals())
                .usingRecursiveComparison()
                .ignoringFields("openFailures")
                .isEqualTo(before);
    }

    /* A role with two connections, for which the catalogue of the roles fails. */
    private void roleWhoseRoles(String role, String condition) throws SQLException {
        sql(
                "create role %s login connection limit 2".formatted(role),
                "create schema of_%s".formatted(role),
                "grant usage on schema of_%s to %s".formatted(role, role),
                "create view of_%1$s.pg_roles as select * from pg_catalog.pg_roles where rolname = '%1$s' and %2$s"
                        .formatted(role, condition),
                "grant select on of_%s.pg_roles to %s".formatted(role, role),
                "alter role %s set search_path = of_%s, pg_catalog".formatted(role, role));
    }

    private static void mariaDbUser(String name, int limit) throws SQLException {
        try (Connection root = DriverManager.getConnection(EmbeddedServers.mariaDbUrl());
                Statement statement = root.createStatement()) {
            statement.execute(("create or replace user %s@localhost identified via mysql_native_password "
                            + "using password('') with max_user_connections %d")
                    .formatted(name, limit));
            statement.execute("grant select on test.* to %s@localhost".formatted(name));
        }
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

    private static int backend(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    private String stateOf(String role) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "select string_agg(state, ', ') from pg_stat_activity where usename = '%s'".formatted(role))) {
            result.next();
            return result.getString(1);
        }
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
