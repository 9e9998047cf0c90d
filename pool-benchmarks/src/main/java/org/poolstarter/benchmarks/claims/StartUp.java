/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks.claims;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the starter adds to the start of an application: with 1, 10 and 50 JDBC pools over a driver that does nothing, against
 * an application of Boot with a DataSource, a JdbcClient and a transaction manager written by hand for each, and without the
 * jars of the starter. Both have Boot's actuator and a Prometheus registry. An application is ready when each pool has lent a
 * connection. Each start is a JVM of its own; they alternate, and the median counts.
 *
 * <p>Arguments: how many rounds, 7 if there is none.
 */
final class StartUp {

    private static final List<Integer> POOLS = List.of(1, 10, 50);
    private static final Pattern READY = Pattern.compile("READY millis=([0-9]+) bytes=([0-9]+)");
    private static final long PATIENCE_SECONDS = 60;

    private StartUp() {}

    /** An application that can be started. */
    enum Kind {
        HAND_WRITTEN(HandWrittenApplication.class),
        STARTER(StarterApplication.class);

        private final Class<?> main;

        Kind(Class<?> main) {
            this.main = main;
        }

        /** The class path of this JVM, without the starter where the application does not use it. */
        private String classPath() {
            return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> this == STARTER || !isOfStarter(entry))
                    .collect(Collectors.joining(File.pathSeparator));
        }

        /* A jar from target/lib, or the classes of a module. */
        private static boolean isOfStarter(String entry) {
            return entry.contains("pool-autoconfigure") || entry.contains("pool-core");
        }
    }

    /**
     * One start.
     *
     * @param millis from the start of the JVM until each pool has lent a connection
     * @param bytes heap in use then, after collections
     */
    record Start(double millis, double bytes) {}

    private record Case(Kind kind, int pools) {}

    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT);
        int rounds = (args.length > 0) ? Integer.parseInt(args[0]) : 7;
        Map<Case, List<Start>> starts = new LinkedHashMap<>();
        for (int round = -1; round < rounds; round++) {
            for (int pools : POOLS) {
                for (Kind kind : Kind.values()) {
                    Start start = start(kind, pools);
                    if (round >= 0) { // the one before has filled the caches of the machine
                        starts.computeIfAbsent(new Case(kind, pools), absent -> new ArrayList<>())
                                .add(start);
                    }
                }
            }
        }
        POOLS.forEach(pools -> print(
                pools, starts.get(new Case(Kind.HAND_WRITTEN, pools)), starts.get(new Case(Kind.STARTER, pools))));
    }

    private static void print(int pools, @Nullable List<Start> byHand, @Nullable List<Start> starter) {
        if (byHand == null || starter == null) {
            return;
        }
        double millisByHand = Medians.of(byHand.stream().map(Start::millis).toList());
        double millis = Medians.of(starter.stream().map(Start::millis).toList());
        double bytesByHand = Medians.of(byHand.stream().map(Start::bytes).toList());
        double bytes = Medians.of(starter.stream().map(Start::bytes).toList());
        System.out.printf(
                "%d pools: %.0f ms by hand, %.0f ms with the starter (%.2f); heap %.1f MB by hand, %.1f MB (%.2f)%n",
                pools,
                millisByHand,
                millis,
                millis / millisByHand,
                bytesByHand / 1e6,
                bytes / 1e6,
                bytes / bytesByHand);
    }

    /** Starts an application in a JVM of its own and waits until it has ended. */
    static Start start(Kind kind, int pools) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-Dorg.springframework.boot.logging.LoggingSystem=none",
                        "-cp",
                        kind.classPath(),
                        kind.main.getName(),
                        String.valueOf(pools))
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            Matcher ready = READY.matcher(output);
            if (!ready.find()) {
                throw new IOException(
                        "The application with %d pools (%s) did not start: %s".formatted(pools, kind, output));
            }
            return new Start(Double.parseDouble(ready.group(1)), Double.parseDouble(ready.group(2)));
        } finally {
            process.destroyForcibly();
        }
    }
}
