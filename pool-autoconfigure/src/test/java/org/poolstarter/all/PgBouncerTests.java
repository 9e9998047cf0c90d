/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.Warning;
import org.poolstarter.advice.doctor.Doctor;
import org.poolstarter.jdbc.EmbeddedServers;
import org.poolstarter.jdbc.PgBouncerServer;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.PoolStatus;
import org.poolstarter.pool.ServerFacts;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** A pool whose connections lead through a real PgBouncer to a real PostgreSQL. */
class PgBouncerTests {

    private static final int THREADS = 4;
    private static final int EXECUTIONS = 100;

    private PgBouncerServer bouncer;

    @BeforeEach
    void startPgBouncer() {
        int postgres = URI.create(EmbeddedServers.postgresUrl().substring("jdbc:".length()))
                .getPort();
        bouncer = PgBouncerServer.start(postgres, "pool_mode = transaction", "default_pool_size = 2");
    }

    @AfterEach
    void stopPgBouncer() {
        if (bouncer != null) {
            bouncer.close();
        }
    }

    @Test
    void preparedStatementsWorkInTransactionModeWithTheSettingsAndFailWithoutThem() throws Exception {
        try (ConfigurableApplicationContext without = start()) {
            assertThat(failedExecutions(without)).as("without the settings").isNotEmpty();
        }
        try (ConfigurableApplicationContext with = start("--pools.jdbc.orders.pgbouncer.mode=transaction")) {
            assertThat(failedExecutions(with)).as("with the settings").isEmpty();
        }
    }

    @Test
    void theSizesOfTheProfileAreLoweredAndSayWhy() {
        try (ConfigurableApplicationContext application =
                start("--pools.jdbc.orders.pgbouncer.mode=transaction", "--pools.profile=large")) {
            Pool pool = pool(application);
            assertThat(pool.settings().settings())
                    .contains(
                            new Setting("max-size", 15, "large, lowered to pgbouncer.mode"),
                            new Setting("min-idle", 5, "large, lowered to pgbouncer.mode"),
                            new Setting("max-lifetime", Duration.ofMinutes(30), "large, lowered to pgbouncer.mode"),
                            new Setting("keepalive", "off", "large, lowered to pgbouncer.mode"),
                            new Setting("prepare-threshold", 0, "pools.jdbc.orders.pgbouncer.mode"));
            assertThat(pool.snapshot().max()).isEqualTo(15);
        }
    }

