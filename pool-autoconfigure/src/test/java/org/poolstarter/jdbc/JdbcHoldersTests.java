/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.poolstarter.metrics.PoolMeters;
import org.poolstarter.pool.Pools;
import org.poolstarter.pool.TimeoutCause;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Who holds connections, and each cause of a shortage provoked on a real pool. */
@ExtendWith(OutputCaptureExtension.class)
class JdbcHoldersTests {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Where connections must be had in time before the one that cannot be. */
    private static final Duration SECONDS = Duration.ofSeconds(3);

    private static final String NAME_IN_POSTGRES =
            "select application_name from pg_stat_activity where pid = pg_backend_pid()";

    private static final String NAME_IN_MARIADB = """
            select attr_value from performance_schema.session_connect_attrs
            where processlist_id = connection_id() and attr_name = 'program_name'
            """;

    private final ExecutorService workers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "worker");
        thread.setDaemon(true);
        return thread;
    });
    private final List<JdbcPool> opened = new ArrayList<>();

    @AfterEach
    void stop() {
        opened.forEach(JdbcPool::close);
        workers.shutdownNow();
    }

    @Test
    void aHolderIsShownWithItsThreadItsTimeAndItsLastStatement() throws SQLException {
        JdbcPool pool = open(TestSettings.h2("holder").sizes(0, 2));
        try (Connection connection = pool.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement("select 42")) {
            statement.executeQuery();

            assertThat(JsonPath.<String>read(pool.sections(), "$.holders[0].thread"))
                    .isEqualTo(Thread.currentThread().getName());
            assertThat(JsonPath.<String>read(pool.sections(), "$.holders[0].statement"))
                    .isEqualTo("select 42");
            assertThat(JsonPath.<Boolean>read(pool.sections(), "$.holders[0].running"))
                    .isFalse();
            assertThat(JsonPath.<Map<String, Object>>read(pool.sections(), "$.holders[0]"))
                    .doesNotContainKey("stack");
        }
        assertThat(JsonPath.<List<Object>>read(pool.sections(), "$.holders")).isEmpty();
    }

    @Test
    void connectionsThatAreHeldAndNotUsedAreALeak(CapturedOutput output) throws Exception {
        JdbcPool pool = open(TestSettings.h2("leak").sizes(0, 2).acquireTimeout(SECONDS));
        openAll(pool, 2);
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            workers.execute(() -> {
                try (Connection connection = pool.dataSource().getConnection();
                        PreparedStatement statement = connection.prepareStatement("select\n 1")) {
                    statement.executeQuery();
                    held.countDown();
                    end.await();
                } catch (SQLException | InterruptedException ex) {
                    throw new IllegalStateException(ex);
                }
            });
        }
        assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();

        timeOut(pool);
        timeOut(pool);

        assertThat(pool.recorder().totals().timeoutCauses()).isEqualTo(Map.of(TimeoutCause.LEAK, 2L));
        assertThat(counter(pool, "pool.timeouts.leak")).isEqualTo(2);
        assertThat(counter(pool, "pool.timeouts.full")).isZero();
        assertThat(cause(pool)).isEqualTo("LEAK");
        assertThat(JsonPath.<List<String>>read(pool.sections(), "$.holders[0].stack"))
                .anyMatch(frame -> frame.contains("JdbcHoldersTests"));
        assertThat(output).contains("orders - No connection in time: LEAK (active=2, max=2, heldAndNotUsed=2");
        assertThat(output)
                .containsOnlyOnce("No connection in time")
                .contains("by worker, which runs nothing; last select 1");
        assertThat(output).contains("    at ").contains("JdbcHoldersTests.lambda");
        end.countDown();
    }

    @Test
    void aServerThatTakesLongerThanItDidIsSlow() throws Exception {
        JdbcPool pool = open(postgres().sizes(0, 2).acquireTimeout(SECONDS));
        openAll(pool, 2);
        for (int i = 0; i < 20; i++) {
            run(pool, "select 1");
        }
        CountDownLatch end = runForLong(pool, 2, "select pg_sleep(20)");

        timeOut(pool);

        assertThat(pool.recorder().totals().timeoutCauses()).containsOnlyKeys(TimeoutCause.SLOW_SERVER);
        assertThat(JsonPath.<Boolean>read(pool.sections(), "$.holders[0].running"))
                .isTrue();
        assertThat(end.getCount()).isEqualTo(2);
    }

    @Test
    void aPoolWhoseUsesAreAsShortAsEverIsFull() throws Exception {
        JdbcPool pool = open(postgres().sizes(0, 2).acquireTimeout(SECONDS));
        openAll(pool, 2);
        for (int i = 0; i < 20; i++) {
            run(pool, "select pg_sleep(0.9)");
        }
        for (int i = 0; i < 12; i++) {
            workers.execute(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    try {
                        run(pool, "select pg_sleep(0.9)");
                    } catch (SQLException ex) {
                        Thread.onSpinWait(); // timed out, which is what is waited for
                    }
                }
            });
        }

        Map<TimeoutCause, Long> causes =
                eventually().until(() -> pool.recorder().totals().timeoutCauses(), found -> !found.isEmpty());
        assertThat(causes).containsOnlyKeys(TimeoutCause.FULL);
    }

    @Test
    void aServerThatIsNotThereIsDown() {
        int nobody = EmbeddedServers.freePort();
        JdbcPool pool = open(TestSettings.of("jdbc:postgresql://localhost:" + nobody + "/none")
                .username("nobody")
                .acquireTimeout(SECOND));

        timeOut(pool);

        assertThat(pool.recorder().totals().timeoutCauses()).containsOnlyKeys(TimeoutCause.BACKEND_DOWN);
        assertThat(JsonPath.<String>read(pool.sections(), "$.diagnosis.evidence.error"))
                .contains("refused");
    }

    @Test
    void aServerThatRefusesConnectionsIsNotDown() throws Exception {
        JdbcPool pool = open(TestSettings.of(EmbeddedServers.postgresUrl().replace("/postgres?", "/nodb?"))
                .username("postgres")
                .acquireTimeout(SECOND));

        timeOut(pool);

        assertThat(pool.recorder().totals().timeoutCauses()).containsOnlyKeys(TimeoutCause.OPEN_FAILING);
    }

    @Test
    void aServerThatAcceptsAndStaysSilentIsSlowToOpen() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            JdbcPool pool = open(TestSettings.of("jdbc:postgresql://localhost:" + silent.getLocalPort() + "/none")
                    .username("nobody")
                    .connectTimeout(Duration.ofSeconds(30))
                    .acquireTimeout(SECOND));

            timeOut(pool);

            assertThat(pool.recorder().totals().timeoutCauses()).containsOnlyKeys(TimeoutCause.SLOW_OPEN);
        }
    }

    @Test
    void aThreadThatTakesASecondConnectionIsCounted() throws SQLException {
        JdbcPool pool = open(TestSettings.h2("nested").sizes(0, 3));
        try (Connection outer = pool.dataSource().getConnection()) {
            try (Connection inner = pool.dataSource().getConnection();
                    Connection innermost = pool.dataSource().getConnection()) {
                assertThat(inner).isNotSameAs(outer).isNotSameAs(innermost);
            }
            try (Connection again = pool.dataSource().getConnection()) {
                assertThat(again).isNotSameAs(outer);
            }
        }
        try (Connection alone = pool.dataSource().getConnection()) {
            assertThat(alone.isValid(1)).isTrue();
        }
        assertThat(pool.recorder().totals().nested()).isEqualTo(3);
        assertThat(pool.recorder().deepestNesting()).isEqualTo(3);
    }

    @Test
    void aConnectionOfAnotherPoolOrGivenBackByAnotherThreadIsNotNested() throws Exception {
        JdbcPool pool = open(TestSettings.h2("own"));
        JdbcPool other = open(TestSettings.h2("other"));
        try (Connection first = pool.dataSource().getConnection();
                Connection second = other.dataSource().getConnection()) {
            assertThat(first).isNotSameAs(second);
        }
        Connection handedOver = pool.dataSource().getConnection();
        workers.submit(() -> {
                    handedOver.close();
                    return null;
                })
                .get(30, TimeUnit.SECONDS);
        pool.dataSource().getConnection().close();

        assertThat(pool.recorder().totals().nested()).isZero();
        assertThat(other.recorder().totals().nested()).isZero();
    }

    @Test
    void oneMoreCallerThanMayWaitIsRefusedAtOnce() throws Exception {
        JdbcPool pool =
                open(TestSettings.h2("waiters").sizes(0, 1).maxPending(2).acquireTimeout(Duration.ofSeconds(30)));
        CountDownLatch served = new CountDownLatch(2);
        try (Connection held = pool.dataSource().getConnection()) {
            for (int i = 0; i < 2; i++) {
                workers.execute(() -> {
                    try {
                        pool.dataSource().getConnection().close();
                        served.countDown();
                    } catch (SQLException ex) {
                        throw new IllegalStateException(ex);
                    }
                });
            }
            eventually().until(() -> pool.snapshot().pending() == 2);

            assertThatExceptionOfType(SQLTransientConnectionException.class)
                    .isThrownBy(() -> pool.dataSource().getConnection())
                    .withMessage(
                            "orders - 2 callers wait for a connection, which is the bound max-pending; refused at once");
            assertThat(held.isValid(1)).isTrue();
        }
        assertThat(served.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.recorder().totals().refused()).isEqualTo(1);
        assertThat(pool.recorder().totals().timedOut()).isZero();
        assertThat(counter(pool, "pool.refused")).isEqualTo(1);
    }

    @Test
    void slowStatementsAreLoggedCountedAndKeptUnderneathHikari(CapturedOutput output) throws SQLException {
        JdbcPool pool = open(postgres().slowQueries(Duration.ofSeconds(2), false));
        run(pool, "select 1");
        try (Connection connection = pool.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement("select pg_sleep(?)")) {
            statement.setDouble(1, 2.15);
            statement.executeQuery();
            assertThat(connection.getClass().getName()).startsWith("com.zaxxer.hikari.");
            assertThat(connection.unwrap(org.postgresql.PGConnection.class)).isNotNull();
        }

        assertThat(pool.recorder().totals().slowQueries()).isEqualTo(1);
        assertThat(output)
                .contains("orders - slow query")
                .contains("select pg_sleep(?)")
                .doesNotContain("2.15");
        assertThat(JsonPath.<String>read(pool.sections(), "$.slowQueries.slowest[0].statement"))
                .isEqualTo("select pg_sleep(?)");
        assertThat(JsonPath.<Integer>read(pool.sections(), "$.slowQueries.slowest.length()"))
                .isEqualTo(1);
    }

    @Test
    void parametersOfSlowStatementsAreShownOnRequestOnly() throws SQLException {
        JdbcPool pool = open(postgres().slowQueries(Duration.ofMillis(100), true));
        try (Connection connection = pool.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement("select pg_sleep(?)")) {
            statement.setDouble(1, 0.15);
            statement.executeQuery();
        }
        assertThat(JsonPath.<String>read(pool.sections(), "$.slowQueries.slowest[0].parameters"))
                .isEqualTo("(1=0.15)");
    }

    @Test
    void theServerSeesTheNameOfThePool() throws SQLException {
        assertThat(run(open(postgres()), NAME_IN_POSTGRES)).isEqualTo("orders");
        assertThat(run(open(TestSettings.of(EmbeddedServers.mariaDbUrl())), NAME_IN_MARIADB))
                .isEqualTo("orders");
    }

    @Test
    void aNameOfOnesOwnIsWhatTheServerSees() throws SQLException {
        JdbcPool postgres = open(TestSettings.of(EmbeddedServers.postgresUrl() + "&ApplicationName=billing"));
        assertThat(run(postgres, NAME_IN_POSTGRES)).isEqualTo("billing");
        JdbcPool mariaDb =
                open(TestSettings.of(EmbeddedServers.mariaDbUrl() + "&connectionAttributes=program_name:billing"));
        assertThat(run(mariaDb, NAME_IN_MARIADB)).isEqualTo("billing");
    }

    /* So that nobody has to wait for an opening. */
    private static void openAll(JdbcPool pool, int count) throws SQLException {
        List<Connection> all = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                all.add(pool.dataSource().getConnection());
            }
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
    }

    private CountDownLatch runForLong(JdbcPool pool, int count, String sql) {
        CountDownLatch end = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            workers.execute(() -> {
                try {
                    run(pool, sql);
                } catch (SQLException ex) {
                    Thread.onSpinWait(); // the pool is closed under it at the end
                } finally {
                    end.countDown();
                }
            });
        }
        eventually().until(() -> pool.snapshot().active() == count);
        return end;
    }

    private static String run(JdbcPool pool, String sql) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static double counter(JdbcPool pool, String meter) {
        Pools pools = Pools.create();
        pools.add(pool);
        MeterRegistry registry = new SimpleMeterRegistry();
        new PoolMeters(pools).bindTo(registry);
        return registry.get(meter).functionCounter().count();
    }

    private static void timeOut(JdbcPool pool) {
        assertThatExceptionOfType(SQLTransientConnectionException.class)
                .isThrownBy(() -> pool.dataSource().getConnection());
    }

    private static String cause(JdbcPool pool) {
        return String.valueOf(JsonPath.<Object>read(pool.sections(), "$.diagnosis.cause"));
    }

    private static TestSettings postgres() {
        return TestSettings.of(EmbeddedServers.postgresUrl()).username("postgres");
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
