/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that is shown at the end.
 *
 * @param scenario its name
 * @param started when it began
 * @param machine what it ran on, by name
 * @param interrupted whether it ended early
 * @param reached whether the thresholds are reached
 * @param conclusion the same in a sentence
 * @param thresholds by the label of each judged run
 * @param findings what follows from several runs together
 * @param runs in the order in which they ran
 */
record Report(
        String scenario,
        Instant started,
        Map<String, String> machine,
        boolean interrupted,
        boolean reached,
        String conclusion,
        Map<String, List<Thresholds.Judgement>> thresholds,
        List<Finding> findings,
        List<Run> runs) {

    /** A report of this machine. */
    static Report of(String scenario, Instant started, boolean interrupted, Outcome outcome, Thresholds thresholds) {
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("java", Runtime.version().toString());
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        machine.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        Map<String, List<Thresholds.Judgement>> judged = new LinkedHashMap<>();
        outcome.judged().forEach(run -> judged.put(run.label(), thresholds.judge(run.figures())));
        return new Report(
                scenario,
                started,
                machine,
                interrupted,
                outcome.reached(thresholds),
                outcome.conclude(thresholds),
                judged,
                outcome.findings(),
                outcome.runs());
    }
}
