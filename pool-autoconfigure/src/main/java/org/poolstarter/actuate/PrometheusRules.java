/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.BackendEvidence;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.ReadableDuration;

/**
 * The rules of Prometheus over the meters {@code pool.*}, as YAML. The file in the docs has the usual thresholds for every
 * pool; an application prints those that follow from how its own pools are configured.
 */
public final class PrometheusRules {

    /** An acquire that takes longer is slow, unless the pool gives up sooner. */
    private static final Duration SLOW_ACQUIRE = Duration.ofMillis(500);

    private static final String RUNBOOKS = "docs/runbooks";

    private final String job;
    private final String runbooks;

    /**
     * Rules for one scrape job.
     *
     * @param job the value of the label {@code job}; null for every job
     * @param runbooks where the runbooks are; null for their folder in the project
     */
    PrometheusRules(@Nullable String job, @Nullable String runbooks) {
        this.job = (job != null) ? "job=" + quoted(job) : "";
        this.runbooks = (runbooks != null) ? runbooks.replaceAll("/+$", "") : RUNBOOKS;
    }

    /** The rules with the usual thresholds, for the pools of all applications. */
    public static String usual() {
        return new PrometheusRules(null, null).yaml(Map.of("", seconds(SLOW_ACQUIRE)), List.of());
    }

    /**
     * The rules for these pools: callers are slow when they wait for half the time after which the pool gives up. A pool
     * whose settings cannot be read gets the usual threshold, and a comment.
     *
     * @param remarks comments, a line each
     */
    String forPools(Collection<Pool> pools, List<String> remarks) {
        List<String> comments = new ArrayList<>(remarks);
        Map<String, List<String>> poolsByThreshold = new TreeMap<>();
        for (Pool pool : pools) {
            Duration slow = SLOW_ACQUIRE;
            try {
                slow = slowAcquire(pool.settings());
            } catch (RuntimeException ex) { // a pool of the application: the rules of the others must not be lost
                comments.add("The settings of pool %s cannot be read, so it has the usual threshold: %s"
                        .formatted(pool.name(), BackendEvidence.describe(ex)));
            }
            poolsByThreshold
                    .computeIfAbsent(seconds(slow), threshold -> new ArrayList<>())
                    .add(pool.name());
        }
        Map<String, String> thresholds = new LinkedHashMap<>();
        poolsByThreshold.forEach((threshold, names) -> thresholds.put(
                "pool=~" + quoted(names.stream().map(PrometheusRules::literal).collect(Collectors.joining("|"))),
                threshold));
        return yaml(thresholds.isEmpty() ? Map.of("", seconds(SLOW_ACQUIRE)) : thresholds, comments);
    }

    private static Duration slowAcquire(PoolSettings settings) {
        return settings.settings().stream()
                .filter(setting -> setting.key().equals("acquire-timeout"))
                .map(PoolSettings.Setting::value)
                .filter(Duration.class::isInstance)
                .map(value -> ((Duration) value).dividedBy(2))
                .filter(half -> half.compareTo(SLOW_ACQUIRE) < 0)
                .findFirst()
                .orElse(SLOW_ACQUIRE);
    }

    private String yaml(Map<String, String> thresholdsByPools, List<String> comments) {
        StringBuilder yaml = new StringBuilder();
        comments.forEach(comment -> line(yaml, "# " + comment.replaceAll("\\p{Cntrl}", " ")));
        yaml.append("groups:\n  - name: pools.recorded\n    rules:\n");
        record(yaml, "job_pool:pool_utilization:max", "max by (job, pool, backend) (pool_utilization%s)");
        for (String percentile : List.of("95", "99")) {
            record(
                    yaml,
                    "job_pool:pool_acquire_seconds:p%s_5m".formatted(percentile),
                    "histogram_quantile(0.%s, sum by (job, pool, backend, le) (rate(pool_acquire_seconds_bucket%%s[5m])))"
                            .formatted(percentile));
        }
        record(yaml, "job_pool:pool_acquired:rate5m", "sum by (job, pool, backend) (rate(pool_acquired_total%s[5m]))");
        record(
                yaml,
                "job_pool:pool_budget:ratio",
                "max by (job, pool, backend) (pool_budget_needed%1$s / pool_budget_granted%1$s)");
        yaml.append("  - name: pools.alerts\n    rules:\n");
        for (PoolAlert alert : PoolAlert.values()) {
            alert(yaml, alert, alert.thresholdPerPool() ? slowAcquires(thresholdsByPools) : expression(alert));
        }
        return yaml.toString();
    }

    private void record(StringBuilder yaml, String name, String expression) {
        line(yaml, "      - record: " + name);
        line(yaml, "        expr: " + scalar(expression.formatted(matchers(job))));
    }

    private String expression(PoolAlert alert) {
        return alert.expression(matchers(job), "");
    }

    /* One alert, since Prometheus wants one rule for each name and labels. */
    private String slowAcquires(Map<String, String> thresholdsByPools) {
        return thresholdsByPools.entrySet().stream()
                .map(each -> PoolAlert.POOL_ACQUIRE_SLOW.expression(matchers(job, each.getKey()), each.getValue()))
                .collect(Collectors.joining(" or "));
    }

    private void alert(StringBuilder yaml, PoolAlert alert, String expression) {
        line(yaml, "      - alert: " + alert.alertName());
        line(yaml, "        expr: " + scalar(expression));
        if (!alert.holds().isZero()) {
            line(yaml, "        for: " + ReadableDuration.of(alert.holds()));
        }
        line(yaml, "        labels:");
        line(yaml, "          severity: " + alert.severity());
        line(yaml, "        annotations:");
        line(yaml, "          summary: " + scalar(alert.summary()));
        line(yaml, "          runbook_url: " + scalar(runbooks + "/" + alert.alertName() + ".md"));
    }

    private static void line(StringBuilder yaml, String text) {
        yaml.append(text).append('\n');
    }

    private static String matchers(String... all) {
        String given =
                List.of(all).stream().filter(matcher -> !matcher.isEmpty()).collect(Collectors.joining(", "));
        return given.isEmpty() ? "" : "{" + given + "}";
    }

    /* As YAML takes any text. */
    private static String scalar(String text) {
        return "'" + text.replace("'", "''").replace("\n", " ") + "'";
    }

    /* A name as it stands, in a regular expression. */
    private static String literal(String name) {
        return name.replaceAll("[\\p{Punct}&&[^_-]]", "\\\\$0");
    }

    private static String quoted(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
    }
}
