/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.poolstarter.loadtest.embedded.EmbeddedServers;

/**
 * A load that triples and falls again, on a pool whose size is adaptive and on two whose size is fixed, all at once. Writes its
 * table to {@code target/adaptive.md}; takes six minutes, with {@code -Dsizing.quick} four.
 */
@Tag("slow")
class AdaptiveBenchTests {

    private static final boolean QUICK = System.getProperty("sizing.quick") != null;
    private static final Workload CALM =
            new Workload("calm", 0.25, 0.080, Workload.Arrivals.ON_THEIR_OWN, Workload.sleep(0.080));
    private static final Workload TRIPLE =
            new Workload("threefold", 0.75, 0.080, Workload.Arrivals.ON_THEIR_OWN, Workload.sleep(0.080));
    private static final int LEAST = 4;
    private static final int GREATEST = 40;

    private static final Map<String, Map<String, Object>> POOLS = new LinkedHashMap<>();

    static {
        POOLS.put(
                "adaptive",
                Map.of(
                        "max-size",
                        10,
                        "min-idle",
                        LEAST,
                        "sizing",
                        "adaptive",
                        "adaptive-max-size",
                        GREATEST,
                        "primary",
                        true));
        POOLS.put("small", Map.of("max-size", 12, "min-idle", LEAST));
        POOLS.put("great", Map.of("max-size", GREATEST, "min-idle", LEAST));
    }

    private final List<String> table = new ArrayList<>();

    @Test
    void theSizeFollowsTheLoadWithinItsBounds() throws Exception {
        List<Phase> phases = List.of(
                new Phase("calm", CALM, seconds(60, 40)),
                new Phase("first half minute of threefold", TRIPLE, seconds(30, 30)),
                new Phase("threefold", TRIPLE, seconds(90, 50)),
                new Phase("first minutes of calm", CALM, seconds(120, 90)),
                new Phase("calm again", CALM, seconds(60, 30)));
        row("phase", "adaptive: p99, failed, size", "12: p99, failed", "40: p99, failed");
        row("---", "---", "---", "---");
        List<List<Integer>> sizes = new ArrayList<>();
        try (EmbeddedServers servers = new EmbeddedServers(1);
                Bench bench = new Bench(servers.postgresUrl(), POOLS, Map.of("sizing.adaptive-every", "5s"))) {
            for (Phase phase : phases) {
                sizes.add(run(bench, phase));
            }
        } finally {
            Files.writeString(Path.of("target", "adaptive.md"), String.join("\n", table) + "\n");
        }
        assertThat(sizes).allSatisfy(seen -> assertThat(seen).allMatch(size -> size >= LEAST && size <= GREATEST));
        int calm = last(sizes.get(0));
        assertThat(last(sizes.get(2))).as("threefold").isGreaterThan(calm);
        assertThat(last(sizes.get(4))).as("calm again").isLessThan(last(sizes.get(2)));
    }

    private List<Integer> run(Bench bench, Phase phase) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<Callers.Outcome>> runs = new ArrayList<>();
        for (String pool : POOLS.keySet()) {
            Callers callers = new Callers(phase.load(), bench.dataSource(pool), 0);
            runs.add(threads.submit(() -> callers.run(phase.time())));
        }
        threads.shutdown();
        List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
        ScheduledFuture<?> watching = watch.scheduleAtFixedRate(
                () -> sizes.add(bench.pool("adaptive").snapshot().max()), 0, 1, TimeUnit.SECONDS);
        try {
            for (Future<Callers.Outcome> run : runs) {
                run.get();
            }
        } finally {
            watching.cancel(false);
            watch.shutdown();
        }
        assertThat(watch.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        String range = "%d to %d, at last %d"
                .formatted(
                        sizes.stream().min(Integer::compare).orElseThrow(),
                        sizes.stream().max(Integer::compare).orElseThrow(),
                        last(sizes));
        row(
                "%s, %d s".formatted(phase.name(), phase.time().toSeconds()),
                text(runs.get(0).get()) + ", " + range,
                text(runs.get(1).get()),
                text(runs.get(2).get()));
        return sizes;
    }

    private static int last(List<Integer> sizes) {
        return sizes.get(sizes.size() - 1);
    }

    private static String text(Callers.Outcome outcome) {
        return String.format(Locale.ROOT, "%.0f ms, %d", outcome.p99Millis(), outcome.failed());
    }

    private static Duration seconds(int full, int quick) {
        return Duration.ofSeconds(QUICK ? quick : full);
    }

    private void row(String... cells) {
        table.add("| " + String.join(" | ", cells) + " |");
        System.out.println(table.get(table.size() - 1));
    }

    /** A stretch of the same load. */
    private record Phase(String name, Workload load, Duration time) {}
}
