/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.sizing.SizingAdvice;
import org.poolstarter.advice.sizing.SizingAdvice.Confidence;
import org.poolstarter.advice.sizing.SizingAdvice.Verdict;

/**
 * What the starter advises on the size of a pool after a run, in the words of its endpoint {@code advice}.
 *
 * @param verdict what to do, such as {@code grow}
 * @param summary the same in a sentence or two, with the numbers
 * @param size the bound in force
 * @param advised the size that serves this load; null where that cannot be said
 * @param confidence {@code low}, {@code medium} or {@code high}; low where less than a minute was measured
 * @param windowSeconds the time that the evidence covers
 * @param uses the leases that it covers
 * @param evidence the numbers it was drawn from
 * @param further what else there is to change, in sentences
 * @param yaml what to paste into the configuration; null if nothing is to be changed
 */
record Sizing(
        String verdict,
        String summary,
        int size,
        @Nullable Integer advised,
        String confidence,
        double windowSeconds,
        long uses,
        Map<String, Object> evidence,
        List<String> further,
        @Nullable String yaml) {

    /** Evidence of less is of low confidence, however many uses there were. */
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** A last sample may be missing. */
    private static final double NEARLY = 0.9;

    private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(10);
    private static final double MILLIS_PER_SECOND = 1_000.0;

    Sizing {
        further = List.copyOf(further);
    }

    static Sizing of(SizingAdvice advice) {
        boolean tooLittle = advice.verdict() == Verdict.TOO_LITTLE_SEEN;
        boolean brief = advice.window().toMillis() < NEARLY * MINUTE.toMillis();
        return new Sizing(
                word(advice.verdict()),
                tooLittle ? advice.summary() + " Measure for longer with --duration." : advice.summary(),
                advice.size(),
                advice.advised(),
                word(brief ? Confidence.LOW : advice.confidence()),
                advice.window().toMillis() / MILLIS_PER_SECOND,
                advice.uses(),
                new LinkedHashMap<>(advice.evidence()),
                advice.further().stream().map(SizingAdvice.Further::summary).toList(),
                advice.yaml());
    }

    /** Of a pool whose past is not kept, so that nothing can be reckoned from it. */
    static Sizing unknown(int size) {
        return new Sizing(
                word(Verdict.TOO_LITTLE_SEEN),
                "Nothing is kept of what was seen: set pools.history.enabled to true.",
                size,
                null,
                word(Confidence.LOW),
                0,
                0,
                Map.of(),
                List.of(),
                null);
    }

    /**
     * The stretch that a size is to be reckoned for, where the configuration does not say: a load test lasts for seconds
     * where a service runs for days.
     *
     * @return 10 s to 1 min
     */
    static Duration window(Load load) {
        Duration duration = load.duration();
        if (duration == null || duration.compareTo(SHORTEST_WINDOW) < 0) {
            return SHORTEST_WINDOW;
        }
        return (duration.compareTo(MINUTE) < 0) ? duration : MINUTE;
    }

    /** Whether there is no advice. */
    boolean isTooLittle() {
        return verdict.equals(word(Verdict.TOO_LITTLE_SEEN));
    }

    /** How much it rests on, in words. */
    String basis() {
        return "%s, confidence %s, by %d uses in %s s"
                .formatted(verdict, confidence, uses, Numbers.plain(windowSeconds));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
