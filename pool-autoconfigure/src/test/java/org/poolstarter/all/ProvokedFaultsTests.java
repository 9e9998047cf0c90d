/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.poolstarter.all.FaultyApplication.callers;

import com.mongodb.client.MongoClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.AcquireException;
import org.poolstarter.account.Lease;
import org.poolstarter.jdbc.EmbeddedServers;
import org.poolstarter.jdbc.FaultProxy;
import org.poolstarter.jdbc.PgBouncerServer;
import org.poolstarter.mongo.WireServer;

/**
 * Each fault that pools meet, provoked on a real server, and what {@code /actuator/pools/{name}} says of it: the warnings it
 * must have, and none besides. What was said is written to {@code target/diagnosis.md}.
 */
@Tag("slow")
@SuppressWarnings("try") // callers and servers go on until they are closed
class ProvokedFaultsTests {

    private static final String ORDERS = "pools.jdbc.orders.";
    private static final String SESSIONS = "pools.mongo.sessions.";

    /** Longer than opening, even on a loaded machine: what is provoked is to fail, and nothing else. */
    private static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(6);

    private static final DiagnosisTable TABLE = new DiagnosisTable();

    @BeforeAll
    static void startServers() {
        assertThat(EmbeddedServers.postgresUrl()).isNotEmpty();
    }

    @AfterAll
    static void writeTable() {
        TABLE.write();
    }

    @Test
    void full() {
        // Uses so long that a machine that stands still for a second makes none slow.
        try (FaultyApplication application = jdbc(EmbeddedServers.postgresUrl(), ORDERS + "acquire-timeout=30s");
                FaultyApplication.Callers two = callers(2, () -> query(application, "select pg_sleep(0.9)"))) {
            two.awaitSuccesses(20);
            try (FaultyApplication.Callers ten = callers(10, () -> query(application, "select pg_sleep(0.9)"))) {
                application
                        .says("saturated")
                        .besides("high-utilization")
                        .because("FULL")
                        .into(TABLE, "full", "12 callers of 0.9 s each on 2 connections");
            }
        }
    }

    /** Most connections are held by long uses, as always: no reason to look for what is wrong with the server. */
    @Test
    void fullOfFewLongUses() {
        AtomicInteger number = new AtomicInteger();
        AtomicInteger longOnes = new AtomicInteger();
        try (FaultyApplication application =
                        jdbc(EmbeddedServers.postgresUrl(), ORDERS + "max-size=5", ORDERS + "acquire-timeout=30s");
                FaultyApplication.Callers load = callers(16, () -> {
                    if (number.incrementAndGet() % 33 != 0) {
                        query(application, "select pg_sleep(0.02)");
                    } else {
                        query(application, "select pg_sleep(2)");
                        longOnes.incrementAndGet();
                    }
                })) {
            await("usual uses").atMost(Duration.ofMinutes(2)).until(() -> longOnes.get() >= 20);
            application
                    .says("saturated")
                    .besides("high-utilization")
                    .because("FULL")
                    .into(
                            TABLE,
                            "full of few long uses",
                            "16 callers on 5 connections, 20 ms each but for 1 of 33: 2 s");
        }
    }

    @Test
    void leak() throws SQLException {
        try (FaultyApplication application = jdbc(EmbeddedServers.postgresUrl());
                Connection one = application.bean(DataSource.class).getConnection();
                Connection two = application.bean(DataSource.class).getConnection()) {
            assertThat(one.isValid(1) && two.isValid(1)).isTrue();
            // So that nobody is told of a full pool before.
            application.awaitHeld(2, ACQUIRE_TIMEOUT);
            try (FaultyApplication.Callers load = callers(3, () -> query(application, "select 1"))) {
                application
                        .says("saturated", "acquire-timeouts")
                        .besides("high-utilization")
                        .because("LEAK")
                        .into(TABLE, "leak", "both connections are taken and not used");
            }
        }
    }

