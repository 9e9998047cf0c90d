/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.ref.Reference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.AccountPoolSettings;
import org.poolstarter.advice.HistorySettings;
import org.poolstarter.advice.MonitorSettings;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.doctor.BudgetSettings;
import org.poolstarter.advice.doctor.ConnectionBudget;
import org.poolstarter.advice.doctor.KnownServers;
import org.poolstarter.jdbc.DriverTimeouts;
import org.poolstarter.jdbc.JdbcPool;
import org.poolstarter.jdbc.JdbcPoolLimits;
import org.poolstarter.jdbc.JdbcPoolSettings;
import org.poolstarter.jdbc.JdbcTarget;
import org.poolstarter.jdbc.JdbcWatchSettings;
import org.poolstarter.metrics.PoolMeters;
import org.poolstarter.metrics.PoolMetersSettings;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Pools;

/**
 * What watching costs: a scrape over HTTP, a look of the monitor at every pool, and the heap that the history of a pool
 * takes. Of 50 pools, 40 of them JDBC pools over a driver that does nothing, on four servers that have told what they
 * grant, and 10 of accounts that have an idle client each, all of which are used between two looks.
 */
final class WatchCost implements AutoCloseable {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final int SERVERS = 4;

    private final Pools pools = Pools.create();
    private final List<HikariDataSource> jdbc = new ArrayList<>();
    private final List<AccountPool<String, String>> accounts = new ArrayList<>();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PoolMonitor monitor =
            new PoolMonitor(monitorSettings(HistorySettings.STANDARD), Instant::now, System::nanoTime, Runnable::run);