    @Test
    void metersAndSectionSayWhatTheConsoleSays() throws Exception {
        try (ConfigurableApplicationContext application = start(
                "--pools.jdbc.orders.max-size=6",
                "--pools.jdbc.orders.min-idle=0",
                "--pools.jdbc.orders.pgbouncer.mode=transaction",
                "--pools.jdbc.orders.pgbouncer.admin-url=" + bouncer.consoleUrl(),
                "--pools.jdbc.orders.pgbouncer.username=stats",
                "--pools.jdbc.orders.pgbouncer.poll-interval=1s")) {
            DataSource orders = application.getBean("ordersDataSource", DataSource.class);
            List<Connection> held = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Connection connection = orders.getConnection();
                connection.setAutoCommit(false);
                connection.createStatement().execute("select 1");
                held.add(connection);
            }
            ExecutorService caller = Executors.newSingleThreadExecutor();
            Future<Boolean> waiting = caller.submit(() -> execute(orders, "select 2"));
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(gauge(application, "pool.pgbouncer.up")).isEqualTo(1);
                assertThat(gauge(application, "pool.pgbouncer.servers.active")).isEqualTo(2);
                // the caller, and on a slow machine attempts of the pool to open another connection for it
                assertThat(gauge(application, "pool.pgbouncer.clients.waiting"))
                        .isPositive()
                        .isEqualTo(bouncer.shown("postgres", "cl_waiting"));
                assertThat(gauge(application, "pool.pgbouncer.size")).isEqualTo(2);
                assertThat(gauge(application, "pool.pgbouncer.connections")).isEqualTo(2);
                assertThat(gauge(application, "pool.pgbouncer.wait.oldest")).isPositive();
            });
            assertThat(pool(application).sections())
                    .extractingByKey("pgbouncer")
                    .asString()
                    .contains("mode=transaction", "version=1.", "serversActive=2", "state=UP")
                    .containsPattern("clientsWaiting=[1-9]");
            for (Connection connection : held) {
                connection.close();
            }
            assertThat(waiting.get()).isTrue();
            caller.shutdown();
            bouncer.run("PAUSE postgres");
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(gauge(application, "pool.pgbouncer.paused")).isEqualTo(1);
                assertThat(warnings(application)).contains("pgbouncer-paused");
            });
            bouncer.run("RESUME postgres");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(warnings(application)).doesNotContain("pgbouncer-paused"));
            assertThat(application
                            .getBean(MeterRegistry.class)
                            .get("pool.pgbouncer.transactions")
                            .functionCounter()
                            .count())
                    .isPositive();
        }
    }

    @Test
    void thePoolerIsTheServerOfThePoolAndItsMistakesAreFound() {
        try (ConfigurableApplicationContext application = start(
                "--pools.jdbc.orders.acquire-timeout=3m", // and query_wait_timeout of PgBouncer is two
                "--pools.jdbc.orders.pgbouncer.mode=transaction",
                "--pools.jdbc.orders.pgbouncer.admin-url=" + bouncer.consoleUrl(),
                "--pools.jdbc.orders.pgbouncer.username=stats",
                "--pools.jdbc.orders.pgbouncer.poll-interval=1s",
                "--pools.jdbc.orders.hikari.data-source-properties.prepareThreshold=5",
                "--pools.jdbc.orders.hikari.connection-init-sql=set search_path to public")) {
            Pool orders = pool(application);
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                ServerFacts facts = Objects.requireNonNull(orders.inquiry()).ask(Duration.ofSeconds(10));
                assertThat(facts.limit()).isEqualTo(new ServerFacts.Limit(100, "max_client_conn=100"));
                assertThat(facts.server().product()).startsWith("PgBouncer 1.");
                assertThat(facts.userLimit()).isNull();
            });
            Doctor doctor = application.getBean(Doctor.class);
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                doctor.examine();
                assertThat(doctor.warnings(orders))
                        .extracting(Warning::code)
                        .contains("acquire-timeout-above-pooler", "pooler-prepared-statements", "pooler-session-state");
            });
            assertThat(doctor.warnings(orders))
                    .extracting(Warning::remedy)
                    .anyMatch(remedy -> remedy.startsWith("Set pools.jdbc.orders.acquire-timeout=2m"))
                    .anyMatch(
                            remedy -> remedy.startsWith(
                                    "Set pools.jdbc.orders.hikari.data-source-properties.prepareThreshold=0, or have PgBouncer "))
                    .anyMatch(remedy -> remedy.startsWith("Remove pools.jdbc.orders.hikari.connection-init-sql "));
        }
    }

    @Test
    void aConsoleThatDoesNotAnswerIsAWarningAndNothingElse() throws Exception {
        try (ConfigurableApplicationContext application = start(
                "--pools.jdbc.orders.pgbouncer.mode=transaction",
                "--pools.jdbc.orders.pgbouncer.admin-url=jdbc:postgresql://127.0.0.1:%d/pgbouncer"
                        .formatted(EmbeddedServers.freePort()),
                "--pools.jdbc.orders.pgbouncer.poll-interval=1s")) {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(warnings(application)).contains("pgbouncer-console-down"));
            assertThat(execute(application.getBean("ordersDataSource", DataSource.class), "select 1"))
                    .isTrue();
            assertThat(application
                            .getBean(PoolMonitor.class)
                            .report(pool(application))
                            .orElseThrow()
                            .status())
                    .isEqualTo(PoolStatus.HEALTHY);
        }
    }

    @Test
    void aBypassedPoolerIsNotUsedAndItsSizesDoNotCount() throws Exception {
        bouncer.stop();
        try (ConfigurableApplicationContext application = start(
                "--pools.profile=large",
                "--pools.jdbc.orders.min-idle=1",
                "--pools.jdbc.orders.pgbouncer.mode=transaction",
                "--pools.jdbc.orders.pgbouncer.admin-url=" + bouncer.consoleUrl(),
                "--pools.jdbc.orders.pgbouncer.direct-url=" + EmbeddedServers.postgresUrl(),
                "--pools.jdbc.orders.pgbouncer.bypass=true")) {
            assertThat(execute(application.getBean("ordersDataSource", DataSource.class), "select 1"))
                    .isTrue();
            assertThat(pool(application).snapshot().max()).isEqualTo(50);
            assertThat(pool(application).sections()).doesNotContainKey("pgbouncer");
            assertThat(pool(application).target()).contains("localhost");
        }
    }

    private List<SQLException> failedExecutions(ConfigurableApplicationContext application) throws Exception {
        DataSource orders = application.getBean("ordersDataSource", DataSource.class);
        ExecutorService callers = Executors.newFixedThreadPool(THREADS);
        CyclicBarrier together = new CyclicBarrier(THREADS);
        List<Callable<List<SQLException>>> calls = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            calls.add(() -> prepareAndExecute(orders, together));
        }
        List<SQLException> failures = new ArrayList<>();
        for (Future<List<SQLException>> call : callers.invokeAll(calls)) {
            failures.addAll(call.get());
        }
        callers.shutdown();
        return failures;
    }

    /* One connection each at the same time, so that the driver prepares on a server that others get in between. */
    private static List<SQLException> prepareAndExecute(DataSource orders, CyclicBarrier together) throws Exception {
        List<SQLException> failures = new ArrayList<>();
        try (Connection connection = orders.getConnection();
                PreparedStatement statement = connection.prepareStatement("select ?::int + pg_backend_pid() * 0")) {
            together.await(30, TimeUnit.SECONDS);
            for (int i = 0; i < EXECUTIONS; i++) {
                statement.setInt(1, i);
                try (ResultSet result = statement.executeQuery()) {
                    result.next();
                    assertThat(result.getInt(1)).isEqualTo(i);
                } catch (SQLException ex) {
                    failures.add(ex);
                }
            }
        }
        return failures;
    }

    private static boolean execute(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return connection.createStatement().execute(sql);
        }
    }

    private static Pool pool(ConfigurableApplicationContext application) {
        return application.getBean("ordersJdbcPool", Pool.class);
    }

    private static double gauge(ConfigurableApplicationContext application, String name) {
        return application
                .getBean(MeterRegistry.class)
                .get(name)
                .tag("pool", "orders")
                .tag("backend", "jdbc")
                .gauge()
                .value();
    }

    private static List<String> warnings(ConfigurableApplicationContext application) {
        return application.getBean(PoolMonitor.class).report(pool(application)).orElseThrow().warnings().stream()
                .map(Warning::code)
                .toList();
    }

    private ConfigurableApplicationContext start(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--pools.jdbc.orders.url=" + bouncer.url());
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run(all.toArray(String[]::new));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
