/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a scenario has come to.
 *
 * @param runs in the order in which they ran
 * @param findings what follows from them together
 * @param judged the runs that have to reach the thresholds
 * @param anyIsEnough whether one of these is enough; else all have to
 */
record Outcome(List<Run> runs, List<Finding> findings, List<Run> judged, boolean anyIsEnough) {

    Outcome {
        runs = List.copyOf(runs);
        findings = List.copyOf(findings);
        judged = List.copyOf(judged);
    }

    /** All runs have to reach the thresholds. */
    static Outcome ofAll(List<Run> runs, List<Finding> findings) {
        return new Outcome(runs, findings, runs, false);
    }

    /** What the judgement rests on, in one sentence. */
    String conclude(Thresholds thresholds) {
        if (judged.isEmpty()) {
            return "Nothing was measured.";
        }
        boolean reached = reached(thresholds);
        if (anyIsEnough) {
            long reaching = judged.stream()
                    .filter(run -> thresholds.reached(run.figures()))
                    .count();
            return "%d of %d runs reach the thresholds, and one has to.".formatted(reaching, judged.size());
        }
        if (judged.size() < runs.size()) {
            String who = judged.stream().map(run -> "'" + run.label() + "'").collect(Collectors.joining(", "));
            return reached
                    ? "%s, which is what is judged, reaches the thresholds.".formatted(who)
                    : "%s, which is what is judged, misses a threshold.".formatted(who);
        }
        return reached ? "The thresholds are reached." : "A threshold is missed.";
    }

    /** Whether the thresholds are reached. */
    boolean reached(Thresholds thresholds) {
        return anyIsEnough
                ? judged.stream().anyMatch(run -> thresholds.reached(run.figures()))
                : !judged.isEmpty() && judged.stream().allMatch(run -> thresholds.reached(run.figures()));
    }
}
