/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** What the account pool has to reach, judged by the means of a run. */
final class Targets {

    private static final List<Candidate> FAIR = List.of(Candidate.COMMONS_FAIR, Candidate.STRICT);
    private static final double LEAST_JAIN = 0.95;
    private static final double LEAST_SPEED_KEPT = 0.8;
    private static final double MOST_BYTES = 512;

    private final Effort effort;
    private final Results results;
    private final List<String> rows = new ArrayList<>();

    private Targets(Effort effort, Results results) {
        this.effort = effort;
        this.results = results;
    }

    /** The lines of a table. */
    static List<String> table(Effort effort, Results results) {
        Targets targets = new Targets(effort, results);
        targets.addAll();
        List<String> lines = new ArrayList<>(List.of("| target | measured | met |", "|---|---|---|"));
        lines.addAll(targets.rows);
        return lines;
    }

    private void addAll() {
        timesOf("uncontended: at most half the time of httpcore5 Lax", Candidate.LAX, 0.5);
        timesOf("uncontended: at most the time of what is written by hand", Candidate.HAND_WRITTEN, 1);
        timesOf("uncontended: at most twice the time of a map of Jetty's pools", Candidate.JETTY, 2);
        underLoad("32 threads, 4 clients", Scenario.SCARCE);
        underLoad("64 threads, 16 clients in all", Scenario.GLOBAL_LIMIT);
        mean(Scenario.NOISY_ACCOUNT, Figure.SPEED_KEPT)
                .ifPresent(kept -> add(
                        "10,000 waiters: another account keeps 80 % of its speed",
                        percent(kept), kept >= LEAST_SPEED_KEPT));
        mean(Scenario.IDLE_HEAP, Figure.BYTES)
                .ifPresent(bytes -> add(
                        "at most 512 bytes of heap for an idle account beyond its client",
                        Numbers.plain(bytes),
                        bytes <= MOST_BYTES));
    }

    /** Against one peer with every number of threads and accounts. */
    private void timesOf(String target, Candidate peer, double most) {
        List<Double> times = new ArrayList<>();
        for (int threads : effort.threads()) {
            for (int accounts : effort.accounts()) {
                String measurement = Results.uncontended(threads, accounts);
                OptionalDouble own = results.mean(measurement, Candidate.STARTER, Figure.NANOS);
                OptionalDouble other = results.mean(measurement, peer, Figure.NANOS);
                if (own.isPresent() && other.isPresent()) {
                    times.add(own.getAsDouble() / other.getAsDouble());
                }
            }
        }
        if (!times.isEmpty()) {
            long met = times.stream().filter(time -> time <= most).count();
            String measured = times.stream().map(Numbers::plain).collect(Collectors.joining(", "));
            add(target, "times: " + measured, met == times.size(), met + " of " + times.size());
        }
    }

    /** Against the better of the fair peers in each figure. */
    private void underLoad(String load, Scenario scenario) {
        against(load + ": throughput of the best fair peer", scenario, Figure.NANOS, "ns");
        against(load + ": p99.9 wait of the best fair peer", scenario, Figure.P999, "us");
        mean(scenario, Figure.JAIN)
                .ifPresent(jain -> add(
                        load + ": Jain's index 0.95", String.format(Locale.ROOT, "%.3f", jain), jain >= LEAST_JAIN));
    }

    private void against(String target, Scenario scenario, String figure, String unit) {
        OptionalDouble own = mean(scenario, figure);
        OptionalDouble best = FAIR.stream()
                .flatMap(peer ->
                        results.mean(scenario.name(), peer, figure).stream().boxed())
                .mapToDouble(Double::doubleValue)
                .min();
        if (own.isPresent() && best.isPresent()) {
            String measured = "%s %s, the peer %s"
                    .formatted(Numbers.plain(own.getAsDouble()), unit, Numbers.plain(best.getAsDouble()));
            add(target, measured, own.getAsDouble() <= best.getAsDouble());
        }
    }

    private OptionalDouble mean(Scenario scenario, String figure) {
        return results.mean(scenario.name(), Candidate.STARTER, figure);
    }

    private void add(String target, String measured, boolean met) {
        add(target, measured, met, "no");
    }

    private void add(String target, String measured, boolean met, String otherwise) {
        rows.add(String.join(" | ", Arrays.asList("| " + target, measured, (met ? "yes" : otherwise) + " |")));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }
}
