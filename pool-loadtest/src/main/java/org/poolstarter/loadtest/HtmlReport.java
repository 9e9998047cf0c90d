/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The report as one page that loads nothing else. */
final class HtmlReport {

    private static final String MISSED = "missed";

    private static final DateTimeFormatter STARTED = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

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
        page.writeSteps();
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
                        Html.escape(report.conclusion()),
                        report.interrupted() ? " Ended early." : ""));
        html.append("<p class=\"facts\">%s".formatted(Html.escape(STARTED.format(report.started()))));
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
            row.forEach(cell -> html.append(cell.equals(MISSED) ? "<td class=\"missed\">" : "<td>")
                    .append(Html.escape(cell))
                    .append("</td>"));
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
        writeByPlace("size", "connections (max-size)", series, Run::size);
    }

    /** The load against throughput, where it grows. */
    private void writeSteps() {
        if (!report.scenario().equals(RunCommand.Kind.RAMP.toString())) {
            return;
        }
        Map<String, List<Run>> series = new LinkedHashMap<>();
        report.runs()
                .forEach(run -> series.computeIfAbsent(run.pool(), name -> new ArrayList<>())
                        .add(run));
        boolean byRate = report.runs().stream().anyMatch(run -> run.rate() != null);
        writeByPlace(
                "load",
                byRate ? "arrivals per second" : "workers",
                series,
                run -> (run.rate() != null) ? run.rate() : run.workers());
    }

    private void writeByPlace(String name, String label, Map<String, List<Run>> series, ToDoubleFunction<Run> place) {
        LineChart throughput = new LineChart(label, "operations per second");
        LineChart latency = new LineChart(label, "p99 (ms)");
        series.forEach((line, runs) -> {
            if (runs.stream().mapToDouble(place).distinct().count() > 1) {
                throughput.line(line, points(runs, place, run -> run.figures().throughput()));
                latency.line(line, points(runs, place, run -> {
                    Times times = run.figures().latency();
                    return (times != null) ? times.p99() : 0;
                }));
            }
        });
        if (!throughput.isEmpty()) {
            html.append("<h2>By %s</h2><div class=\"charts\">".formatted(name));
            chart("Throughput by " + name, throughput);
            chart("p99 by " + name, latency);
            html.append("</div>");
        }
    }

    private static List<LineChart.Point> points(
            List<Run> runs, ToDoubleFunction<Run> place, ToDoubleFunction<Run> figure) {
        return runs.stream()
                .map(run -> new LineChart.Point(place.applyAsDouble(run), figure.applyAsDouble(run)))
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
                                    judgement.reached() ? "reached" : MISSED))
                            .toList());
        }
        writeSizing(run);
        html.append("<div class=\"charts\">");
        chart("Latency over time", latencies(run));
        chart("Connections over time", connections(run));
        html.append("</div>");
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
                .line("open", seen(run, Window::size))
                .line("pending", seen(run, Window::pending))
                .line("active", seen(run, Window::active))
                .bound("max", seen(run, Window::max));
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
            html.append("<figure><figcaption>%s</figcaption>%s</figure>".formatted(Html.escape(title), chart.html()));
        }
    }

    private void writeDetails(Run run) {
        Map<String, Long> failures = ScreenReport.failures(run);
        if (!failures.isEmpty()) {
            html.append("<h3>Failures</h3>");
            List<List<String>> rows = new ArrayList<>();
            failures.forEach((text, count) -> rows.add(List.of(text, String.valueOf(count))));
            writeTable("text", List.of("failure", "times"), rows);
        }
        if (!run.advice().isEmpty()) {
            html.append("<h3>Warnings of the starter</h3>");
            run.advice()
                    .forEach(advice ->
                            html.append("<p class=\"advice\"><b>%s</b> %s<br><span class=\"facts\">%s: %s</span></p>"
                                    .formatted(
                                            Html.escape(advice.code()),
                                            Html.escape(advice.remedy()),
                                            Html.escape(advice.severity()),
                                            Html.escape(advice.evidenceInWords()))));
        }
        if (!run.settings().isEmpty()) {
            html.append("<details><summary>Settings in force</summary>");
            List<List<String>> rows = new ArrayList<>();
            run.settings().forEach((key, value) -> rows.add(List.of(key, value)));
            writeTable("text", List.of("key", "value"), rows);
            html.append("</details>");
        }
    }

    /** What to do about the size: one line if too little was measured for that. */
    private void writeSizing(Run run) {
        Sizing sizing = run.sizing();
        if (sizing == null) {
            return;
        }
        if (sizing.isTooLittle()) {
            html.append("<p class=\"facts\">No advice on the size: %s</p>".formatted(Html.escape(sizing.summary())));
            return;
        }
        html.append("<h3>Advice on the size</h3><p class=\"advice\">%s<br><span class=\"facts\">%s</span></p>"
                .formatted(Html.escape(sizing.summary()), Html.escape(sizing.basis())));
        sizing.further().forEach(further -> html.append("<p class=\"advice\">%s</p>".formatted(Html.escape(further))));
        if (sizing.yaml() != null) {
            html.append("<pre>%s</pre>".formatted(Html.escape(sizing.yaml())));
        }
        html.append("<details><summary>What it was drawn from</summary>");
        List<List<String>> rows = new ArrayList<>();
        sizing.evidence().forEach((name, value) -> rows.add(List.of(name, String.valueOf(value))));
        writeTable("text", List.of("evidence", "value"), rows);
        html.append("</details>");
    }
}
