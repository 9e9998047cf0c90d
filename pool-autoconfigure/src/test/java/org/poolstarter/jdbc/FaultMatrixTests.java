/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What callers experience when servers, poolers and networks fail under them: no row is lost or doubled, every call ends in
 * its time, and the pool recovers by itself. What was measured is appended to {@code target/fault-matrix.md}.
 */
@Tag("slow")
class FaultMatrixTests {

    private static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(10);

    /**
     * A call waits for a connection, and then for one answer that does not come; the rest is for a loaded machine. Who waits for
     * two answers has no more time.
     */
    private static final Duration DEADLINE =
            ACQUIRE_TIMEOUT.plus(SOCKET_TIMEOUT).plus(Duration.ofSeconds(6));

    /** The shortest keepalive there is. */
    private static final Duration RECOVERY = Duration.ofSeconds(30);

    private static final String TERMINATE = """
            select pg_terminate_backend(pid) from pg_stat_activity
            where backend_type = 'client backend' and application_name = 'ledger'
            """;

    private static final int MAX_CONNECTIONS = 20;
    private static final Path FIGURES = Path.of("target", "fault-matrix.md");

    @TempDir(cleanup = CleanupMode.ALWAYS)
    private Path data;

    private final int port = EmbeddedServers.freePort();
    private EmbeddedPostgres postgres;

    @BeforeEach
    void start() throws Exception {
        startPostgres();
        administer("create table ledger (entry text)");
    }

    @AfterEach
    void stop() throws IOException {
        postgres.close();
    }

    @Test
    void aRestartOfPostgres() throws Exception {
        provoke("restart of PostgreSQL", url(port), () -> {
            postgres.close();
            startPostgres();
        });
    }

    @Test
    void aTerminationOfEveryBackend() throws Exception {
        provoke("`pg_terminate_backend` of all", url(port), this::terminateAll);
    }

    @Test
    void aBlackholeOfTwentySeconds() throws Exception {
        try (FaultProxy proxy = new FaultProxy(port)) {
            provoke("20 s in which bytes vanish", url(proxy.port()), () -> {
                proxy.blackhole(true);
                passes(Duration.ofSeconds(20));
                proxy.blackhole(false);
            });
        }
    }

    @Test
    void aResetOfEverySocket() throws Exception {
        try (FaultProxy proxy = new FaultProxy(port)) {
            provoke("RST on every socket", url(proxy.port()), proxy::reset);
        }
    }

    @Test
    void aNetworkThatRefusesForFiveSeconds() throws Exception {
        try (FaultProxy proxy = new FaultProxy(port)) {
            provoke("5 s without a listener, every socket reset", url(proxy.port()), () -> {
                proxy.refuse(true);
                proxy.reset();
                passes(Duration.ofSeconds(5));
                proxy.refuse(false);
            });
        }
    }

    @Test
    void aPauseOfPgBouncer() throws Exception {
        try (PgBouncerServer bouncer = PgBouncerServer.start(port, "pool_mode = transaction")) {
            provoke("`PAUSE` of PgBouncer for 3 s, `RESUME`", bouncer.url() + "&prepareThreshold=0", () -> {
                bouncer.run("PAUSE postgres");
                passes(Duration.ofSeconds(3));
                bouncer.run("RESUME postgres");
            });
        }
    }

    @Test
    void aRestartOfPgBouncer() throws Exception {
        try (PgBouncerServer bouncer = PgBouncerServer.start(port, "pool_mode = transaction")) {
            provoke("restart of PgBouncer", bouncer.url() + "&prepareThreshold=0", () -> {
                bouncer.stop();
                bouncer.start();
            });
        }
    }

    @Test
    void connectionsThatOthersHaveTaken() throws Exception {
        List<Connection> others = new ArrayList<>();
        provoke("no free connection on the server for 5 s, ours terminated", url(port), () -> {
            // The pool opens connections as fast as it can: this goes on until the others have won them all.
            try (Connection administrator =
                            DriverManager.getConnection(url(port).replace("=ledger", "=admin"));
                    Statement statement = administrator.createStatement()) {
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> {
                            statement.execute(TERMINATE);
                            takeAll(others);
                            return others.size() == MAX_CONNECTIONS - 1;
                        });
                passes(Duration.ofSeconds(5));
            }
            for (Connection other : others) {
                other.close();
            }
        });
    }

    private void takeAll(List<Connection> others) {
        try {
            while (others.size() < MAX_CONNECTIONS) {
                others.add(DriverManager.getConnection(url(port).replace("=ledger", "=others")));
            }
        } catch (SQLException ex) {
            assertThat(ex.getSQLState()).as(ex.getMessage()).isEqualTo("53300");
        }
    }

    private void provoke(String fault, String url, Fault action) throws Exception {
        TestSettings settings = TestSettings.of(url)
                .sizes(4, 4)
                .acquireTimeout(ACQUIRE_TIMEOUT)
                .connectTimeout(Duration.ofSeconds(2))
                .socketTimeout(SOCKET_TIMEOUT);
        try (JdbcPool pool = settings.open();
                LedgerLoad load = new LedgerLoad(pool.dataSource())) {
            await("load")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> load.acknowledged().size() > 200);
            action.run();
            load.healed();
            await("recovery").atMost(RECOVERY).until(load::hasRecovered);
            int before = load.acknowledged().size();
            await("load as before")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> load.acknowledged().size() > before + 200);
            load.stop();
            writeDown(fault, load);
            assertThat(load.longestCall()).isLessThan(DEADLINE);
            verifyLedger(load);
        }
    }

    private void verifyLedger(LedgerLoad load) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url(port));
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select entry from ledger")) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        assertThat(rows).as("no row is doubled").doesNotHaveDuplicates();
        assertThat(rows).as("no row is lost").containsAll(load.acknowledged());
        List<String> more = new ArrayList<>(rows);
        more.removeAll(load.acknowledged());
        assertThat(load.unknown())
                .as("what nobody acknowledged is at least known to be unknown")
                .containsAll(more);
        assertThat(load.refused()).as("what was refused is not there").noneMatch(Set.copyOf(rows)::contains);
    }

    private static void writeDown(String fault, LedgerLoad load) throws IOException {
        String line = String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %.1f s | %.1f s |%n",
                fault,
                load.acknowledged().size(),
                load.refused().size(),
                load.unknown().size(),
                load.longestCall().toMillis() / 1000.0,
                load.recovery().toMillis() / 1000.0);
        Files.createDirectories(FIGURES.getParent());
        Files.writeString(FIGURES, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void startPostgres() throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data.resolve("data"))
                .setCleanDataDirectory(false)
                .setServerConfig("max_connections", String.valueOf(MAX_CONNECTIONS))
                .setServerConfig("superuser_reserved_connections", "0")
                .start();
    }

    private void terminateAll() throws SQLException {
        administer(TERMINATE);
    }

    private void administer(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(port).replace("=ledger", "=admin"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres&ApplicationName=ledger".formatted(port);
    }

    /** The load goes on meanwhile: the length of the fault is part of it. */
    private static void passes(Duration time) {
        long start = System.nanoTime();
        await().atMost(time.plusSeconds(60)).until(() -> System.nanoTime() - start >= time.toNanos());
    }

    private interface Fault {

        void run() throws Exception;
    }
}
