/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A line for each run, times in milliseconds; a figure that is not known is empty. */
final class CsvReport {

    private static final List<String> HEADER = List.of(
            "label",
            "pool",
            "backend",
            "workers",
            "rate",
            "max_size",
            "seconds",
            "operations",
            "succeeded",
            "never_began",
            "throughput_per_s",
            "mean_ms",
            "p50_ms",
            "p95_ms",
            "p99_ms",
            "p999_ms",
            "max_ms",
            "wait_mean_ms",
            "wait_p99_ms",
            "usage_mean_ms",
            "usage_p99_ms",
            "timed_out",
            "refused",
            "opened",
            "open_failures",
            "closed",
            "peak_active",
            "peak_pending",
            "peak_size",
            "server_connections",
            "sizing_verdict",
            "advised_size");

    private CsvReport() {}

    static void write(Report report, Appendable out) {
        try {
            line(HEADER, out);
            for (Run run : report.runs()) {
                line(cells(run), out);
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static void line(List<String> cells, Appendable out) throws IOException {
        out.append(String.join(",", cells.stream().map(CsvReport::quoted).toList()))
                .append('\n');
    }

    private static String quoted(String cell) {
        return (cell.contains(",") || cell.contains("\"")) ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }

    private static List<String> cells(Run run) {
        Figures figures = run.figures();
        Figures.Events events = figures.events();
        List<String> cells =
                new ArrayList<>(List.of(run.label(), run.pool(), run.backend(), String.valueOf(run.workers())));
        cells.add((run.rate() != null) ? Numbers.plain(run.rate()) : "");
        cells.add(String.valueOf(run.size()));
        cells.add(Numbers.fixed(figures.seconds(), 3));
        cells.add(String.valueOf(figures.operations()));
        cells.add(String.valueOf(figures.succeeded()));
        cells.add(String.valueOf(figures.neverBegan()));
        cells.add(Numbers.fixed(figures.throughput(), 2));
        for (ToDoubleFunction<Times> figure : List.<ToDoubleFunction<Times>>of(
                Times::mean, Times::p50, Times::p95, Times::p99, Times::p999, Times::max)) {
            cells.add(millis(figures.latency(), figure));
        }
        cells.add(millis(figures.waitTime(), Times::mean));
        cells.add(millis(figures.waitTime(), Times::p99));
        cells.add(millis(figures.usageTime(), Times::mean));
        cells.add(millis(figures.usageTime(), Times::p99));
        for (long count : new long[] {
            events.timedOut(),
            events.refused(),
            events.opened(),
            events.openFailures(),
            events.closed(),
            figures.peaks().active(),
            figures.peaks().pending(),
            figures.peaks().size()
        }) {
            cells.add(String.valueOf(count));
        }
        cells.add((figures.serverConnections() != null) ? String.valueOf(figures.serverConnections()) : "");
        Sizing sizing = run.sizing();
        Integer advised = (sizing != null) ? sizing.advised() : null;
        cells.add((sizing != null) ? sizing.verdict() : "");
        cells.add((advised != null) ? String.valueOf(advised) : "");
        return cells;
    }

    private static String millis(@Nullable Times times, ToDoubleFunction<Times> figure) {
        return (times != null) ? Numbers.fixed(figure.applyAsDouble(times), 3) : "";
    }
}
