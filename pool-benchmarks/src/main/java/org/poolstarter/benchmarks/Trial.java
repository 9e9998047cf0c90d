/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** One scenario with one pool, in a JVM that runs nothing else. */
final class Trial {

    /** A heap of a fixed size, so that no run is better off than another. */
    static final List<String> JVM_ARGS = List.of("-Xms1g", "-Xmx1g");

    private static final String MARK = "figure ";

    private Trial() {}

    /** The side that measures: scenario, candidate, window in milliseconds. */
    public static void main(String[] args) throws InterruptedException, TimeoutException {
        Map<String, Double> figures =
                Scenario.valueOf(args[0]).run(Candidate.valueOf(args[1]), Duration.ofMillis(Long.parseLong(args[2])));
        figures.forEach((name, value) -> System.out.println(MARK + name + " " + value));
        System.out.flush();
        // Threads that still wait for a client end with the JVM.
        Runtime.getRuntime().halt(0);
    }

    /**
     * The side that asks; waits for the other to end.
     *
     * @throws IllegalStateException if the other failed; the message has what it printed
     */
    static Map<String, Double> fork(Scenario scenario, Candidate candidate, Duration window)
            throws InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(scenario.jvmArgs());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Trial.class.getName()));
        command.addAll(List.of(scenario.name(), candidate.name(), Long.toString(window.toMillis())));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            List<String> lines;
            try (BufferedReader reader = process.inputReader()) {
                lines = reader.lines().toList();
            }
            if (process.waitFor() != 0) {
                throw new IllegalStateException(scenario + " of " + candidate + " failed: " + lines);
            }
            return figures(lines);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static Map<String, Double> figures(List<String> lines) {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (String line : lines) {
            if (line.startsWith(MARK)) {
                String[] parts = line.substring(MARK.length()).split(" ", 2);
                figures.put(parts[0], Double.valueOf(parts[1]));
            }
        }
        return figures;
    }
}
