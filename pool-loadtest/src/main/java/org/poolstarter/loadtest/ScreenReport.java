/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The report as tables of text. */
final class ScreenReport {

    static final List<String> COLUMNS = List.of(
            "run",
            "operations",
            "success",
            "ops/s",
            "mean",
            "p50",
            "p95",
            "p99",
            "p99.9",
            "max",
            "wait p99",
            "use mean",
            "timed out",
            "active",
            "pending",
            "opened",
            "server");

    private ScreenReport() {}

    static void print(Report report, PrintWriter out) {
        out.println();
        if (report.interrupted()) {
            out.println("Ended early: what follows was measured until then.");
        }
        printTable(report, out);
        out.println("Times in ms. active, pending: the most at once; server: connections as it counts them.");
        report.runs().forEach(run -> printFailures(run, out));
        printWarnings(report.runs(), out);
        printSizing(report.runs(), out);
        report.findings().forEach(finding -> out.println("=> " + finding.text()));
        report.thresholds().forEach((label, judgements) -> printMissed(label, judgements, out));
        out.println((report.reached() ? "OK: " : "BELOW: ") + report.conclusion());
        out.flush();
    }

    private static void printFailures(Run run, PrintWriter out) {
        failures(run).forEach((text, count) -> out.println("%s: %d x %s".formatted(run.label(), count, text)));
    }

    /** What went wrong, and how often. */
    static Map<String, Long> failures(Run run) {
        Map<String, Long> failures = new LinkedHashMap<>(run.figures().errors());
        if (run.figures().neverBegan() > 0) {
            failures.put(
                    "due and never begun, since all workers were busy",
                    run.figures().neverBegan());
        }
        return failures;
    }

    /** A warning once, with the first run in which it came up. */
    private static void printWarnings(List<Run> runs, PrintWriter out) {
        Map<String, List<Run>> byCode = new LinkedHashMap<>();
        for (Run run : runs) {
            run.advice()
                    .forEach(advice -> byCode.computeIfAbsent(
                                    run.pool() + " " + advice.code(), code -> new ArrayList<>())
                            .add(run));
        }
        byCode.forEach((key, warned) -> {
            Run first = warned.get(0);
            first.advice().stream()
                    .filter(advice -> key.equals(first.pool() + " " + advice.code()))
                    .forEach(advice -> out.println("%s: %s (%s): %s%s"
                            .formatted(
                                    first.label(),
                                    advice.code(),
                                    advice.evidenceInWords(),
                                    advice.remedy(),
                                    warned.size() == 1 ? "" : " So in %d runs.".formatted(warned.size()))));
        });
    }

    private static void printSizing(List<Run> runs, PrintWriter out) {
        List<Run> silent = new ArrayList<>();
        for (Run run : runs) {
            Sizing sizing = run.sizing();
            if (sizing == null) {
                continue;
            }
            if (sizing.isTooLittle()) {
                silent.add(run);
                continue;
            }
            out.println("%s: size: %s (%s)".formatted(run.label(), sizing.summary(), sizing.basis()));
            sizing.further().forEach(further -> out.println("%s: size: %s".formatted(run.label(), further)));
            String yaml = sizing.yaml();
            if (yaml != null) {
                yaml.lines().forEach(line -> out.println("    " + line));
            }
        }
        if (!silent.isEmpty()) {
            Run first = silent.get(0);
            String who = (silent.size() == 1) ? "" : " and %d more".formatted(silent.size() - 1);
            out.println("%s%s: no advice on the size: %s"
                    .formatted(
                            first.label(),
                            who,
                            Objects.requireNonNull(first.sizing()).summary()));
        }
    }

    private static void printMissed(String label, List<Thresholds.Judgement> judgements, PrintWriter out) {
        for (Thresholds.Judgement judgement : judgements) {
            if (!judgement.reached()) {
                out.println("%s: %s is %s, %s wanted"
                        .formatted(label, judgement.name(), judgement.measured(), judgement.bound()));
            }
        }
    }

    private static void printTable(Report report, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(COLUMNS);
        report.runs().forEach(run -> rows.add(cells(run)));
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int index = column;
                int width = rows.stream()
                        .mapToInt(each -> each.get(index).length())
                        .max()
                        .orElse(0);
                String padding = " ".repeat(width - row.get(column).length());
                line.append(column == 0 ? row.get(column) + padding : "  " + padding + row.get(column));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    /** The figures of a run in the order of the columns. */
    static List<String> cells(Run run) {
        Figures figures = run.figures();
        Times latency = figures.latency();
        return List.of(
                run.label(),
                String.valueOf(figures.operations()),
                Numbers.percent(figures.successRate()),
                Numbers.figure(figures.throughput()),
                millis(latency, Times::mean),
                millis(latency, Times::p50),
                millis(latency, Times::p95),
                millis(latency, Times::p99),
                millis(latency, Times::p999),
                millis(latency, Times::max),
                millis(figures.waitTime(), Times::p99),
                millis(figures.usageTime(), Times::mean),
                String.valueOf(figures.events().timedOut() + figures.events().refused()),
                figures.peaks().active() + "/" + figures.peaks().max(),
                String.valueOf(figures.peaks().pending()),
                String.valueOf(figures.events().opened()),
                figures.serverConnections() != null ? String.valueOf(figures.serverConnections()) : "-");
    }

    private static String millis(@Nullable Times times, ToDoubleFunction<Times> figure) {
        return (times != null) ? Numbers.figure(figure.applyAsDouble(times)) : "-";
    }
}
