/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.poolstarter.loadtest.embedded.EmbeddedServers;

@Timeout(60)
class RunCommandTests {

    private static final String PASSWORD = "pa55-of-app";

    private static EmbeddedPostgres postgres;
    private static EmbeddedServers servers;
    private static String url;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        servers = new EmbeddedServers(3);
        Path database = data.resolve("pg");
        postgres = EmbeddedPostgres.builder()
                .setDataDirectory(database)
                .setCleanDataDirectory(false)
                .start();
        url = "jdbc:postgresql://localhost:%d/postgres".formatted(postgres.getPort());
        // Out of the box the embedded server trusts everybody.
        Files.writeString(
                database.resolve("pg_hba.conf"), "host all app all scram-sha-256\nhost all postgres all trust\n");
        execute(
                "create role app login password '%s'".formatted(PASSWORD),
                "grant create, usage on schema public to app",
                "select pg_reload_conf()");
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
        postgres.close();
    }

    @Test
    void aPoolThatHoldsEndsWithZeroAndATable() throws Exception {
        Cli.Result result = Cli.run(
                "--config=" + orders(url, PASSWORD),
                "--pool=orders",
                "--operations=300",
                "--warm-up=0s",
                "--max-mean=30s",
                "--max-p95=30s",
                "--max-p99=30s");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out())
                .contains(
                        "Pools orders of",
                        "20 workers in a closed loop, 300 operations",
                        "the built-in operation simple")
                .contains("100.00 %", "OK: The thresholds are reached.")
                .doesNotContain(PASSWORD);
    }

    @Test
    void aMissedThresholdEndsWithOneAndSaysWhich() throws Exception {
        Cli.Result result = Cli.run(
                "--config=" + orders(url, PASSWORD),
                "--pool=orders",
                "--operations=40",
                "--warm-up=0s",
                "--query=select pg_sleep(0.02)",
                "--max-p95=1ms");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).contains("orders: p95 is ", "at most 1 ms wanted", "BELOW: A threshold is missed.");
    }

    @Test
    void aPoolThatIsNotConfiguredIsNamedBesideThoseThatAre() throws Exception {
        Cli.Result result = Cli.run("--config=" + orders(url, PASSWORD), "--pool=order");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("There is no pool 'order' under pools in", "application.yml", "Use one of orders (jdbc).");
    }

    @Test
    void aWrongPasswordIsToldWithoutIt() throws Exception {
        Cli.Result result = Cli.run("--config=" + orders(url, "wrong-pa55"), "--pool=orders");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("The server of pool 'orders' (" + url, "refuses to log in", "password authentication failed")
                .contains("Correct the user and the password of the pool.")
                .doesNotContain("wrong-pa55");
        assertThat(result.out()).doesNotContain("wrong-pa55");
    }

    @Test
    void aUrlThatNoDriverTakesIsTold() throws Exception {
        Cli.Result result =
                Cli.run("--config=" + orders("jdbc:postgrsql://localhost/orders", PASSWORD), "--pool=orders");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("pools.jdbc.orders.url").doesNotContain(PASSWORD);
    }

    @Test
    void aPasswordThatADriverTakesForAHostIsNotTold() throws Exception {
        Cli.Result result = Cli.run(
                "--config=" + orders("jdbc:postgresql://app:s3cr3t@localhost:1/orders?password=s3cr3t", "s3cr3t"),
                "--pool=orders");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("cannot be reached at", "unknown host ***@localhost");
        assertThat(result.err() + result.out()).doesNotContain("s3cr3t");
    }

    @Test
    void aServerThatDoesNotAnswerIsTold() throws Exception {
        Cli.Result result = Cli.run(
                "--config=" + orders("jdbc:postgresql://localhost:%d/orders".formatted(freePort()), PASSWORD),
                "--pool=orders");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("The server of pool 'orders' cannot be reached at jdbc:postgresql://localhost:", "Start it");
    }

    @Test
    void aMongoServerThatDoesNotAnswerIsTold() throws Exception {
        String config = Cli.config(directory, """
                pools:
                  mongo:
                    sessions:
                      uri: mongodb://localhost:%d/test?serverSelectionTimeoutMS=3000
                """.formatted(freePort()));

        Cli.Result result = Cli.run("--config=" + config, "--pool=sessions");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("The server of pool 'sessions' cannot be reached at", "Connection refused")
                .doesNotContain("Selector");
    }

    @Test
    void aMailServerThatRefusesAPasswordIsTold() throws Exception {
        String config = mail("wrong-pa55");

        Cli.Result result = Cli.run("--config=" + config, "--pool=mail");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("The server of pool 'mail' (imap://127.0.0.1:", "refuses to log in")
                .doesNotContain("wrong-pa55");
    }

    @Test
    void anAccountPoolNeedsToKnowWhereToLogIn() throws Exception {
        String config = Cli.config(directory, "pools: {accounts: {mail: {max-size: 2}}}");

        Cli.Result result = Cli.run("--config=" + config, "--pool=mail");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("loadtest.imap.mail does not say where they log in", "loadtest.imap.mail.accounts[0]");
    }

    @Test
    void anotherMachineIsRefusedUnlessAllowed() throws Exception {
        Cli.Result result =
                Cli.run("--config=" + orders("jdbc:postgresql://192.0.2.1/orders", PASSWORD), "--pool=orders");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("The pool 'orders' may lead to another machine: 192.0.2.1", "--allow-remote");
    }

    @Test
    void aPropertyOfTheDriverThatLeadsElsewhereIsRefusedToo() throws Exception {
        String config = Cli.config(directory, """
                pools:
                  jdbc:
                    orders:
                      url: %s
                      hikari: {data-source-properties: {socketFactory: com.example.CloudFactory}}
                """.formatted(url));

        Cli.Result result = Cli.run("--config=" + config, "--pool=orders");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("may lead to another machine: wherever pools.jdbc.orders.hikari.data-source-properties.");
    }

    @Test
    void theOtherPoolsOfAConfigurationAreLeftAlone() throws Exception {
        String config = Cli.config(directory, """
                pools:
                  jdbc:
                    reports:
                      url: ${NOWHERE_TO_BE_FOUND}
                      fail-fast: true
                    orders:
                      url: %s
                      username: app
                      password: %s
                  mongo:
                    remote:
                      uri: mongodb://192.0.2.1/db
                """.formatted(url, PASSWORD));

        Cli.Result result = Cli.run(
                "--config=" + config,
                "--pool=orders",
                "--operations=10",
                "--warm-up=0s",
                "--max-p95=30s",
                "--max-p99=30s",
                "--max-mean=30s");

        assertThat(result.code()).as(result.err()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--threads=green", "--pool", "--scenario=storm", "--duration=5 lightyears"})
    void anOptionThatCannotBeReadEndsWithTwo(String option) {
        assertThat(Cli.run("--embedded", option).code()).isEqualTo(2);
    }

    @Test
    void aMissingFileIsTold() {
        Cli.Result result = Cli.run("--config=/nowhere/application.yml", "--pool=orders");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("There is no file /nowhere/application.yml");
    }

    @Test
    void aQueryThatMayWriteIsRefusedUnlessAllowed() throws Exception {
        Cli.Result result = Cli.run("--config=" + orders(url, PASSWORD), "--pool=orders", "--query=delete from orders");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("The statement begins with 'delete', which may write", "--allow-writes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"complex", "insert", "transaction"})
    void theTablesOfAnOperationAreGoneAtTheEnd(String operation) throws Exception {
        Cli.Result result = Cli.run(
                "--config=" + orders(url, PASSWORD),
                "--pool=orders",
                "--operation=" + operation,
                "--operations=200",
                "--warm-up=100ms",
                "--workers=4",
                "--max-p95=30s",
                "--max-p99=30s");

        assertThat(result.code()).as(result.err() + result.out()).isZero();
        assertThat(result.out()).contains("100.00 %");
        assertThat(tables()).isEmpty();
    }

    @Test
    void aDryRunSaysWhatWouldBeDoneAndDoesNothing() throws Exception {
        Cli.Result result = Cli.run(
                "--config=" + orders("jdbc:postgresql://192.0.2.1/orders", PASSWORD),
                "--pool=orders",
                "--dry-run",
                "--scenario=burst",
                "--burst-size=7");

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("7 arrivals at once, every 1s, 35 operations");
    }

    @Test
    void aStopKeepsWhatWasMeasured() throws Exception {
        Stop stop = new Stop();
        stop.request();

        Cli.Result result = Cli.run(stop, "--config=" + orders(url, PASSWORD), "--pool=orders", "--duration=1h");

        assertThat(result.out()).contains("Ended early", "BELOW: Nothing was measured.");
    }

    private String orders(String address, String password) throws Exception {
        return Cli.config(directory, """
                pools:
                  jdbc:
                    orders:
                      url: %s
                      username: app
                      password: %s
                """.formatted(address, password));
    }

    private String mail(String password) throws Exception {
        return Cli.config(directory, """
                pools:
                  accounts:
                    mail:
                      max-size: 2
                loadtest:
                  imap:
                    mail:
                      host: 127.0.0.1
                      port: %d
                      tls: false
                      accounts:
                        - username: user1
                          password: %s
                """.formatted(servers.imapPort(), password));
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static List<String> tables() throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select table_name from information_schema.tables where table_schema = 'public'")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
