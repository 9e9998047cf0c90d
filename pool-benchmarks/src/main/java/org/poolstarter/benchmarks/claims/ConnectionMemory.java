/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks.claims;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.poolstarter.jdbc.DriverTimeouts;
import org.poolstarter.jdbc.JdbcPool;
import org.poolstarter.jdbc.JdbcPoolLimits;
import org.poolstarter.jdbc.JdbcPoolSettings;
import org.poolstarter.jdbc.JdbcTarget;
import org.poolstarter.jdbc.JdbcWatchSettings;
import org.poolstarter.pool.PoolSettings;

/**
 * Memory of a connection per request against a pool: 100 threads that have statements of 20 ms carried out by PostgreSQL.
 * The server's is the proportional set size of its processes that serve clients, from Linux; the client's is what its
 * threads allocate for each statement.
 */
final class ConnectionMemory {

    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration SAMPLE = Duration.ofMillis(250);
    private static final double KILOBYTES_PER_MEGABYTE = 1024;
    private static final String SERVING =
            "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()";

    private final String url;
    private final int threads;
    private final Duration time;

    ConnectionMemory(String url, int threads, Duration time) {
        this.url = url;
        this.threads = threads;
        this.time = time;
    }

    /**
     * What was seen.
     *
     * @param connections the most that the server had at once
     * @param serverMegabytes the most memory of the server's processes for them
     * @param allocatedBytes what the client's threads allocated for each statement
     * @param statements how many were carried out, warm-up included
     */
    record Seen(int connections, double serverMegabytes, double allocatedBytes, long statements) {}

    /** Gets a connection that the caller closes. */
    @FunctionalInterface
    interface Source {

        Connection get() throws SQLException;
    }

    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "200")
                .start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            ConnectionMemory memory = new ConnectionMemory(url, 100, Duration.ofSeconds(10));
            Seen each = memory.perRequest();
            Seen pooled = memory.pooled(15);
            print("connection per request", each);
            print("pool of 15", pooled);
            System.out.printf(
                    "the pool takes %.3f of the server's memory and %.3f of the client's allocation%n",
                    pooled.serverMegabytes() / each.serverMegabytes(), pooled.allocatedBytes() / each.allocatedBytes());
        }
    }

    private static void print(String what, Seen seen) {
        System.out.printf(
                "%s: %d connections, %.1f MB of server processes, %.1f KB allocated for each of %d statements%n",
                what, seen.connections(), seen.serverMegabytes(), seen.allocatedBytes() / 1024, seen.statements());
    }

    /** A connection for each statement. */
    Seen perRequest() throws Exception {
        return measure(() -> DriverManager.getConnection(url));
    }

    /**
     * A named pool.
     *
     * @param size its bound
     */
    Seen pooled(int size) throws Exception {
        try (HikariDataSource dataSource = pool(size).dataSource()) {
            return measure(dataSource::getConnection);
        }
    }

    private JdbcPool pool(int size) {
        JdbcPoolLimits limits = new JdbcPoolLimits(
                Math.min(5, size),
                size,
                Duration.ofSeconds(10),
                Duration.ofSeconds(3),
                Duration.ofMinutes(10),
                Duration.ofMinutes(30),
                Duration.ofMinutes(2),
                null);
        return JdbcPool.open(new JdbcPoolSettings(
                "orders",
                new JdbcTarget(url, null, null, null),
                limits,
                new DriverTimeouts(null, null),
                JdbcWatchSettings.none(),
                false,
                true,
                PoolSettings.none()));
    }

    private Seen measure(Source source) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        LongAdder statements = new LongAdder();
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Long>> allocated = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                allocated.add(workers.submit(worker(source, stop, statements)));
            }
            Peak peak = new Peak();
            try (Connection watcher = DriverManager.getConnection(url)) {
                TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
                long end = System.nanoTime() + time.toNanos();
                while (System.nanoTime() < end) {
                    peak.see(serving(watcher));
                    TimeUnit.NANOSECONDS.sleep(SAMPLE.toNanos());
                }
            } finally {
                stop.set(true);
            }
            return new Seen(
                    peak.connections,
                    peak.kilobytes / KILOBYTES_PER_MEGABYTE,
                    sum(allocated) / statements.sum(),
                    statements.sum());
        } finally {
            workers.shutdownNow();
        }
    }

    /** Carries out statements until it is told to stop, and says how many bytes its thread has allocated. */
    private static Callable<Long> worker(Source source, AtomicBoolean stop, LongAdder statements) {
        return () -> {
            while (!stop.get()) {
                try (Connection connection = source.get();
                        Statement statement = connection.createStatement()) {
                    statement.execute("select pg_sleep(0.02)");
                }
                statements.increment();
            }
            com.sun.management.ThreadMXBean threads =
                    (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        };
    }

    private static double sum(List<Future<Long>> bytes) throws InterruptedException, ExecutionException {
        double sum = 0;
        for (Future<Long> each : bytes) {
            sum += each.get();
        }
        return sum;
    }

    private static List<Long> serving(Connection watcher) throws SQLException {
        List<Long> processes = new ArrayList<>();
        try (Statement statement = watcher.createStatement();
                ResultSet rows = statement.executeQuery(SERVING)) {
            while (rows.next()) {
                processes.add(rows.getLong(1));
            }
        }
        return processes;
    }

    /** The most of several looks. */
    private static final class Peak {

        private int connections;
        private long kilobytes;

        void see(List<Long> processes) throws IOException {
            long sum = 0;
            for (long process : processes) {
                sum += proportionalSetSize(process);
            }
            kilobytes = Math.max(kilobytes, sum);
            connections = Math.max(connections, processes.size());
        }

        private static long proportionalSetSize(long process) throws IOException {
            try {
                return Files.readAllLines(Path.of("/proc", String.valueOf(process), "smaps_rollup")).stream()
                        .filter(line -> line.startsWith("Pss:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .sum();
            } catch (AccessDeniedException ex) {
                throw ex;
            } catch (IOException ex) { // the process ends at this moment
                return 0;
            }
        }
    }
}
