/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks.claims;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Several client processes that connect to PostgreSQL themselves, with 20 to 50 connections each, against as many with 5 to
 * 15 connections to one PgBouncer in front of it. Each client is a load tester; the server's connections are counted on one
 * more, which is not among them.
 *
 * <p>Arguments: the jar of the load tester, and a directory for what the clients report.
 */
final class DirectOrPgBouncer {

    private static final int CLIENTS = 4;
    private static final int SERVER_CONNECTIONS = 20;
    private static final long PATIENCE_SECONDS = 90;
    private static final String COUNT =
            "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()";

    private static final List<Load> LOADS = List.of(
            new Load("steady", List.of("--rate=150", "--duration=15s", "--workers=60", "--warm-up=2s")),
            new Load("bursts", List.of("--scenario=burst", "--burst-size=50", "--bursts=10", "--interval=1s")));

    private final Path jar;
    private final Path directory;

    private DirectOrPgBouncer(Path jar, Path directory) {
        this.jar = jar;
        this.directory = directory;
    }

    /**
     * What each client does.
     *
     * @param options of the load tester
     */
    private record Load(String name, List<String> options) {}

    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT);
        if (args.length != 2) {
            throw new IllegalArgumentException("Arguments: the jar of the load tester, and a directory for reports");
        }
        Path directory = Files.createDirectories(Path.of(args[1]));
        new DirectOrPgBouncer(Path.of(args[0]), directory).run();
    }

    private void run() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "300")
                        .start();
                PgBouncer bouncer = PgBouncer.start(postgres.getPort(), SERVER_CONNECTIONS)) {
            Path configuration = Files.writeString(
                    directory.resolve("application.yml"), """
                    pools:
                      jdbc:
                        direct:
                          url: jdbc:postgresql://127.0.0.1:%d/postgres
                          username: postgres
                          min-idle: 20
                          max-size: 50
                        pgbouncer:
                          url: jdbc:postgresql://127.0.0.1:%d/postgres
                          username: postgres
                          min-idle: 5
                          max-size: 15
                          pgbouncer:
                            mode: transaction
                    """.formatted(postgres.getPort(), bouncer.port()));
            for (Load load : LOADS) {
                for (String pool : List.of("direct", "pgbouncer")) {
                    measure(configuration, pool, load, postgres.getJdbcUrl("postgres", "postgres"));
                }
            }
        }
    }

    private void measure(Path configuration, String pool, Load load, String url) throws Exception {
        List<Path> reports = new ArrayList<>();
        List<Process> clients = new ArrayList<>();
        int most;
        try {
            for (int i = 1; i <= CLIENTS; i++) {
                Path report = directory.resolve("%s-%s-%d.json".formatted(load.name(), pool, i));
                reports.add(report);
                clients.add(start(configuration, pool, load, report));
            }
            most = mostConnections(clients, url);
        } finally {
            clients.forEach(Process::destroy);
        }
        for (Process client : clients) {
            if (client.exitValue() == 2) {
                throw new IOException("A client could not run; see " + directory.resolve("clients.log"));
            }
        }
        print(load.name(), pool, most, reports);
    }

    private Process start(Path configuration, String pool, Load load, Path report) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-jar",
                jar.toString(),
                "run",
                "--plain",
                "--config=" + configuration,
                "--pool=" + pool,
                "--query=select pg_sleep(0.02)",
                "--json=" + report));
        command.addAll(load.options());
        File log = directory.resolve("clients.log").toFile();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    /** The most connections that the server has until the last client ends. */
    private static int mostConnections(List<Process> clients, String url) throws SQLException, InterruptedException {
        int most = 0;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try (Connection watcher = DriverManager.getConnection(url);
                Statement statement = watcher.createStatement()) {
            while (clients.stream().anyMatch(Process::isAlive)) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("The clients do not end within %d s".formatted(PATIENCE_SECONDS));
                }
                try (ResultSet rows = statement.executeQuery(COUNT)) {
                    rows.next();
                    most = Math.max(most, rows.getInt(1));
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        return most;
    }

    private static void print(String load, String pool, int most, List<Path> reports) throws IOException {
        List<Double> p50 = new ArrayList<>();
        List<Double> p99 = new ArrayList<>();
        double throughput = 0;
        long failed = 0;
        for (Path report : reports) {
            JsonNode figures =
                    JsonMapper.shared().readTree(Files.readString(report)).at("/report/runs/0/figures");
            p50.add(figures.at("/latency/p50").asDouble());
            p99.add(figures.at("/latency/p99").asDouble());
            throughput +=
                    figures.get("succeeded").asDouble() / figures.get("seconds").asDouble();
            failed += figures.get("operations").asLong()
                    - figures.get("succeeded").asLong();
        }
        System.out.printf(
                "%s, %s: %d server connections, %.0f operations a second, %d failed, p50 %s ms, p99 %s ms%n",
                load, pool, most, throughput, failed, ofEach(p50), ofEach(p99));
    }

    private static String ofEach(List<Double> millis) {
        return String.join(
                " / ",
                millis.stream()
                        .sorted()
                        .map(each -> String.format(Locale.ROOT, "%.1f", each))
                        .toList());
    }
}
