/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * A PostgreSQL and a MariaDB that do well under mixed load: short reads, transactions that pause between two statements,
 * reports that take a while, and bursts that fill the pool for a moment. Nothing is wrong, and no cause of anything may be
 * named, for {@code -Dpools.healthy-minutes}, 10 unless it says another number.
 */
@Tag("slow")
@ExtendWith(OutputCaptureExtension.class)
class HealthyLoadTests {

    private static final Duration TIME = Duration.ofMinutes(Long.getLong("pools.healthy-minutes", 10));
    private static final int SIZE = 8;

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final ExecutorService bursts = Executors.newCachedThreadPool();
    private final long end = System.nanoTime() + TIME.toNanos();
    private final AtomicInteger uses = new AtomicInteger();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    @Test
    void aPoolThatDoesWellIsSaidToHaveNoTrouble(CapturedOutput output) throws Exception {
        try (JdbcPool postgres = open(EmbeddedServers.postgresUrl());
                JdbcPool mariaDb = open(EmbeddedServers.mariaDbUrl())) {
            List<JdbcPool> pools = List.of(postgres, mariaDb);
            load(postgres, "select pg_sleep(?)");
            load(mariaDb, "select sleep(?)");
            callers.shutdown();
            while (!callers.awaitTermination(100, TimeUnit.MILLISECONDS)) {
                pools.forEach(pool -> assertThat(pool.sections()).doesNotContainKeys("diagnosis", "shortage"));
            }
            bursts.shutdown();
            assertThat(bursts.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            assertThat(failure).hasValue(null);
            assertThat(uses.get()).isGreaterThan((int) (20 * TIME.toSeconds()));
            assertThat(pools).allSatisfy(pool -> {
                assertThat(pool.recorder().totals().timedOut()).isZero();
                assertThat(pool.recorder().totals().timeoutCauses()).isEmpty();
            });
            assertThat(output).doesNotContain("No connection in time");
        } finally {
            callers.shutdownNow();
            bursts.shutdownNow();
        }
    }

    private static JdbcPool open(String url) throws SQLException {
        JdbcPool pool = TestSettings.of(url)
                .sizes(2, SIZE)
                .acquireTimeout(Duration.ofSeconds(3))
                .slowQueries(Duration.ofMillis(500), false)
                .open();
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists healthy (entry int)");
        }
        return pool;
    }

    private void load(JdbcPool pool, String sleep) {
        for (int i = 0; i < 3; i++) {
            again(Duration.ofMillis(20), () -> run(pool, "select 1"));
            again(Duration.ofMillis(50), () -> write(pool));
        }
        again(Duration.ofSeconds(2), () -> sleep(pool, sleep, 0.4));
        again(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 3 * SIZE; i++) {
                bursts.execute(() -> call(() -> sleep(pool, sleep, 0.02)));
            }
        });
    }

    private void again(Duration pause, Use use) {
        callers.execute(() -> {
            while (System.nanoTime() - end < 0) {
                call(use);
                LockSupport.parkNanos(pause.toNanos());
            }
        });
    }

    private void call(Use use) {
        try {
            use.run();
            uses.incrementAndGet();
        } catch (SQLException | RuntimeException ex) { // whatever it is, the test is to tell
            failure.compareAndSet(null, ex);
        }
    }

    private static void run(JdbcPool pool, String sql) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /* Holds its connection for a while in which it runs nothing. */
    private static void write(JdbcPool pool) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into healthy values (?)")) {
            connection.setAutoCommit(false);
            insert.setInt(1, 1);
            insert.executeUpdate();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(30));
            connection.rollback();
        }
    }

    private static void sleep(JdbcPool pool, String sql, double seconds) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setDouble(1, seconds);
            statement.executeQuery().close();
        }
    }

    private interface Use {

        void run() throws SQLException;
    }
}
