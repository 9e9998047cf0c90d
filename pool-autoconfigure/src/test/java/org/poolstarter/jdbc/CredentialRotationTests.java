/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariCredentialsProvider;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.util.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.PoolTotals;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Passwords that change in PostgreSQL while its connections are used. */
@ExtendWith(OutputCaptureExtension.class)
class CredentialRotationTests {

    private static final String ROLE = "rotating";
    private static final int SIZE = 6;

    private final AtomicReference<Credentials> credentials = new AtomicReference<>(Credentials.of(ROLE, "first"));
    private JdbcPool pool;

    /** The embedded server trusts everybody; this role has to know its password. */
    @BeforeAll
    static void requirePasswords() throws SQLException, IOException {
        try (Connection admin = DriverManager.getConnection(EmbeddedServers.postgresUrl())) {
            execute(admin, "create role " + ROLE + " login");
            Path rules = Path.of(query(admin, "show hba_file"));
            String before = Files.readString(rules);
            Files.writeString(rules, "host all " + ROLE + " all scram-sha-256" + System.lineSeparator() + before);
            execute(admin, "select pg_reload_conf()");
        }
    }

    @BeforeEach
    void open() throws SQLException {
        setPassword("first");
        await("the server asks for the password")
                .untilAsserted(() -> assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> DriverManager.getConnection(url(), ROLE, "wrong")
                                .close()));
        JdbcPoolSettings settings = TestSettings.of(url()).sizes(SIZE, SIZE).build();
        HikariConfig config = settings.toHikariConfig();
        HikariCredentialsProvider provider = credentials::get;
        config.setCredentialsProvider(provider);
        pool = JdbcPool.open(
                settings, config, List.of(new CredentialRotation("orders", provider, Duration.ofSeconds(1))));
        eventually().untilAsserted(() -> assertThat(pool.snapshot().size()).isEqualTo(SIZE));
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void everyConnectionIsReplacedUnderLoadWithoutAFailedCall() throws Exception {
        Set<String> before = backends();
        AtomicInteger calls = new AtomicInteger();
        AtomicReference<@Nullable SQLException> failure = new AtomicReference<>();
        ExecutorService callers = Executors.newFixedThreadPool(3);
        for (int i = 0; i < 3; i++) {
            callers.execute(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    try (Connection connection = pool.dataSource().getConnection()) {
                        query(connection, "select pg_sleep(0.005)");
                        calls.incrementAndGet();
                    } catch (SQLException ex) {
                        failure.compareAndSet(null, ex);
                    }
                }
            });
        }
        eventually().until(() -> calls.get() > 100);

        rotateTo("second");

        eventually().untilAsserted(() -> assertThat(backends()).hasSize(SIZE).doesNotContainAnyElementsOf(before));
        int afterwards = calls.get();
        eventually().until(() -> calls.get() > afterwards + 100);
        callers.shutdownNow();
        assertThat(callers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(failure).hasValue(null);
        assertThat(pool.recorder().totals().closed()).containsOnlyKeys(CloseReason.EVICTED);
    }

    @Test
    void connectionsThatNobodyEverHadAreReplacedAndThatIsNoAcquireOfACaller() throws SQLException {
        List<String> counted = new CopyOnWriteArrayList<>();
        pool.dataSource().setMetricsTrackerFactory((name, stats) -> new Counting(counted));
        Set<String> before = backends();

        rotateTo("second");

        eventually().untilAsserted(() -> assertThat(backends()).hasSize(SIZE).doesNotContainAnyElementsOf(before));
        assertThat(counted).isEmpty();
        PoolTotals totals = pool.recorder().totals();
        assertThat(totals.acquired()).isZero();
        assertThat(totals.released()).isZero();
        assertThat(totals.timedOut()).isZero();
        assertThat(totals.closed()).containsExactly(entry(CloseReason.EVICTED, (long) SIZE));

        pool.dataSource().getConnection().close();
        assertThat(counted).containsExactly("acquired", "used");
    }

    @Test
    void aHeldConnectionIsReplacedOnlyWhenItIsGivenBack() throws SQLException {
        String backend;
        try (Connection held = pool.dataSource().getConnection()) {
            backend = query(held, "select pg_backend_pid()::text");
            Set<String> others = backends();
            others.remove(backend);
            rotateTo("second");
            eventually().untilAsserted(() -> assertThat(backends()).doesNotContainAnyElementsOf(others));
            assertThat(query(held, "select pg_backend_pid()::text")).isEqualTo(backend);
        }
        eventually().untilAsserted(() -> assertThat(backends()).hasSize(SIZE).doesNotContain(backend));
    }

    @Test
    void connectionsStayWhileTheNewCredentialsAreRefused(CapturedOutput output) throws SQLException {
        Set<String> before = backends();
        credentials.set(Credentials.of(ROLE, "hunter2"));
        eventually().untilAsserted(() -> assertThat(output).contains("The new credentials cannot be used"));
        assertThat(backends()).isEqualTo(before);

        setPassword("hunter2");
        eventually().untilAsserted(() -> assertThat(backends()).doesNotContainAnyElementsOf(before));
        assertThat(output).doesNotContain("hunter2");
    }

    private void rotateTo(String password) throws SQLException {
        setPassword(password);
        credentials.set(Credentials.of(ROLE, password));
    }

    private static void setPassword(String password) throws SQLException {
        try (Connection admin = DriverManager.getConnection(EmbeddedServers.postgresUrl())) {
            execute(admin, "alter role %s password '%s'".formatted(ROLE, password));
        }
    }

    private static Set<String> backends() throws SQLException {
        Set<String> backends = new HashSet<>();
        try (Connection admin = DriverManager.getConnection(EmbeddedServers.postgresUrl());
                Statement statement = admin.createStatement();
                ResultSet result = statement.executeQuery(
                        "select pid::text from pg_stat_activity where usename = '%s'".formatted(ROLE))) {
            while (result.next()) {
                backends.add(result.getString(1));
            }
        }
        return backends;
    }

    private static String url() {
        return EmbeddedServers.postgresUrl().replace("user=postgres", "ApplicationName=rotation");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    /** Meters of others, as Boot's. */
    private record Counting(List<String> counted) implements IMetricsTracker {

        @Override
        public void recordConnectionAcquiredNanos(long nanos) {
            counted.add("acquired");
        }

        @Override
        public void recordConnectionUsageMillis(long millis) {
            counted.add("used");
        }

        @Override
        public void recordConnectionTimeout() {
            counted.add("timed out");
        }
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60));
    }
}
