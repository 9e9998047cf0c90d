/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The tables of docs/benchmarks.md. */
final class Report {

    private final Effort effort;
    private final Results results;
    private final List<String> lines = new ArrayList<>();

    private Report(Effort effort, Results results) {
        this.effort = effort;
        this.results = results;
    }

    /**
     * All tables.
     *
     * @param command how they were made
     */
    static List<String> of(Effort effort, Results results, String command) {
        Report report = new Report(effort, results);
        report.head(command);
        report.targets();
        report.uncontended();
        report.times();
        report.load("32 threads, 4 clients of one account, held for 50 us", Scenario.SCARCE);
        report.load(
                "64 threads, 1,000 accounts, 16 clients in all, held for 50 us, 1 ms to open", Scenario.GLOBAL_LIMIT);
        report.noisyAccount();
        report.idleHeap();
        report.cleanUp();
        return report.lines;
    }

    private void head(String command) {
        Runtime.Version version = Runtime.version();
        lines.add("");
        lines.add("JDK %s (%s), %d cores, %s %s. %s."
                .formatted(
                        version,
                        System.getProperty("java.vm.vendor"),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        effort.words()));
        lines.add("");
        lines.add("    " + command);
    }

    private void targets() {
        title("Targets");
        lines.addAll(Targets.table(effort, results));
    }

    private void uncontended() {
        for (int threads : effort.threads()) {
            title("Uncontended, %d %s: ns of machine time for acquire and release"
                    .formatted(threads, (threads == 1) ? "thread" : "threads"));
            List<String> columns = effort.accounts().stream()
                    .map(accounts -> "%,d %s".formatted(accounts, (accounts == 1) ? "account" : "accounts"))
                    .toList();
            table(
                    columns,
                    candidate -> effort.accounts().stream()
                            .map(accounts -> Numbers.withError(
                                    results.of(Results.uncontended(threads, accounts), candidate, Figure.NANOS)))
                            .toList());
        }
    }

    private void times() {
        title("Uncontended: time of each pool by that of AccountPool (threads x accounts)");
        List<String> columns = new ArrayList<>();
        for (int threads : effort.threads()) {
            for (int accounts : effort.accounts()) {
                columns.add("%d x %,d".formatted(threads, accounts));
            }
        }
        table(columns, candidate -> {
            List<String> cells = new ArrayList<>();
            for (int threads : effort.threads()) {
                for (int accounts : effort.accounts()) {
                    cells.add(timesOfStarter(Results.uncontended(threads, accounts), candidate));
                }
            }
            return cells;
        });
    }

    private String timesOfStarter(String measurement, Candidate candidate) {
        double own = results.mean(measurement, Candidate.STARTER, Figure.NANOS).orElse(Double.NaN);
        double other = results.mean(measurement, candidate, Figure.NANOS).orElse(Double.NaN);
        return Double.isNaN(other / own) ? "" : Numbers.plain(other / own);
    }

    private void load(String title, Scenario scenario) {
        title(title);
        columns(
                scenario,
                new Column("ns of machine time per cycle", values -> Numbers.withError(values.of(Figure.NANOS))),
                new Column("Jain's index", values -> Numbers.withRange(values.of(Figure.JAIN))),
                new Column("least share", values -> Numbers.withRange(values.of(Figure.LEAST_SHARE))),
                new Column("wait p50, us", values -> Numbers.withRange(values.of(Figure.P50))),
                new Column("p99, us", values -> Numbers.withRange(values.of(Figure.P99))),
                new Column("p99.9, us", values -> Numbers.withRange(values.of(Figure.P999))),
                new Column("longest, us", values -> Numbers.withRange(values.of(Figure.MAX))),
                new Column("timeouts", values -> Numbers.withRange(values.of(Figure.TIMEOUTS))),
                new Column("opened per cycle", values -> Numbers.withRange(values.of(Figure.OPENED))),
                new Column("most clients open", values -> Numbers.withRange(values.of(Figure.PEAK))));
    }

    private void noisyAccount() {
        title("10,000 callers wait for one account: what a cycle of another costs");
        columns(
                Scenario.NOISY_ACCOUNT,
                new Column("ns without them", values -> Numbers.withError(values.of(Figure.QUIET))),
                new Column("ns with them", values -> Numbers.withError(values.of(Figure.NOISY))),
                new Column(
                        "share of its speed that is kept", values -> Numbers.withError(values.of(Figure.SPEED_KEPT))));
    }

    private void idleHeap() {
        title("Heap of an account with one idle client, beyond that client");
        columns(
                Scenario.IDLE_HEAP,
                new Column("bytes", values -> Numbers.withError(values.of(Figure.BYTES))),
                new Column("accounts", values -> Numbers.withRange(values.of(Figure.ACCOUNTS))));
    }

    private void cleanUp() {
        title("A clean-up pass over 100,000 idle accounts");
        lines.add("| clients that expire in it | us |");
        lines.add("|--:|--:|");
        for (int expiring : CleanUp.EXPIRING) {
            List<Double> rounds = results.of(Scenario.CLEAN_UP.name(), Candidate.STARTER, Figure.passMicros(expiring));
            lines.add("| %,d | %s |".formatted(expiring, Numbers.withError(rounds)));
        }
    }

    /** The rounds of one pool in one scenario. */
    private record Values(Results results, Scenario scenario, Candidate candidate) {

        List<Double> of(String figure) {
            return results.of(scenario.name(), candidate, figure);
        }
    }

    private record Column(String title, Function<Values, String> cell) {}

    private void columns(Scenario scenario, Column... columns) {
        table(
                Arrays.stream(columns).map(Column::title).toList(),
                candidate -> scenario.suits(candidate)
                        ? Arrays.stream(columns)
                                .map(column -> column.cell().apply(new Values(results, scenario, candidate)))
                                .toList()
                        : List.of());
    }

    /** A row for each pool that has something to show. */
    private void table(List<String> columns, Function<Candidate, List<String>> cells) {
        lines.add("| pool | " + String.join(" | ", columns) + " |");
        lines.add("|---|" + "--:|".repeat(columns.size()));
        for (Candidate candidate : Candidate.values()) {
            List<String> row = cells.apply(candidate);
            if (row.stream().anyMatch(cell -> !cell.isEmpty())) {
                lines.add("| " + candidate.label() + " | " + String.join(" | ", row) + " |");
            }
        }
    }

    private void title(String title) {
        lines.add("");
        lines.add("### " + title);
        lines.add("");
    }
}
