/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The report as one page that loads nothing else. */
final class HtmlReport {

    private final Report report;
    private final StringBuilder html = new StringBuilder();

    private HtmlReport(Report report) {
        this.report = report;
    }

    static String write(Report report) {
        HtmlReport page = new HtmlReport(report);
        page.writeSummary();
        page.writeRuns();
        page.writeSizes();
        report.runs().forEach(page::writeRun);
        return template().replace("<!-- content -->", page.html);
    }

    private static String template() {
        try (InputStream in = Objects.requireNonNull(HtmlReport.class.getResourceAsStream("report.html"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private void writeSummary() {
        html.append("<h1>Load test: %s</h1>".formatted(Html.escape(report.scenario())));
        html.append("<p class=\"verdict %s\">%s%s</p>"
                .formatted(
                        report.reached() ? "ok" : "below",
                        report.reached() ? "The thresholds are reached." : "A threshold is missed.",
                        report.interrupted() ? " Ended early." : ""));
        html.append(
                "<p class=\"facts\">%s".formatted(Html.escape(report.started().toString())));
        report.machine()
                .forEach((name, value) -> html.append(" · %s %s".formatted(Html.escape(name), Html.escape(value))));
        html.append("</p>");
        if (!report.findings().isEmpty()) {
            html.append("<ul class=\"findings\">");
            report.findings().forEach(finding -> html.append("<li>%s</li>".formatted(Html.escape(finding.text()))));
            html.append("</ul>");
        }
    }

    private void writeRuns() {
        html.append("<h2>Runs</h2>");
        List<List<String>> rows = new ArrayList<>();
        report.runs().forEach(run -> rows.add(ScreenReport.cells(run)));
        writeTable(ScreenReport.COLUMNS, rows);
        html.append(
                "<p class=\"facts\">Times in ms. In an open loop latency counts from when an operation was due."
                        + " active and pending are the most that was seen at once; server is how many connections the server counted.</p>");
    }

    private void writeTable(List<String> header, List<List<String>> rows) {
        writeTable("numbers", header, rows);
    }

    private void writeTable(String kind, List<String> header, List<List<String>> rows) {
        html.append("<div class=\"wide %s\"><table><thead><tr>".formatted(kind));
        header.forEach(cell -> html.append("<th>%s</th>".formatted(Html.escape(cell))));
        html.append("</tr></thead><tbody>");
        for (List<String> row : rows) {
            html.append("<tr>");
            row.forEach(cell -> html.append("<td>%s</td>".formatted(Html.escape(cell))));
            html.append("</tr>");
        }
        html.append("</tbody></table></div>");
    }

    /** Size against throughput, where sizes differ. */
    private void writeSizes() {
        Map<String, List<Run>> series = new LinkedHashMap<>();
        report.runs()
                .forEach(run -> series.computeIfAbsent(
                                "%s, %d workers".formatted(run.pool(), run.workers()), name -> new ArrayList<>())
                        .add(run));
        LineChart throughput = new LineChart("max-size", "operations per second");
        LineChart latency = new LineChart("max-size", "p99 (ms)");
        series.forEach((name, runs) -> {
            if (runs.stream().mapToInt(Run::size).distinct().count() > 1) {
                throughput.line(name, points(runs, run -> run.figures().throughput()));
                latency.line(name, points(runs, run -> {
                    Times times = run.figures().latency();
                    return (times != null) ? times.p99() : 0;
                }));
            }
        });
        if (!throughput.isEmpty()) {
            html.append("<h2>Size</h2>");
            chart("Throughput by size", throughput);
            chart("p99 by size", latency);
        }
    }

    private static List<LineChart.Point> points(List<Run> runs, ToDoubleFunction<Run> figure) {
        return runs.stream()
                .map(run -> new LineChart.Point(run.size(), figure.applyAsDouble(run)))
                .sorted((a, b) -> Double.compare(a.x(), b.x()))
                .toList();
    }

    private void writeRun(Run run) {
        html.append("<section><h2>%s</h2>".formatted(Html.escape(run.label())));
        html.append("<p class=\"facts\">%s · %s · %s · %s</p>"
                .formatted(
                        Html.escape(run.backend()),
                        Html.escape(Objects.requireNonNullElse(run.target(), "")),
                        Html.escape(run.load()),
                        Html.escape(run.operation())));
        List<Thresholds.Judgement> judgements = report.thresholds().get(run.label());
        if (judgements != null) {
            writeTable(
                    List.of("threshold", "measured", "wanted", ""),
                    judgements.stream()
                            .map(judgement -> List.of(
                                    judgement.name(),
                                    judgement.measured(),
                                    judgement.bound(),
                                    judgement.reached() ? "reached" : "missed"))
                            .toList());
        }
        chart("Latency over time", latencies(run));
        chart("Connections over time", connections(run));
        writeDetails(run);
        html.append("</section>");
    }

    private static LineChart latencies(Run run) {
        return new LineChart("seconds", "ms")
                .line("p50", overTime(run, Times::p50))
                .line("p95", overTime(run, Times::p95))
                .line("p99", overTime(run, Times::p99));
    }

    private static List<LineChart.Point> overTime(Run run, ToDoubleFunction<Times> figure) {
        List<LineChart.Point> points = new ArrayList<>();
        for (Window window : run.windows()) {
            @Nullable Times times = window.latency();
            if (times != null) {
                points.add(new LineChart.Point(middle(window), figure.applyAsDouble(times)));
            }
        }
        return points;
    }

    private static LineChart connections(Run run) {
        return new LineChart("seconds", "connections, callers")
                .line("active", seen(run, Window::active))
                .line("pending", seen(run, Window::pending))
                .line("open", seen(run, Window::size))
                .line("max", seen(run, Window::max));
    }

    private static List<LineChart.Point> seen(Run run, ToDoubleFunction<Window> figure) {
        return run.windows().stream()
                .map(window -> new LineChart.Point(middle(window), figure.applyAsDouble(window)))
                .toList();
    }

    private static double middle(Window window) {
        return window.from() + window.seconds() / 2;
    }

    private void chart(String title, LineChart chart) {
        if (!chart.isEmpty()) {
            html.append("<figure><figcaption>%s</figcaption>%s</figure>".formatted(Html.escape(title), chart.svg()));
        }
    }

    private void writeDetails(Run run) {
        if (!run.figures().errors().isEmpty()) {
            html.append("<h3>Failures</h3>");
            List<List<String>> rows = new ArrayList<>();
            run.figures().errors().forEach((text, count) -> rows.add(List.of(text, String.valueOf(count))));
            writeTable("text", List.of("failure", "times"), rows);
        }
        if (!run.advice().isEmpty()) {
            html.append("<h3>Advice</h3>");
            writeTable(
                    "text",
                    List.of("warning", "severity", "evidence", "what to do"),
                    run.advice().stream()
                            .map(advice -> List.of(advice.code(), advice.severity(), evidence(advice), advice.remedy()))
                            .toList());
        }
        if (!run.settings().isEmpty()) {
            html.append("<details><summary>Settings in force</summary>");
            List<List<String>> rows = new ArrayList<>();
            run.settings().forEach((key, value) -> rows.add(List.of(key, value)));
            writeTable("text", List.of("key", "value"), rows);
            html.append("</details>");
        }
    }

    private static String evidence(Run.Advice advice) {
        return advice.evidence().entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", "));
    }
}
