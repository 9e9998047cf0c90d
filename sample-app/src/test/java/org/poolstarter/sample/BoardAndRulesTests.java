/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.yaml.snakeyaml.Yaml;

/**
 * The board and the rules, asked of a real Prometheus that scrapes the sample under load, with PgBouncer in front of its
 * PostgreSQL. The file expected-queries.txt lists every expression with what it must give.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BoardAndRulesTests {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int LOOKS_BETWEEN_EVENTS = 15;
    private static final Path RULES = Path.of("../docs/prometheus/rules.yml");
    private static final Path BOARD = Path.of("../docs/grafana/pools.json");
    private static final Path DATA = Path.of("target/prometheus");

    private Process pgBouncer;
    private ConfigurableApplicationContext collector;
    private PrometheusServer prometheus;
    private RestTestClient client;

    @BeforeAll
    void start() throws IOException {
        Assumptions.assumeTrue(PrometheusServer.isInstalled(), "skipped: there is no prometheus here");
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/sbin/pgbouncer")), "skipped: there is no /usr/sbin/pgbouncer");
        int postgresPort = PrometheusServer.freePort();
        int pgBouncerPort = PrometheusServer.freePort();
        pgBouncer = new ProcessBuilder("./pgbouncer.sh", String.valueOf(postgresPort), String.valueOf(pgBouncerPort))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await("PgBouncer listens").atMost(PATIENCE).until(() -> listens(pgBouncerPort));
        collector = MailboxCollector.run(
                "--spring.profiles.active=pgbouncer",
                "--server.port=0",
                "--collector.interval=1s",
                "--embedded.postgres.port=" + postgresPort,
                "--embedded.pgbouncer.port=" + pgBouncerPort,
                "--pools.jdbc.archive.pgbouncer.poll-interval=1s",
                "--pools.jdbc.archive.acquire-timeout=1s",
                // without one, what a machine that stands still does not give back within that second counts as leaked
                "--pools.jdbc.archive.leak-threshold=30s",
                "--pools.jdbc.archive.validation-timeout=500ms");
        int port = Integer.parseInt(collector.getEnvironment().getRequiredProperty("local.server.port"));
        client = RestTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .build();
        PrometheusServer.clear(DATA);
        prometheus = PrometheusServer.start(DATA, port, RULES);
        await("Prometheus is ready").atMost(PATIENCE).until(prometheus::isReady);
    }

    @AfterAll
    void stop() throws InterruptedException {
        if (prometheus != null) {
            prometheus.close();
        }
        if (collector != null) {
            collector.close();
        }
        if (pgBouncer != null) {
            pgBouncer.destroy();
            pgBouncer.waitFor(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void theBoardHasItsRowsAndItsVariables() throws IOException {
        String board = Files.readString(BOARD);
        assertThat(JsonPath.<List<String>>read(board, "$.panels[?(@.type == 'row')].title"))
                .containsExactly("Overview", "JDBC", "MongoDB", "Accounts", "PgBouncer", "Warnings");
        assertThat(JsonPath.<List<String>>read(board, "$.templating.list[*].name"))
                .containsExactly("datasource", "application", "backend", "pool");
        assertThat(JsonPath.<List<String>>read(board, "$.panels[?(@.type != 'row')].datasource.uid"))
                .isNotEmpty()
                .containsOnly("${datasource}");
        assertThat(JsonPath.<List<Integer>>read(board, "$.panels[*].id")).doesNotHaveDuplicates();
    }

    @Test
    void everyExpressionIsListedWithWhatItMustGive() throws IOException {
        Set<String> listed =
                Expectation.all().stream().map(Expectation::expression).collect(Collectors.toCollection(TreeSet::new));
        assertThat(listed).isEqualTo(expressions());
    }

    @Test
    void everyExpressionGivesWhatItMustUnderLoad() throws IOException {
        await("two scrapes without load, so that what the load adds is seen")
                .atMost(PATIENCE)
                .until(() -> prometheus
                                .query("count_over_time(pool_timeouts_total{pool=\"archive\"}[1m]) >= 2")
                                .size()
                        == 1);
        begin("slow?statements=1&seconds=2"); // before it would have to compete with all the others for a connection
        await("a slow query is counted")
                .atMost(PATIENCE)
                .until(() -> prometheus
                                .query("pool_slow_queries_total{pool=\"archive\"} > 0")
                                .size()
                        == 1);
        begin("full?callers=150&seconds=120");
        List<Expectation> expectations = Expectation.all();
        AtomicInteger looks = new AtomicInteger();
        try {
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
                if (looks.getAndIncrement() % LOOKS_BETWEEN_EVENTS == 0) { // a rate over a minute forgets them
                    replaceConnections();
                    begin("slow?statements=1&seconds=2");
                }
                SoftAssertions all = new SoftAssertions();
                for (Expectation expected : expectations) {
                    List<Double> values = prometheus.query(withVariables(expected.expression()));
                    all.assertThat(expected.agreesWith(values))
                            .as("%s | %s gives %s", expected.text(), expected.expression(), values)
                            .isTrue();
                }
                all.assertAll();
            });
        } finally {
            client.delete().uri("/practice").exchange().expectStatus().isNoContent();
        }
    }

    private void replaceConnections() {
        client.post()
                .uri("/actuator/pools/archive")
                .contentType(MediaType.APPLICATION_JSON)
                .body("{\"action\":\"evict-all\"}")
                .exchange()
                .expectStatus()
                .isOk();
    }

    private void begin(String trouble) {
        client.post()
                .uri("/practice/" + trouble)
                .contentType(MediaType.APPLICATION_JSON)
                .exchange()
                .expectStatus()
                .isAccepted();
    }

    private static Set<String> expressions() throws IOException {
        Set<String> expressions = new TreeSet<>();
        expressions.addAll(JsonPath.<List<String>>read(Files.readString(BOARD), "$.panels[*].targets[*].expr"));
        Map<String, List<Map<String, List<Map<String, Object>>>>> rules = new Yaml().load(Files.readString(RULES));
        rules.getOrDefault("groups", List.of())
                .forEach(group -> group.getOrDefault("rules", List.of())
                        .forEach(rule -> expressions.add(String.valueOf(rule.get("expr")))));
        return expressions;
    }

    /** As Grafana fills them in with nothing chosen. */
    private static String withVariables(String expression) {
        return expression
                .replace("$application", "collector")
                .replace("$pool", ".*")
                .replace("$backend", ".*")
                .replace("$__rate_interval", "1m");
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException ex) {
            return false;
        }
    }

    /**
     * What an expression must give.
     *
     * @param text as in the file: {@code none}, a bound, or a range; with {@code some} before it one value is above zero,
     *     with {@code or NaN} after it there may be none
     */
    private record Expectation(String text, String expression) {

        static List<Expectation> all() throws IOException {
            List<Expectation> all = new ArrayList<>();
            for (String line : Files.readAllLines(Path.of("src/test/resources/expected-queries.txt"))) {
                int bar = line.indexOf(" | ");
                if (!line.startsWith("#") && bar > 0) {
                    all.add(new Expectation(
                            line.substring(0, bar).trim(),
                            line.substring(bar + 3).trim()));
                }
            }
            return all;
        }

        boolean agreesWith(List<Double> values) {
            if (text.equals("none")) {
                return values.isEmpty();
            }
            boolean some = text.startsWith("some ");
            boolean mayBeAbsent = text.endsWith(" or NaN");
            String bound = text.replace("some ", "").replace(" or NaN", "");
            return !values.isEmpty()
                    && values.stream().allMatch(value -> within(value, bound) || (mayBeAbsent && Double.isNaN(value)))
                    && (!some || values.stream().anyMatch(value -> value > 0));
        }

        private static boolean within(double value, String bound) {
            if (bound.equals("> 0")) {
                return value > 0;
            }
            if (bound.equals(">= 0")) {
                return value >= 0;
            }
            String[] range = bound.split("\\.\\.", 2);
            return value >= Double.parseDouble(range[0]) && value <= Double.parseDouble(range[1]);
        }
    }
}
