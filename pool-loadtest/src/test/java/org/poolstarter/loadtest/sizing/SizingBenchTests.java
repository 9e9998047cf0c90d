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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.poolstarter.advice.sizing.SizingAdvice;
import org.poolstarter.advice.sizing.SizingAdvice.Verdict;
import org.poolstarter.loadtest.embedded.EmbeddedServers;

/**
 * Does the advice hold? For each load the smallest size that does is found by trying sizes, and compared with the advice after
 * a minute at each of three wrong sizes. Writes its table to {@code target/sizing.md}; takes forty minutes, with
 * {@code -Dsizing.quick} half of it. {@code -Dsizing.only=burst} takes the loads whose names contain that.
 */
@Tag("slow")
class SizingBenchTests {

    private static final boolean QUICK = System.getProperty("sizing.quick") != null;
    private static final String ONLY = System.getProperty("sizing.only", "");
    private static final Duration SEEN = Duration.ofSeconds(QUICK ? 20 : 60);
    private static final Duration LOOPED = Duration.ofSeconds(60);
    private static final Duration TRIED = Duration.ofSeconds(QUICK ? 4 : 6);
    private static final int AMPLE = 64;
    private static final int LEAST_CALLS = QUICK ? 200 : 400;

    /** Keys by the name of the pool: its wrong size, or nothing for that of the profile. */
    private static final Map<String, Map<String, Object>> STARTS = new LinkedHashMap<>();

    static {
        STARTS.put("two", Map.of("max-size", 2));
        STARTS.put("usual", Map.of("primary", true));
        STARTS.put("fifty", Map.of("max-size", 50));
    }

    private static final int LEAST_SERVED_PERCENT = 95;
    private static final double SLOWEST = 1.2;
    private static final double NEAR = 0.3;
    private static final int NEAR_CONNECTIONS = 2;

    private final List<String> table = new ArrayList<>();

    @Test
    void theAdviceIsNearTheSmallestSizeThatDoes() throws Exception {
        List<Workload> open = chosen(Workload.open());
        List<Workload> closed = chosen(List.of(Workload.oneLock(), Workload.processors()));
        int held = 0;
        row("load", "share", "smallest size that does", "from 2", "from the profile's 15", "from 50", "holds");
        row("---", "---", "---", "---", "---", "---", "---");
        try (EmbeddedServers servers = new EmbeddedServers(1)) {
            String url = servers.postgresUrl();
            for (Workload load : open) {
                held += judge(url, load) ? 1 : 0;
            }
            for (Workload load : closed) {
                assertThat(judgeLoop(url, load)).as(load.name()).isTrue();
            }
        } finally {
            Files.writeString(Path.of("target", "sizing.md"), String.join("\n", table) + "\n");
        }
        assertThat(held).as("%s", table).isGreaterThanOrEqualTo((int) Math.floor(0.9 * open.size()));
    }

    private boolean judge(String url, Workload load) throws Exception {
        int smallest = smallest(url, load);
        List<SizingAdvice> advice = advice(url, load);
        boolean holds = advice.stream().allMatch(one -> isNear(one.advised(), smallest));
        row(
                load.name(),
                String.format(Locale.ROOT, "%.0f %%", load.share() * 100),
                String.valueOf(smallest),
                text(advice.get(0)),
                text(advice.get(1)),
                text(advice.get(2)),
                holds ? "yes" : "no");
        return holds;
    }

    private static boolean isNear(@Nullable Integer advised, int smallest) {
        return advised != null
                && (Math.abs(advised - smallest) <= NEAR_CONNECTIONS
                        || Math.abs(advised - smallest) <= NEAR * smallest);
    }

    private static String text(SizingAdvice advice) {
        String verdict = advice.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return (advice.advised() != null) ? "%s, %d".formatted(verdict, advice.advised()) : verdict;
    }

    /** By halving between too few and enough: what does with some does with more. */
    private int smallest(String url, Workload load) throws Exception {
        try (Bench bench = new Bench(url, Map.of("tried", Map.of("max-size", AMPLE, "min-idle", AMPLE)), Map.of())) {
            Callers.Outcome best = better(tried(bench, load, AMPLE), tried(bench, load, AMPLE));
            int tooFew = 0;
            int enough = AMPLE;
            while (enough - tooFew > 1) {
                int size = (tooFew == 0 && enough == AMPLE) ? Workload.CAPACITY / 2 : (tooFew + enough) / 2;
                Callers.Outcome outcome = tried(bench, load, size);
                for (int again = 0; again < 2 && !does(outcome, best); again++) {
                    outcome = better(outcome, tried(bench, load, size)); // what disturbed a run does not count
                }
                boolean does = does(outcome, best);
                System.out.printf(
                        Locale.ROOT,
                        "   %d: %.1f/s, p99 %.1f ms (best %.1f/s, %.1f ms), %d failed%n",
                        size,
                        outcome.throughput(),
                        outcome.p99Millis(),
                        best.throughput(),
                        best.p99Millis(),
                        outcome.failed());
                if (does) {
                    enough = size;
                } else {
                    tooFew = size;
                }
            }
            return enough;
        }
    }

