/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The report as tables of text. */
final class ScreenReport {

    static final List<String> COLUMNS = List.of(
            "run",
            "done",
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
        for (Run run : report.runs()) {
            run.figures()
                    .errors()
                    .forEach((text, count) -> out.println("%s: %d x %s".formatted(run.label(), count, text)));
            for (Run.Advice advice : run.advice()) {
                out.println("%s: %s %s: %s".formatted(run.label(), advice.code(), advice.evidence(), advice.remedy()));
            }
        }
        report.findings().forEach(finding -> out.println("=> " + finding.text()));
        report.thresholds().forEach((label, judgements) -> printMissed(label, judgements, out));
        out.println(report.reached() ? "OK: the thresholds are reached." : "BELOW: a threshold is missed.");
        out.flush();
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