    @Test
    void slowServer() throws SQLException {
        String url = EmbeddedServers.postgresUrl();
        administer(url, "create table if not exists locked (entry int)");
        try (FaultyApplication application = jdbc(url);
                Connection other = DriverManager.getConnection(url)) {
            for (int i = 0; i < 30; i++) {
                query(application, "select * from locked");
            }
            other.setAutoCommit(false);
            other.createStatement().execute("lock table locked");
            try (FaultyApplication.Callers load = callers(4, () -> query(application, "select * from locked"))) {
                application
                        .says("saturated", "acquire-timeouts")
                        .besides("high-utilization")
                        .because("SLOW_SERVER")
                        .into(TABLE, "slow server", "another client locks the table that all statements read");
                other.rollback();
            }
        }
    }

    @Test
    void deadServer() throws Exception {
        EmbeddedPostgres server = EmbeddedServers.startPostgres(EmbeddedServers.freePort());
        try (FaultyApplication application = jdbc(server.getJdbcUrl("postgres", "postgres"));
                FaultyApplication.Callers load = callers(2, () -> query(application, "select 1"))) {
            load.awaitSuccesses(1);
            server.close();
            application
                    .says("backend-down", "acquire-timeouts")
                    .because("BACKEND_DOWN")
                    .into(TABLE, "dead server", "PostgreSQL is stopped under load");
        } finally {
            server.close();
        }
    }

    @Test
    void silentServer() {
        int port = URI.create(EmbeddedServers.postgresUrl().substring("jdbc:".length()))
                .getPort();
        try (FaultProxy proxy = new FaultProxy(port);
                FaultyApplication application = jdbc(
                        "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(proxy.port()),
                        ORDERS + "socket-timeout=3s")) {
            query(application, "select 1");
            proxy.stall(true);
            application
                    .says("backend-down")
                    .because("BACKEND_DOWN")
                    .into(TABLE, "silent server", "no more bytes reach the idle pool or its server");
            proxy.stall(false);
        }
    }

