/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs all measurements, round after round, and writes the tables. All pools are measured in each round, so what slows
 * the machine for a while slows all of them.
 */
final class Benchmarks {

    private static final String QUICK = "--quick";
    private static final String PAGE = "--page=";
    private static final String USAGE = """
            Usage: run.sh [--quick] [--page=FILE]
              --quick      one round of a part, in 3 minutes: to see whether something is badly off
              --page=FILE  also write the tables into this page, between its markers
            """;

    private final Effort effort;
    private final Results results = new Results();
    private final List<String> failures = new ArrayList<>();

    private Benchmarks(Effort effort) {
        this.effort = effort;
    }

    public static void main(String[] args) throws IOException, InterruptedException, RunnerException {
        List<String> unknown = Arrays.stream(args)
                .filter(arg -> !arg.equals(QUICK) && !arg.startsWith(PAGE))
                .toList();
        if (!unknown.isEmpty()) {
            System.err.println("Unknown: " + String.join(" ", unknown));
            System.err.print(USAGE);
            System.exit(2);
        }
        Effort effort = List.of(args).contains(QUICK) ? Effort.quick() : Effort.full();
        Benchmarks benchmarks = new Benchmarks(effort);
        benchmarks.run();

        String command = String.join(" ", "pool-benchmarks/run.sh", String.join(" ", args))
                .trim();
        List<String> tables = Report.of(effort, benchmarks.results, command);
        tables.forEach(System.out::println);
        for (String arg : args) {
            if (arg.startsWith(PAGE)) {
                Page.write(Path.of(arg.substring(PAGE.length())), tables);
            }
        }
        if (!benchmarks.failures.isEmpty()) {
            System.err.println("What failed is missing above:");
            benchmarks.failures.forEach(System.err::println);
            System.exit(1);
        }
    }

    private void run() throws InterruptedException, RunnerException {
        for (int round = 1; round <= effort.rounds(); round++) {
            for (Scenario scenario : Scenario.values()) {
                progress(round, scenario.name());
                runTrials(scenario);
            }
            for (int threads : effort.threads()) {
                progress(round, "UNCONTENDED, threads: " + threads);
                runUncontended(threads);
            }
        }
    }

    private void runTrials(Scenario scenario) throws InterruptedException {
        for (Candidate candidate : available().filter(scenario::suits).toList()) {
            try {
                results.add(scenario.name(), candidate, Trial.fork(scenario, candidate, effort.window()));
            } catch (IllegalStateException ex) {
                // One pool that cannot do it takes nothing from the others; it is reported at the end.
                failures.add(ex.getMessage());
            }
        }
    }

    private void runUncontended(int threads) throws RunnerException {
        TimeValue iteration = TimeValue.milliseconds(effort.iteration().toMillis());
        Options options = new OptionsBuilder()
                .include(UncontendedBenchmark.class.getName())
                .param("candidate", names(uncontended().map(Candidate::name)))
                .param("accounts", names(effort.accounts().stream().map(String::valueOf)))
                .threads(threads)
                .forks(1)
                .warmupIterations(effort.warmUps())
                .warmupTime(iteration)
                .measurementIterations(effort.iterations())
                .measurementTime(iteration)
                .jvmArgs(jvmArgs())
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
        Collection<RunResult> runs = new Runner(options).run();
        for (RunResult run : runs) {
            int accounts = Integer.parseInt(run.getParams().getParam("accounts"));
            Candidate candidate = Candidate.valueOf(run.getParams().getParam("candidate"));
            double perSecond = run.getPrimaryResult().getScore();
            results.add(Results.uncontended(threads, accounts), candidate, Map.of(Figure.NANOS, 1e9 / perSecond));
        }
    }

    /** From Java 24 on a JVM warns of the class by which JMH lays out its own state. */
    private static String[] jvmArgs() {
        Stream<String> quiet = (Runtime.version().feature() >= 24)
                ? Stream.of("--sun-misc-unsafe-memory-access=allow")
                : Stream.empty();
        return names(Stream.concat(Trial.JVM_ARGS.stream(), quiet));
    }

    private static Stream<Candidate> available() {
        return Arrays.stream(Candidate.values()).filter(Candidate::isAvailable);
    }

    /** Fairness is for callers who wait, and here nobody does. */
    private static Stream<Candidate> uncontended() {
        return available().filter(candidate -> candidate != Candidate.COMMONS_FAIR);
    }

    private static String[] names(Stream<String> names) {
        return names.toArray(String[]::new);
    }

    private void progress(int round, String what) {
        System.err.printf(Locale.ROOT, "round %d of %d: %s%n", round, effort.rounds(), what);
    }

    /** A page of prose with the tables between markers. */
    private static final class Page {

        private static final String BEGIN = "<!-- generated: figures -->\n";
        private static final String END = "<!-- end -->";

        private Page() {}

        static void write(Path file, List<String> tables) throws IOException {
            String text = Files.readString(file);
            int from = text.indexOf(BEGIN) + BEGIN.length();
            int to = text.indexOf(END, from);
            if (from < BEGIN.length() || to < 0) {
                throw new IOException(file + " has no place for the tables: " + BEGIN.trim() + " and " + END);
            }
            Files.writeString(file, text.substring(0, from) + String.join("\n", tables) + "\n\n" + text.substring(to));
        }
    }
}
