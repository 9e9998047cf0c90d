/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Pools;
import org.yaml.snakeyaml.Yaml;

class PrometheusRulesTests {

    private static final Path DOCS = Path.of("..", "docs");

    @Test
    void promtoolAcceptsTheRulesOfTheDocs() throws Exception {
        assertThat(promtool("check", "rules", DOCS.resolve("prometheus/rules.yml")))
                .contains("SUCCESS: 15 rules found");
    }

    /** Of each alert: series that fire it, and series that must not. */
    @Test
    void theRulesFireWhereTheyMustAndNowhereElse() throws Exception {
        assertThat(promtool("test", "rules", DOCS.resolve("prometheus/rules.test.yml")))
                .contains("SUCCESS");
    }

    @ParameterizedTest
    @EnumSource(PoolAlert.class)
    void everyAlertHasARunbookAndATestThatFiresIt(PoolAlert alert) throws IOException {
        assertThat(Files.readString(DOCS.resolve("runbooks/" + alert.alertName() + ".md")))
                .startsWith("# " + alert.alertName() + "\n\nSeverity " + alert.severity() + ".")
                .contains("\n## Meaning\n", "\n## First look\n", "\n## Causes\n", "\n## Remedy\n");
        assertThat(Files.readString(DOCS.resolve("prometheus/rules.test.yml")))
                .contains("runbook_url: docs/runbooks/" + alert.alertName() + ".md");
    }

    @Test
    void anApplicationPrintsThresholdsThatFollowFromItsPools(@TempDir Path directory) throws Exception {
        Pools pools = Pools.create();
        pools.add(new NamedPool("orders", Duration.ofSeconds(10)));
        pools.add(new NamedPool("search", Duration.ofMillis(300)));
        pools.add(new NamedPool("a.b|c", Duration.ofSeconds(5)));

        String yaml = new PoolRulesEndpoint(pools, List.of()).rules("shop", "https://wiki/runbooks/");

        assertThat(expressions(yaml, "PoolAcquireSlow"))
                .containsExactly("job_pool:pool_acquire_seconds:p99_5m{job=\"shop\", pool=~\"search\"} > 0.15 or "
                        + "job_pool:pool_acquire_seconds:p99_5m{job=\"shop\", pool=~\"a\\\\.b\\\\|c|orders\"} > 0.5");
        assertThat(expressions(yaml, "PoolUtilizationHigh")).containsExactly("pool_utilization{job=\"shop\"} > 0.75");
        assertThat(yaml).contains("runbook_url: 'https://wiki/runbooks/PoolBackendDown.md'");
        Path file = Files.writeString(directory.resolve("rules.yml"), yaml);
        assertThat(promtool("check", "rules", file)).contains("SUCCESS: 15 rules found");
    }

    @Test
    void aPoolWhoseSettingsCannotBeReadHasTheUsualThresholdAndACommentSaysSo(@TempDir Path directory) throws Exception {
        Pools pools = Pools.create();
        pools.add(new NamedPool("search", Duration.ofMillis(300)));
        pools.add(new UnreadablePool());

        String yaml = new PoolRulesEndpoint(pools, List.of()).rules(null, null);

        assertThat(yaml)
                .startsWith("# The settings of pool unreadable cannot be read, so it has the usual threshold: "
                        + "IllegalStateException: not now: really\n");
        assertThat(expressions(yaml, "PoolAcquireSlow"))
                .containsExactly("job_pool:pool_acquire_seconds:p99_5m{pool=~\"search\"} > 0.15 or "
                        + "job_pool:pool_acquire_seconds:p99_5m{pool=~\"unreadable\"} > 0.5");
        Path file = Files.writeString(directory.resolve("rules.yml"), yaml);
        assertThat(promtool("check", "rules", file)).contains("SUCCESS: 15 rules found");
    }

    @Test
    void whatTheApplicationLacksIsACommentAheadOfTheRules() {
        String yaml = new PoolRulesEndpoint(Pools.create(), List.of("No buckets.")).rules(null, null);

        assertThat(yaml).startsWith("# No buckets.\ngroups:\n");
    }

    @Test
    void whatIsAskedForCannotBreakTheYaml() {
        String yaml = new PoolRulesEndpoint(Pools.create(), List.of()).rules("it's a \"job\": {}\n#", "x: 'y'\n- z");

        assertThat(expressions(yaml, "PoolCallersWaiting"))
                .containsExactly("pool_pending{job=\"it's a \\\"job\\\": {}\\n#\"} > 0");
    }

    private static List<String> expressions(String yaml, String alert) {
        Map<String, List<Map<String, List<Map<String, Object>>>>> rules = new Yaml().load(yaml);
        List<String> expressions = new ArrayList<>();
        rules.getOrDefault("groups", List.of())
                .forEach(group -> group.getOrDefault("rules", List.of()).stream()
                        .filter(rule -> alert.equals(rule.get("alert")))
                        .forEach(rule -> expressions.add(String.valueOf(rule.get("expr")))));
        return expressions;
    }

    private static String promtool(String command, String subject, Path file) throws Exception {
        Path program = Path.of("/usr/bin/promtool");
        Assumptions.assumeTrue(
                Files.isExecutable(program), "skipped: there is no " + program + " (Debian package prometheus)");
        Process process = new ProcessBuilder(program.toString(), command, subject, file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private record UnreadablePool() implements Pool {

        @Override
        public String name() {
            return "unreadable";
        }

        @Override
        public String backend() {
            return "test";
        }

        @Override
        public PoolSettings settings() {
            throw new IllegalStateException("not now:\nreally");
        }

        @Override
        public PoolSnapshot snapshot() {
            return PoolSnapshot.of(0, 0, 0, 1, 0);
        }
    }

    private record NamedPool(String name, Duration acquireTimeout) implements Pool {

        @Override
        public String backend() {
            return "test";
        }

        @Override
        public PoolSettings settings() {
            return new PoolSettings(null, null, List.of(new Setting("acquire-timeout", acquireTimeout, "test")));
        }

        @Override
        public PoolSnapshot snapshot() {
            return PoolSnapshot.of(0, 0, 0, 1, 0);
        }
    }
}