    @Test
    void refused() {
        try (FaultyApplication application = jdbc(
                        "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(EmbeddedServers.freePort()));
                FaultyApplication.Callers load = callers(1, () -> query(application, "select 1"))) {
            application
                    .says("backend-down", "acquire-timeouts")
                    .because("BACKEND_DOWN")
                    .into(TABLE, "refused", "nobody listens on the port of the URL");
        }
    }

    @Test
    void wrongCredentials() {
        try (FaultyApplication application =
                        jdbc(EmbeddedServers.mariaDbUrl(), ORDERS + "password=" + "not the password");
                FaultyApplication.Callers load = callers(1, () -> query(application, "select 1"))) {
            application
                    .says("opening-refused", "acquire-timeouts")
                    .because("OPEN_FAILING")
                    .evident("opening-refused", "reason", "credentials")
                    .into(TABLE, "credentials wrong", "MariaDB is given another password");
        }
    }

    @Test
    void wrongCredentialsOfAPoolOfBoot() {
        try (FaultyApplication application = new FaultyApplication(
                "dataSource",
                "spring.datasource.url=" + EmbeddedServers.mariaDbUrl(),
                "spring.datasource.password=not the password")) {
            application
                    .says("opening-refused")
                    .because("OPEN_FAILING")
                    .evident("opening-refused", "reason", "credentials")
                    .into(TABLE, "credentials of Boot's pool wrong", "`spring.datasource.password` is another one");
        }
    }

    @Test
    void serverLimit() throws SQLException {
        String url = EmbeddedServers.postgresUrl();
        administer(url, "drop role if exists limited", "create role limited login connection limit 1");
        try (FaultyApplication application = jdbc(url.replace("user=postgres", "user=limited"));
                Connection one = application.bean(DataSource.class).getConnection();
                FaultyApplication.Callers load = callers(1, () -> query(application, "select 1"))) {
            assertThat(one.isValid(1)).isTrue();
            application
                    .says("opening-refused", "acquire-timeouts")
                    .besides("above-user-limit", "over-budget")
                    .because("OPEN_FAILING")
                    .evident("opening-refused", "reason", "connection-limit")
                    .into(TABLE, "server limit reached", "the role has `CONNECTION LIMIT 1`, and the pool wants 2");
        }
    }

    @Test
    void poolerWaiting() throws SQLException {
        try (PgBouncerServer bouncer = bouncer("default_pool_size = 1");
                FaultyApplication application = jdbc(bouncer.url(), behind(bouncer));
                Connection other = DriverManager.getConnection(bouncer.url() + "&prepareThreshold=0")) {
            application.awaitIdle(2);
            other.setAutoCommit(false);
            other.createStatement().execute("select 1");
            try (FaultyApplication.Callers one = callers(1, () -> query(application, "select 1"))) {
                // Before that the pool does not know what its connections wait for.
                application.awaitWarning("pgbouncer-waiting");
                try (FaultyApplication.Callers others = callers(3, () -> query(application, "select 1"))) {
                    application
                            .says("pgbouncer-waiting", "acquire-timeouts")
                            // until a connection is dropped that does not answer
                            .besides("saturated", "high-utilization")
                            .because("POOLER_FULL")
                            .into(
                                    TABLE,
                                    "pooler waiting",
                                    "another client of PgBouncer has its only server connection in a transaction");
                }
                other.rollback();
            }
        }
    }

    @Test
    void poolerIsFullOfClients() throws SQLException {
        try (PgBouncerServer bouncer = bouncer("max_client_conn = 1");
                Connection other = DriverManager.getConnection(bouncer.url());
                FaultyApplication application = jdbc(bouncer.url());
                FaultyApplication.Callers load = callers(1, () -> query(application, "select 1"))) {
            assertThat(other.isValid(1)).isTrue();
            application
                    .says("opening-refused", "acquire-timeouts")
                    .because("OPEN_FAILING")
                    .evident("opening-refused", "reason", "connection-limit")
                    .into(TABLE, "pooler has all clients it may", "`max_client_conn` of PgBouncer is 1, and taken");
        }
    }

    @Test
    void poolerWithPreparedStatements() {
        try (PgBouncerServer bouncer = bouncer("default_pool_size = 2");
                FaultyApplication application = jdbc(bouncer.url())) {
            CyclicBarrier together = new CyclicBarrier(2);
            try (FaultyApplication.Callers load = callers(2, () -> prepare(application, together))) {
                application
                        .says("prepared-statements-lost")
                        .besides("high-utilization")
                        .into(
                                TABLE,
                                "pooler and prepared statements",
                                "PgBouncer in transaction mode, of which the pool does not know");
            }
        }
    }

    @Test
    void mongoFull() {
        try (WireServer server = WireServer.start();
                FaultyApplication application = mongo(server.uri("app"), SESSIONS + "server-selection-timeout=30s");
                WireServer.Hold find = server.hold("find");
                FaultyApplication.Callers holders = callers(2, () -> find(application))) {
            await("finds").atMost(Duration.ofMinutes(1)).until(() -> find.held() == 2);
            try (FaultyApplication.Callers load = callers(3, () -> find(application))) {
                application
                        .says("saturated", "acquire-timeouts")
                        .besides("high-utilization")
                        .because("FULL")
                        .into(TABLE, "MongoDB full", "2 finds that do not end, and others that wait");
            }
        }
    }

    @Test
    void mongoCleared() {
        try (WireServer server = WireServer.start();
                FaultProxy proxy = new FaultProxy(server.port());
                FaultyApplication application = mongo(
                        "mongodb://127.0.0.1:%d/app?heartbeatFrequencyMS=500".formatted(proxy.port()),
                        SESSIONS + "server-selection-timeout=30s")) {
            find(application);
            proxy.reset();
            FaultyApplication.attempt(() -> find(application));
            application
                    .says("mongo-cleared")
                    .into(TABLE, "MongoDB cleared", "every socket is reset once, by a network in between");
        }
    }

    @Test
    void mongoSelectionFailing() {
        try (WireServer server = WireServer.start();
                FaultyApplication application = mongo(server.uri("app") + "?heartbeatFrequencyMS=500");
                FaultyApplication.Callers load = callers(1, () -> find(application))) {
            load.awaitSuccesses(1);
            server.stop();
            application
                    .says("backend-down")
                    .because("BACKEND_DOWN")
                    .into(TABLE, "MongoDB selection failing", "the only server is stopped under load");
        }
    }

    @Test
    void mongoLogInRefused() {
        try (WireServer server = WireServer.start()) {
            server.refuse("saslStart", 18, "Authentication failed.");
            try (FaultyApplication application = mongo(
                            "mongodb://app:wrong@%s/app?heartbeatFrequencyMS=500&authMechanism=SCRAM-SHA-256"
                                    .formatted(server.address()),
                            SESSIONS + "server-selection-timeout=30s");
                    FaultyApplication.Callers load = callers(1, () -> find(application))) {
                application
                        .says("opening-refused")
                        .because("OPEN_FAILING")
                        .evident("opening-refused", "reason", "credentials")
                        .into(TABLE, "MongoDB credentials wrong", "the server refuses `saslStart`");
            }
        }
    }

    @Test
    void accountsFull() throws Exception {
        try (FaultyApplication application = accounts();
                Lease<String> one = mail(application).acquire("anna");
                Lease<String> two = mail(application).acquire("ben");
                FaultyApplication.Callers load = callers(1, () -> login(application, "eve"))) {
            assertThat(one.opened() && two.opened()).isTrue();
            application
                    .says("saturated", "acquire-timeouts")
                    .besides("high-utilization")
                    .because("FULL")
                    .into(TABLE, "account pool full", "2 accounts hold its 2 places, a third waits");
        }
    }

    @Test
    void accountFull() throws Exception {
        try (FaultyApplication application = accounts("pools.accounts.mail.max-per-account=1");
                Lease<String> one = mail(application).acquire("anna");
                FaultyApplication.Callers load = callers(1, () -> login(application, "anna"))) {
            assertThat(one.opened()).isTrue();
            application
                    .says("acquire-timeouts")
                    .because("ACCOUNT_FULL")
                    .evident("acquire-timeouts", "account", "anna")
                    .into(TABLE, "account full", "anna has her 1 client of the pool's 2, and is wanted again");
        }
    }

    @Test
    void accountsLeak() throws Exception {
        try (FaultyApplication application = accounts("pools.accounts.mail.leak-threshold=1s");
                Lease<String> one = mail(application).acquire("anna")) {
            // One after the other: the clock of a pool tells milliseconds apart and no less, and of two of one moment
            // either may be named.
            await("a leak")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !mail(application).notices().isEmpty());
            try (Lease<String> two = mail(application).acquire("ben")) {
                assertThat(one.opened() && two.opened()).isTrue();
                application.awaitEvidence("account-leak", "heldTooLong", "2");
                application
                        .says("account-leak")
                        .besides("high-utilization")
                        .evident("account-leak", "account", "anna")
                        .into(TABLE, "account leak", "2 clients are held for longer than `leak-threshold`");
                try (FaultyApplication.Callers load = callers(1, () -> login(application, "eve"))) {
                    application
                            .says("saturated", "acquire-timeouts", "account-leak")
                            .besides("high-utilization")
                            .because("LEAK")
                            .into(TABLE, "account leak under load", "the same, and a third account waits");
                }
            }
        }
    }

