/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** The profile pgbouncer, with PgBouncer started by the script that the README names. */
class PgBouncerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Process script;
    private ConfigurableApplicationContext collector;
    private int port;

    @BeforeEach
    void start() throws IOException {
        for (String program : List.of("/usr/sbin/pgbouncer", "/usr/bin/psql")) {
            Assumptions.assumeTrue(Files.isExecutable(Path.of(program)), "skipped: there is no " + program);
        }
        int postgresPort = freePort();
        port = freePort();
        script = new ProcessBuilder("./pgbouncer.sh", String.valueOf(postgresPort), String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await("PgBouncer listens").atMost(PATIENCE).until(this::listens);
        collector = MailboxCollector.run(
                "--spring.profiles.active=pgbouncer",
                "--server.port=0",
                "--collector.interval=1h",
                "--embedded.postgres.port=" + postgresPort,
                "--embedded.pgbouncer.port=" + port,
                "--pools.jdbc.archive.pgbouncer.poll-interval=1s");
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (collector != null) {
            collector.close();
        }
        if (script != null) {
            script.destroy();
            script.waitFor(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void theMetersOfPgBouncerMoveAndAgreeWithWhatPsqlIsTold() throws Exception {
        DataSource archive = collector.getBean("archiveDataSource", DataSource.class);
        await("the first round went through PgBouncer")
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(collector.getBean(MessageArchive.class).countByAccount())
                                .hasSize(8));
        for (int transactions = 0; transactions <= 3; transactions++) {
            List<Connection> held = begin(archive, transactions);
            int servers = transactions;
            await().atMost(PATIENCE).untilAsserted(() -> {
                Map<String, String> told = showPools();
                assertThat(told).containsEntry("sv_active", String.valueOf(servers));
                assertThat(gauge("servers.active")).isEqualTo(number(told, "sv_active"));
                assertThat(gauge("servers.idle")).isEqualTo(number(told, "sv_idle"));
                assertThat(gauge("clients.active")).isEqualTo(number(told, "cl_active"));
                assertThat(gauge("clients.waiting")).isEqualTo(number(told, "cl_waiting"));
            });
            for (Connection connection : held) {
                connection.rollback();
                connection.close();
            }
        }
        assertThat(collector
                        .getBean(MeterRegistry.class)
                        .get("pool.pgbouncer.transactions")
                        .functionCounter()
                        .count())
                .isGreaterThan(8);
    }

    private static List<Connection> begin(DataSource archive, int transactions) throws Exception {
        List<Connection> held = new ArrayList<>();
        for (int i = 0; i < transactions; i++) {
            Connection connection = archive.getConnection();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("select 1");
            }
            held.add(connection);
        }
        return held;
    }

    /** The row of the sample's database, by column. */
    private Map<String, String> showPools() throws IOException {
        Process psql = new ProcessBuilder(
                        "psql",
                        "--host=127.0.0.1",
                        "--port=" + port,
                        "--username=stats",
                        "--no-align",
                        "--command=SHOW POOLS",
                        "pgbouncer")
                .start();
        List<String> lines = new String(psql.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        List<String> columns = fields(lines.get(0));
        Map<String, String> row = new HashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            if (line.startsWith("postgres|postgres|")) {
                List<String> values = fields(line);
                for (int i = 0; i < columns.size(); i++) {
                    row.put(columns.get(i), values.get(i));
                }
            }
        }
        return row;
    }

    private static List<String> fields(String line) {
        return Stream.of(line.split("\\|", -1)).toList();
    }

    private static double number(Map<String, String> row, String column) {
        return Double.parseDouble(row.getOrDefault(column, "NaN"));
    }

    private double gauge(String name) {
        return collector
                .getBean(MeterRegistry.class)
                .get("pool.pgbouncer." + name)
                .tag("pool", "archive")
                .gauge()
                .value();
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException ex) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
