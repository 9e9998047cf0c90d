/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.poolstarter.HttpResult;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.Lease;
import org.poolstarter.jdbc.EmbeddedServers;
import org.poolstarter.mongo.WireServer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * PostgreSQL, MariaDB, MongoDB and a service with accounts do well under a load that changes every ten seconds: short uses,
 * transactions that pause between two statements, uses that take seconds, and bursts that fill a pool for a moment. Nothing is
 * wrong, and nothing may be said, for {@code -Dpools.healthy-minutes}, 10 unless it says another number.
 *
 * <p>A machine that stands still with all that is on it has its pools full meanwhile, and that may be told. A look that finds
 * something just after is left out, and most are not.
 */
@Tag("slow")
@ExtendWith(OutputCaptureExtension.class)
class HealthyLoadTests {

    private static final Duration TIME = Duration.ofMinutes(Long.getLong("pools.healthy-minutes", 10));
    private static final List<String> POOLS = List.of("orders", "archive", "sessions", "mail");
    private static final int SIZE = 8;

    /** How much longer than usual callers pause, in one stretch after the other. */
    private static final double[] PACE = {1, 0.5, 4, 0.5, 10, 2};

    private static final long STRETCH_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final ExecutorService bursts = Executors.newCachedThreadPool();
    private final AtomicInteger uses = new AtomicInteger();

