/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class EmbeddedRunTests {

    private static final String[] PATIENT = {"--max-p95=30s", "--max-p99=30s"};

    @TempDir
    private Path directory;

    @Test
    void oneCommandShowsAllThreeBackends() throws Exception {
        Path html = directory.resolve("report.html");
        Path json = directory.resolve("report.json");
        Path csv = directory.resolve("report.csv");

        Cli.Result result = run(
                "--operations=200",
                "--max-mean=30s",
                "--warm-up=0s",
                "--workers=5",
                "--report=" + html,
                "--json=" + json,
                "--csv=" + csv);

        assertThat(result.code()).as(result.err() + result.out()).isZero();
        JsonNode root = JsonMapper.shared().readTree(Files.readString(json));
        assertThat(root.get("verdict").asString()).isEqualTo("ok");
        JsonNode runs = root.get("report").get("runs");
        assertThat(runs).extracting(run -> run.get("backend").asString()).containsExactly("jdbc", "mongo", "account");
        assertThat(runs).allSatisfy(run -> {
            JsonNode figures = run.get("figures");
            assertThat(figures.get("succeeded").asLong()).isEqualTo(200);
            assertThat(figures.get("latency").get("count").asLong()).isEqualTo(200);
            assertThat(figures.get("waitTime").get("count").asLong()).isPositive();
            assertThat(figures.get("usageTime").get("count").asLong()).isPositive();
        });
        assertThat(runs.get(0).get("figures").get("serverConnections").asInt()).isPositive();
        // Beside those of the pool there is the one by which the driver watches the server.
        assertThat(runs.get(1).get("figures").get("serverConnections").asInt()).isGreaterThan(1);
        assertThat(result.out()).contains("orders and 2 more: no advice on the size: Too little was seen");
        assertThat(Files.readAllLines(csv)).hasSize(4).first().asString().startsWith("label,pool,backend,workers,");
        assertThat(Files.readString(html)).contains("orders", "sessions", "mail");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sessions", "mail"})
    void aPoolWithoutSqlIsComparedWithAConnectionForEachOperation(String pool) {
        Cli.Result result = run(
                "--pool=" + pool,
                "--scenario=compare",
                "--connection-per-request",
                "--operations=40",
                "--warm-up=0s",
                "--workers=4",
                "--operation=complex");

        assertThat(result.code()).as(result.err() + result.out()).isZero();
        assertThat(result.out()).contains("=> " + pool + " against connection per request: throughput ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sessions", "mail"})
    void anInsertWorksWithoutSql(String pool) {
        Cli.Result result =
                run("--pool=" + pool, "--operations=40", "--warm-up=0s", "--workers=4", "--operation=insert");

        assertThat(result.code()).as(result.err() + result.out()).isZero();
        assertThat(result.out()).contains("100.00 %");
    }

    @Test
    void theDoctorOfConfigurationsIsHeardAndEndsNothing() {
        Cli.Result result = run(
                "--pool=orders",
                "--duration=1s",
                "--max-mean=30s",
                "--warm-up=0s",
                "--workers=2",
                "--property=pools.jdbc.orders.acquire-timeout=5s", // connecting may take 10 s
                "--property=pools.check=true");

        assertThat(result.code()).as(result.err() + result.out()).isZero();
        assertThat(result.out()).contains("orders: acquire-timeout-short (");
    }

    @Test
    void aServerWithoutTransactionsIsTold() {
        Cli.Result result = run("--pool=sessions", "--operation=transaction");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err().lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("The server of pool 'sessions' (mongodb://127.0.0.1:")
                .endsWith("belongs to no replica set, and MongoDB has transactions only in one");
    }

    @Test
    void aRampGoesOnUntilAThresholdIsMissed() {
        Cli.Result result = run(
                "--pool=orders",
                "--scenario=ramp",
                "--query=select pg_sleep(0.05)",
                "--property=pools.jdbc.orders.max-size=2",
                "--from=2",
                "--step=18",
                "--to=200",
                "--operations=60",
                "--warm-up=0s",
                "--max-mean=250ms"); // 2 workers wait for none and 20 for each other: 50 ms, and 425 ms at least

        assertThat(result.out())
                .as(result.err())
                .contains("=> orders reaches the thresholds up to 2 workers", "misses them with 20");
        assertThat(result.code()).isZero();
    }

    @Test
    void aSoakReportsHowItDrifts() {
        Cli.Result result = run(
                "--pool=orders",
                "--scenario=soak",
                "--max-mean=30s",
                "--duration=6s",
                "--warm-up=0s",
                "--workers=2",
                "--think-time=5ms");

        assertThat(result.code()).as(result.err() + result.out()).isZero();
        assertThat(result.out())
                .contains("=> orders: from its second to its last quarter the mean latency changed by ");
    }

    @Test
    void aBurstMeetsAColdPoolAndIsAllServed() {
        Cli.Result result = run(
                "--pool=orders",
                "--scenario=burst",
                "--max-mean=30s",
                "--burst-size=40",
                "--bursts=2",
                "--interval=300ms");

        assertThat(result.code()).as(result.err() + result.out()).isZero();
        assertThat(result.out()).containsPattern("orders +80 +100\\.00 %");
    }

    private static Cli.Result run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--embedded"));
        all.addAll(List.of(PATIENT));
        all.addAll(List.of(arguments));
        return Cli.run(all.toArray(String[]::new));
    }
}