    private static boolean does(Callers.Outcome outcome, Callers.Outcome best) {
        return outcome.throughput() * 100 >= LEAST_SERVED_PERCENT * best.throughput()
                && outcome.p99Millis() <= SLOWEST * best.p99Millis();
    }

    private static Callers.Outcome better(Callers.Outcome one, Callers.Outcome other) {
        return (one.p99Millis() <= other.p99Millis()) ? one : other;
    }

    private static Callers.Outcome tried(Bench bench, Workload load, int size) throws Exception {
        bench.resize("tried", size);
        return new Callers(load, bench.dataSource("tried"), 0).run(triedFor(load));
    }

    /** So long that the slowest of 100 calls is not one of a few. */
    private static Duration triedFor(Workload load) {
        Duration forCalls = Duration.ofMillis((long) (LEAST_CALLS / load.rate() * 1_000));
        return (forCalls.compareTo(TRIED) > 0) ? forCalls : TRIED;
    }

    /** After the same time at each of the wrong sizes, all at once: each pool has its own callers. */
    private List<SizingAdvice> advice(String url, Workload load) throws Exception {
        try (Bench bench = new Bench(url, STARTS, Map.of("sizing.window", seconds(SEEN.minusSeconds(2))))) {
            underLoad(bench, load, List.copyOf(STARTS.keySet()), SEEN);
            List<SizingAdvice> advice = new ArrayList<>();
            for (String pool : STARTS.keySet()) {
                advice.add(told(load, pool, bench));
            }
            return advice;
        }
    }

    /** A loop has to be answered with the server, at once or after the steps that the advice asks for. */
    private boolean judgeLoop(String url, Workload load) throws Exception {
        List<String> answers = new ArrayList<>();
        boolean holds = true;
        for (String pool : STARTS.keySet()) {
            try (Bench bench = new Bench(
                    url,
                    Map.of(pool, patient(STARTS.getOrDefault(pool, Map.of()))),
                    Map.of("sizing.window", seconds(LOOPED.minusSeconds(2))))) {
                @Nullable SizingAdvice advice = null;
                List<String> told = new ArrayList<>();
                for (int round = 0; round < 4; round++) {
                    underLoad(bench, load, List.of(pool), LOOPED);
                    advice = told(load, pool, bench);
                    Integer next = nextOf(advice);
                    told.add(text(advice) + ((next != null) ? " with " + next : ""));
                    if (next == null) {
                        break;
                    }
                    bench.resize(pool, next);
                }
                answers.add(String.join("; ", told));
                holds &= advice != null && advice.verdict() == Verdict.SERVER_BOUND;
            }
        }
        row(load.name(), "100 %", "the server", answers.get(0), answers.get(1), answers.get(2), holds ? "yes" : "no");
        return holds;
    }

    /** Callers of a loop who gave up would come again at once, and be counted again. */
    private static Map<String, Object> patient(Map<String, Object> keys) {
        Map<String, Object> all = new LinkedHashMap<>(keys);
        all.put("acquire-timeout", "20s");
        return all;
    }

    /** The size to go on with; null if the advice is final. */
    private static @Nullable Integer nextOf(SizingAdvice advice) {
        String yaml = advice.yaml();
        return (advice.verdict() == Verdict.GROW_AND_MEASURE && yaml != null)
                ? Integer.valueOf(yaml.substring(yaml.lastIndexOf(' ') + 1).trim())
                : null;
    }

    private static void underLoad(Bench bench, Workload load, List<String> pools, Duration time) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<?>> runs = new ArrayList<>();
        for (int i = 0; i < pools.size(); i++) {
            Callers callers = new Callers(load, bench.dataSource(pools.get(i)), i + 1);
            runs.add(threads.submit(() -> callers.run(time)));
        }
        threads.shutdown();
        for (Future<?> run : runs) {
            run.get();
        }
    }

    private static SizingAdvice told(Workload load, String pool, Bench bench) {
        SizingAdvice advice = bench.advice(pool);
        System.out.printf("%s, %s: %s %s%n", load.name(), pool, advice.summary(), advice.evidence());
        return advice;
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + "s";
    }

    private static List<Workload> chosen(List<Workload> loads) {
        return loads.stream().filter(load -> load.name().contains(ONLY)).toList();
    }

    private void row(String... cells) {
        table.add("| " + String.join(" | ", cells) + " |");
        System.out.println(table.get(table.size() - 1));
    }
}