    /** When the load began; set before there is any. */
    private volatile long begin;

    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    @Test
    void ofPoolsThatDoWellNothingIsSaid(CapturedOutput output) throws Exception {
        try (WireServer mongo = WireServer.start();
                ConfigurableApplicationContext application = start(mongo);
                Machine machine = new Machine()) {
            begin = System.nanoTime();
            load(application.getBean("ordersDataSource", DataSource.class), EmbeddedServers.postgresUrl(), "pg_sleep");
            load(application.getBean("archiveDataSource", DataSource.class), EmbeddedServers.mariaDbUrl(), "sleep");
            load(application.getBean(MongoClient.class));
            load(mail(application));
            callers.shutdown();
            int judged = 0;
            int leftOut = 0;
            while (!callers.awaitTermination(500, TimeUnit.MILLISECONDS)) {
                try {
                    POOLS.forEach(pool -> assertNothingIsSaid(application, pool));
                    judged++;
                } catch (AssertionError ex) {
                    if (!machine.stoodStillLately()) {
                        throw ex;
                    }
                    leftOut++;
                }
            }
            bursts.shutdown();
            assertThat(bursts.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            assertThat(failure).hasValue(null);
            assertThat(judged).as("looks besides %d", leftOut).isGreaterThan((int) TIME.toSeconds() / 5);
            assertThat(leftOut).as("looks besides %d", judged).isLessThan(judged);
            assertThat(uses.get()).isGreaterThan((int) (50 * TIME.toSeconds()));
            assertThat(POOLS)
                    .allSatisfy(pool -> assertThat(HttpResult.get(application, "/actuator/pools/" + pool)
                                    .at("$.totals.timedOut"))
                            .isEqualTo(0));
            assertThat(output.getAll())
                    .doesNotContain("No connection in time", "got no connection", " is CRITICAL", " is ERROR")
                    .doesNotContainPattern("Pool (orders|archive|sessions) .* is WARNING");
        } finally {
            callers.shutdownNow();
            bursts.shutdownNow();
        }
    }

    private static void assertNothingIsSaid(ConfigurableApplicationContext application, String pool) {
        HttpResult entry = HttpResult.get(application, "/actuator/pools/" + pool);
        assertThat(entry.at("$.warnings")).as(pool).isEqualTo(List.of());
        if (!pool.equals("mail")) {
            // Clients of accounts are logged in all the time, and whoever waits for that makes the status WARNING,
            // without any warning.
            assertThat(entry.at("$.status")).as(pool).isEqualTo("HEALTHY");
        }
        assertThat(sections(entry, "$.sections")).as(pool).doesNotContainKeys("diagnosis", "shortage");
        if (pool.equals("sessions")) {
            assertThat(sections(entry, "$.sections.checkOuts")).doesNotContainKey("trouble");
        }
        assertThat(sections(HttpResult.get(application, "/actuator/pools/" + pool + "/advice"), "$"))
                .as(pool)
                .doesNotContainKey("saturation");
    }

    @SuppressWarnings("unchecked") // the endpoint says so
    private static Map<String, Object> sections(HttpResult result, String path) {
        return (Map<String, Object>) result.at(path);
    }

    private static ConfigurableApplicationContext start(WireServer mongo) {
        return SpringApplication.run(
                Application.class,
                "--server.port=0",
                "--management.endpoints.web.exposure.include=pools",
                "--pools.health.interval=5s",
                "--pools.health.timeout=2s",
                "--pools.jdbc.orders.url=" + EmbeddedServers.postgresUrl(),
                "--pools.jdbc.orders.primary=true",
                "--pools.jdbc.archive.url=" + EmbeddedServers.mariaDbUrl(),
                "--pools.mongo.sessions.uri=" + mongo.uri("app"),
                "--pools.jdbc.orders.max-size=" + SIZE,
                "--pools.jdbc.archive.max-size=" + SIZE,
                "--pools.mongo.sessions.max-size=" + SIZE,
                "--pools.accounts.mail.max-size=" + SIZE);
    }

    /* Short reads, transactions that think in between, reports, and bursts of three times the size. */
    private void load(DataSource pool, String url, String sleep) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists healthy (entry int)");
        }
        String report = "select %s(?)".formatted(sleep);
        for (int i = 0; i < 2; i++) {
            again(20, () -> sleep(pool, report, 0));
            again(50, () -> write(pool, 30));
        }
        again(2_000, () -> sleep(pool, report, 0.4));
        again(9_000, () -> sleep(pool, report, 3));
        again(11_000, () -> write(pool, 2_000));
        again(5_000, () -> burst(3 * SIZE, () -> sleep(pool, report, 0.02)));
    }

    private void load(MongoClient client) {
        MongoCollection<Document> entries = client.getDatabase("app").getCollection("healthy");
        again(20, () -> entries.find(new Document("entry", 1)).first());
        again(50, () -> entries.insertOne(new Document("entry", 1)));
        again(3_000, () -> entries.deleteMany(new Document("entry", 1)));
        again(
                2_000,
                () -> entries.insertMany(IntStream.range(0, 500)
                        .mapToObj(i -> new Document("entry", 1))
                        .toList()));
        again(
                5_000,
                () -> burst(
                        3 * SIZE, () -> entries.find(new Document("entry", 1)).first()));
    }

    private void load(AccountPool<String, String> mail) {
        for (int i = 0; i < 3; i++) {
            again(30, () -> session(mail, anyAccount(), 10));
        }
        // Its account is its own: who wants an account that somebody has for seconds waits, and that is told.
        again(8_000, () -> session(mail, "long sessions", 3_000));
        again(5_000, () -> burst(2 * SIZE, () -> session(mail, anyAccount(), 20)));
    }

    private void again(long usualPauseMillis, Use use) {
        callers.execute(() -> {
            while (System.nanoTime() - begin < TIME.toNanos()) {
                call(use);
                double pause =
                        usualPauseMillis * pace() * ThreadLocalRandom.current().nextDouble(0.5, 1.5);
                LockSupport.parkNanos((long) (pause * TimeUnit.MILLISECONDS.toNanos(1)));
            }
        });
    }

    private double pace() {
        long stretch = (System.nanoTime() - begin) / STRETCH_NANOS;
        return PACE[(int) (stretch % PACE.length)];
    }

    private void burst(int count, Use use) {
        for (int i = 0; i < count; i++) {
            bursts.execute(() -> call(use));
        }
    }

    private void call(Use use) {
        try {
            use.run();
            uses.incrementAndGet();
        } catch (Exception ex) { // whatever it is, the test is to tell
            failure.compareAndSet(null, ex);
        }
    }

    /* Holds its connection for a while in which it runs nothing. */
    private static void write(DataSource pool, long millis) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into healthy values (?)")) {
            connection.setAutoCommit(false);
            insert.setInt(1, 1);
            insert.executeUpdate();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
            connection.rollback();
        }
    }

    private static void sleep(DataSource pool, String sql, double seconds) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setDouble(1, seconds);
            statement.executeQuery().close();
        }
    }

    private static String anyAccount() {
        return "account " + ThreadLocalRandom.current().nextInt(2 * SIZE);
    }

    private static void session(AccountPool<String, String> mail, String account, long millis)
            throws InterruptedException {
        try (Lease<String> lease = mail.acquire(account)) {
            assertThat(lease.client()).isEqualTo(account);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }

    @SuppressWarnings("unchecked") // the factory below says so
    private static AccountPool<String, String> mail(ConfigurableApplicationContext application) {
        return application.getBean(AccountPool.class);
    }

    /** Notices when no thread runs for a while, by one that runs all the time. */
    private static final class Machine implements AutoCloseable {

        private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
        private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

        /** What happened before is over: queues have drained, and the monitor has looked since. */
        private static final long LATELY_NANOS = TimeUnit.SECONDS.toNanos(3);

        private final Thread ticker = new Thread(this::tick, "ticker");
        private volatile long ticked = System.nanoTime();
        private volatile long stoodStill = System.nanoTime() - LATELY_NANOS;
        private volatile boolean closed;

        Machine() {
            ticker.setDaemon(true);
            ticker.start();
        }

        private void tick() {
            while (!closed) {
                LockSupport.parkNanos(TICK_NANOS);
                long now = System.nanoTime();
                if (isLate(now)) {
                    stoodStill = now;
                }
                ticked = now;
            }
        }

        private boolean isLate(long now) {
            return now - ticked > TICK_NANOS + LATE_NANOS;
        }

        boolean stoodStillLately() {
            long now = System.nanoTime();
            return isLate(now) || now - stoodStill < LATELY_NANOS;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private interface Use {

        void run() throws Exception;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        /* A log-in takes a while. */
        @Bean
        ClientFactory<String, String> mail() {
            return account -> {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                return account;
            };
        }
    }
}
