/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
@DisabledOnOs(OS.WINDOWS)
class SignalTests {

    @Test
    void aSignalEndsTheRunWithItsResultsAndLeavesNoTableBehind(@TempDir Path directory) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            String config = Cli.config(directory, """
                    pools:
                      jdbc:
                        orders:
                          url: jdbc:postgresql://localhost:%d/postgres
                          username: postgres
                    """.formatted(postgres.getPort()));
            Path out = directory.resolve("out.txt");
            Path html = directory.resolve("report.html");
            Process tester = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            PoolLoadTest.class.getName(),
                            "run",
                            "--plain",
                            "--config=" + config,
                            "--pool=orders",
                            "--operation=insert",
                            "--duration=1h",
                            "--workers=2",
                            "--warm-up=0s",
                            "--think-time=5ms",
                            "--report=" + html)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            try {
                await().atMost(Duration.ofSeconds(40)).until(() -> rows(postgres) > 1_010);
                // SIGTERM: a JVM takes it as it takes Ctrl-C, which is ignored in a process of the background.
                tester.destroy();

                assertThat(tester.waitFor(30, TimeUnit.SECONDS)).isTrue();
            } finally {
                tester.destroyForcibly();
            }
            assertThat(Files.readString(out)).contains("Ended early", "orders", "100.00 %");
            assertThat(Files.readString(html)).contains("Latency over time");
            assertThat(rows(postgres)).isEqualTo(-1);
        }
    }

    /** The rows of the tester's table; -1 without one. */
    private static long rows(EmbeddedPostgres postgres) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            String table;
            try (ResultSet tables = statement.executeQuery(
                    "select table_name from information_schema.tables where table_name like 'pool_loadtest_%'")) {
                if (!tables.next()) {
                    return -1;
                }
                table = tables.getString(1);
            }
            try (ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }
}