    WatchCost(int jdbcPools, int accountPools, int accountsOfEach) throws SQLException {
        DriverManager.registerDriver(new StubDriver());
        pools.addListener(monitor);
        KnownServers servers = new KnownServers(Runnable::run, Duration.ofSeconds(5), Instant::now);
        pools.addListener(servers);
        ConnectionBudget budget = new ConnectionBudget(servers, new BudgetSettings(6, 2, 10));
        new PoolMeters(pools, monitor, PoolMetersSettings.standard(), budget).bindTo(registry);
        for (int i = 0; i < jdbcPools; i++) {
            JdbcPool pool = jdbc("jdbc-" + i);
            jdbc.add(pool.dataSource());
            pools.add(new ServedPool(pool, "server-" + i % SERVERS, "user-" + i % (2 * SERVERS)));
        }
        servers.ask(Duration.ZERO).join();
        for (int i = 0; i < accountPools; i++) {
            AccountPool<String, String> pool = AccountPool.<String, String>builder("accounts-" + i, account -> account)
                    .limits(AccountPoolSettings.builder()
                            .maxSize(accountsOfEach)
                            .idleTimeout(Duration.ofHours(1))
                            .build())
                    .build();
            accounts.add(pool);
            pools.add(pool);
        }
    }

    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT);
        historyBytes(1); // so that classes are there, and nothing else is on the heap that may go meanwhile
        System.out.printf("history of a pool: %.0f KB%n", historyBytes(50) / 1_000);
        try (WatchCost cost = new WatchCost(40, 10, 1_000)) {
            cost.openEveryAccount(1_000);
            cost.measureScrapes(200, 300);
            cost.measureSampling(200, 300);
        }
    }

    /** Has every account a client that is open and idle. */
    void openEveryAccount(int accountsOfEach) throws InterruptedException {
        for (AccountPool<String, String> pool : accounts) {
            for (String account : Accounts.names(accountsOfEach)) {
                pool.acquire(account).close();
            }
        }
    }

    /** Scrapes over HTTP and prints how long that took. */
    void measureScrapes(int warmUps, int scrapes) throws Exception {
        HttpServer server = server();
        try {
            HttpClient client = HttpClient.newHttpClient();
            URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            long[] nanos = new long[scrapes];
            int bytes = 0;
            for (int i = -warmUps; i < scrapes; i++) {
                useEachPool();
                long start = System.nanoTime();
                HttpResponse<byte[]> response =
                        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
                long took = System.nanoTime() - start;
                bytes = response.body().length;
                if (i >= 0) {
                    nanos[i] = took;
                }
            }
            Arrays.sort(nanos);
            System.out.printf(
                    "scrape: median %.1f ms, p99 %.1f ms, %d series, %d KB%n",
                    nanos[scrapes / 2] / NANOS_PER_MILLI,
                    nanos[scrapes * 99 / 100] / NANOS_PER_MILLI,
                    registry.scrape()
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .count(),
                    bytes / 1_000);
        } finally {
            server.stop(0);
        }
    }

    /** Looks at every pool and prints the time of a core that this took. */
    void measureSampling(int warmUps, int samples) throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long cpuNanos = 0;
        for (int i = -warmUps; i < samples; i++) {
            useEachPool();
            long before = threads.getCurrentThreadCpuTime();
            monitor.sample();
            if (i >= 0) {
                cpuNanos += threads.getCurrentThreadCpuTime() - before;
            }
        }
        double nanosEach = (double) cpuNanos / samples;
        System.out.printf(
                "sampling: %.2f ms of processor time each second, %.3f %% of a core%n",
                nanosEach / NANOS_PER_MILLI, nanosEach / 1e9 * 100);
    }

    /** The heap that a history takes where each field has had a value. */
    static double historyBytes(int pools) {
        long without = heapOf(pools, null);
        long with = heapOf(pools, HistorySettings.STANDARD);
        return (double) (with - without) / pools;
    }

    private static long heapOf(int pools, @Nullable HistorySettings history) {
        Instant[] now = {Instant.EPOCH};
        PoolMonitor monitor = new PoolMonitor(monitorSettings(history), () -> now[0], System::nanoTime, Runnable::run);
        List<Pool> watched = new ArrayList<>();
        long before = heapInUse();
        try {
            for (int i = 0; i < pools; i++) {
                Pool pool = new BusyPool("busy-" + i, PoolRecorder.ofHolders(System::nanoTime));
                watched.add(pool);
                monitor.added(pool);
            }
            for (int second = 0; second < 61; second++) {
                watched.forEach(WatchCost::everyEvent);
                now[0] = now[0].plusSeconds(1);
                monitor.sample();
            }
            return heapInUse() - before;
        } finally {
            Reference.reachabilityFence(monitor);
            Reference.reachabilityFence(watched);
        }
    }

    private static void everyEvent(Pool pool) {
        PoolRecorder recorder = pool.recorder();
        if (recorder != null) {
            recorder.acquired(1_000_000);
            recorder.released(1_000_000);
            recorder.timedOut();
            recorder.refused();
            recorder.opened(1_000_000);
            recorder.closed(CloseReason.IDLE);
            recorder.closed(CloseReason.LIFETIME);
            recorder.openFailed(new IOException("refused"));
        }
    }

    private static long heapInUse() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void useEachPool() throws SQLException, InterruptedException {
        for (HikariDataSource dataSource : jdbc) {
            dataSource.getConnection().close();
        }
        for (AccountPool<String, String> pool : accounts) {
            pool.acquire("account-0").close();
        }
    }

    private HttpServer server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = registry.scrape().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static JdbcPool jdbc(String name) {
        JdbcPoolLimits limits = new JdbcPoolLimits(
                2,
                10,
                Duration.ofSeconds(10),
                Duration.ofSeconds(3),
                Duration.ofMinutes(10),
                Duration.ofMinutes(30),
                Duration.ofMinutes(2),
                null);
        return JdbcPool.open(new JdbcPoolSettings(
                name,
                new JdbcTarget(StubDriver.URL, null, null, null),
                limits,
                new DriverTimeouts(null, null),
                JdbcWatchSettings.none(),
                false,
                false,
                PoolSettings.none()));
    }

    private static MonitorSettings monitorSettings(@Nullable HistorySettings history) {
        return new MonitorSettings(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(3), history);
    }

    @Override
    public void close() {
        jdbc.forEach(HikariDataSource::close);
        accounts.forEach(AccountPool::close);
    }

    private record BusyPool(String name, PoolRecorder recorder) implements Pool {

        @Override
        public String backend() {
            return "busy";
        }

        @Override
        public PoolSnapshot snapshot() {
            return new PoolSnapshot(5, 2, 1, 3, 10, 2, 0.5);
        }
    }
}