    @Test
    void accountLogInsSlow() {
        String mail = "pools.accounts.mail.";
        AtomicInteger number = new AtomicInteger();
        try (FaultyApplication application =
                        accounts(mail + "max-size=20", mail + "max-opening=1", mail + "max-uses=1");
                FaultyApplication.Callers load =
                        callers(12, () -> login(application, FaultyApplication.SLOW + number.incrementAndGet() % 12))) {
            application
                    .says("acquire-timeouts")
                    .because("SLOW_OPEN")
                    .into(
                            TABLE,
                            "account log-ins slow",
                            "each of 12 accounts takes 0.8 s to log in, one after another");
        }
    }

    @Test
    void accountLogInsFailing() {
        try (FaultyApplication application =
                        accounts("pools.accounts.mail.open-backoff=20s", "pools.accounts.mail.max-open-backoff=1m");
                FaultyApplication.Callers load = callers(2, () -> login(application, FaultyApplication.LOCKED))) {
            application
                    .says("acquire-timeouts")
                    .because("OPEN_FAILING")
                    .evident("acquire-timeouts", "error", "IOException: the account is locked")
                    .into(TABLE, "account log-ins failing", "an account is refused, and tried again after a while");
        }
    }

    @Test
    void accountParked() {
        try (FaultyApplication application = accounts()) {
            FaultyApplication.attempt(() -> login(application, FaultyApplication.BUSY));
            application
                    .says("account-parked")
                    .into(TABLE, "account parked", "the service wants no log-in of an account for a minute");
        }
    }

    @Test
    void accountBreakerOpen() {
        try (FaultyApplication application = accounts(
                "pools.accounts.mail.circuit-breaker.sliding-window-size=2",
                "pools.accounts.mail.acquire-timeout=20s",
                "pools.accounts.mail.connect-timeout=20s")) {
            for (int i = 0; i < 4; i++) {
                FaultyApplication.attempt(() -> login(application, FaultyApplication.LOCKED));
            }
            application
                    .says("account-breaker-open")
                    .into(TABLE, "account breaker", "log-ins of one account fail, again and again");
        }
    }

    private static FaultyApplication jdbc(String url, String... settings) {
        Map<String, String> usual = Map.of(
                "url", url,
                "max-size", "2",
                "acquire-timeout", ACQUIRE_TIMEOUT.toSeconds() + "s",
                "connect-timeout", "5s",
                "validation-timeout", "3s",
                "min-idle", "0");
        return new FaultyApplication("orders", withUsual(ORDERS, usual, settings));
    }

    /** Those, and of the usual ones whatever is not among them. */
    private static String[] withUsual(String prefix, Map<String, String> usual, String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        usual.forEach((key, value) -> {
            if (all.stream().noneMatch(setting -> setting.startsWith(prefix + key + "="))) {
                all.add(prefix + key + "=" + value);
            }
        });
        return all.toArray(String[]::new);
    }

    private static FaultyApplication mongo(String uri, String... settings) {
        Map<String, String> usual = Map.of(
                "uri",
                uri,
                "min-idle",
                "0",
                "max-size",
                "2",
                "acquire-timeout",
                "1s",
                "server-selection-timeout",
                "1s");
        return new FaultyApplication("sessions", withUsual(SESSIONS, usual, settings));
    }

    private static FaultyApplication accounts(String... settings) {
        return new FaultyApplication(
                "mail",
                withUsual(
                        "pools.accounts.mail.",
                        Map.of("max-size", "2", "acquire-timeout", "4s", "connect-timeout", "4s"),
                        settings));
    }

    private static PgBouncerServer bouncer(String setting) {
        int postgres = URI.create(EmbeddedServers.postgresUrl().substring("jdbc:".length()))
                .getPort();
        return PgBouncerServer.start(postgres, "pool_mode = transaction", setting);
    }

    private static String[] behind(PgBouncerServer bouncer) {
        return new String[] {
            ORDERS + "pgbouncer.mode=transaction",
            ORDERS + "pgbouncer.admin-url=" + bouncer.consoleUrl(),
            ORDERS + "pgbouncer.username=stats",
            ORDERS + "pgbouncer.poll-interval=1s",
            ORDERS + "min-idle=2"
        };
    }

    private static void query(FaultyApplication application, String sql) {
        try (Connection connection = application.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException ex) {
            throw new FaultyApplication.Failed(ex);
        }
    }

    /* One connection each at the same time, so that the driver prepares on a server that others get in between. */
    private static void prepare(FaultyApplication application, CyclicBarrier together) {
        try (Connection connection = application.bean(DataSource.class).getConnection();
                PreparedStatement statement = connection.prepareStatement("select ?::int + pg_backend_pid() * 0")) {
            together.await(1, TimeUnit.MINUTES); // who gives up has it broken for good
            // By turns, so that PgBouncer gives the connection of the server that it has just got back to the other
            // one.
            synchronized (together) {
                for (int i = 0; i < 10; i++) {
                    statement.setInt(1, i);
                    statement.executeQuery().close();
                }
            }
        } catch (Exception ex) { // the failures that are provoked, and the end of the test
            throw new FaultyApplication.Failed(ex);
        }
    }

    private static void find(FaultyApplication application) {
        assertThat(application
                        .bean(MongoClient.class)
                        .getDatabase("app")
                        .getCollection("any")
                        .find()
                        .first())
                .isNull();
    }

    private static void login(FaultyApplication application, String account) {
        try (Lease<String> lease = mail(application).acquire(account)) {
            assertThat(lease.client()).isEqualTo(account);
        } catch (AcquireException ex) {
            throw new FaultyApplication.Failed(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("unchecked") // the factory says so
    private static AccountPool<String, String> mail(FaultyApplication application) {
        return application.bean(AccountPool.class);
    }

    private static void administer(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
