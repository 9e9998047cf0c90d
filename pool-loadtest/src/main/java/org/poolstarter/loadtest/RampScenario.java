/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** More and more load, until the thresholds are missed. */
final class RampScenario implements Scenario {

    private final Steps steps;
    private final Thresholds thresholds;

    RampScenario(Steps steps, Thresholds thresholds) {
        this.steps = steps;
        this.thresholds = thresholds;
    }

    @Override
    public String describe(Plan plan) {
        Load load = plan.load();
        String range = "%s to %s".formatted(Numbers.plain(steps.from()), Numbers.plain(steps.to()));
        String step = steps.byRate()
                ? load.words(String.valueOf(load.workers()), range + " arrivals a second")
                : load.words(range, load.arrivals().toString());
        return "%s; %s more each time, until a threshold is missed".formatted(step, Numbers.plain(steps.by()));
    }

    @Override
    public Outcome run(Trial trial) throws InterruptedException {
        List<Run> runs = new ArrayList<>();
        List<Run> first = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (String pool : trial.plan().pools()) {
            List<Run> ramp = ramp(trial, pool);
            runs.addAll(ramp);
            if (!ramp.isEmpty()) {
                first.add(ramp.get(0));
                findings.add(conclude(pool, ramp));
            }
        }
        return new Outcome(runs, findings, first, false);
    }

    private List<Run> ramp(Trial trial, String pool) throws InterruptedException {
        List<Run> runs = new ArrayList<>();
        boolean reached = true;
        for (double at = steps.from(); at <= steps.to() && reached && !trial.isStopped(); at += steps.by()) {
            Load load = trial.plan().load();
            Load step = steps.byRate() ? load.withArrivals(Arrivals.atRate(at)) : load.withWorkers((int) at);
            String label = "%s, %s %s".formatted(pool, Numbers.plain(at), steps.byRate() ? "a second" : "workers");
            Run run = trial.run(new Variant(label, pool, Map.of(), true), step);
            runs.add(run);
            reached = thresholds.reached(run.figures());
        }
        return runs;
    }

    private Finding conclude(String pool, List<Run> runs) {
        Run last = runs.get(runs.size() - 1);
        boolean broke = !thresholds.reached(last.figures());
        int held = runs.size() - (broke ? 1 : 0);
        String unit = steps.byRate() ? "arrivals a second" : "workers";
        double most = steps.from() + (held - 1) * steps.by();
        String text;
        if (held == 0) {
            text = "%s misses the thresholds with %s %s already".formatted(pool, Numbers.plain(steps.from()), unit);
        } else if (broke) {
            text = "%s reaches the thresholds up to %s %s (%s/s), and misses them with %s"
                    .formatted(
                            pool,
                            Numbers.plain(most),
                            unit,
                            Numbers.figure(runs.get(held - 1).figures().throughput()),
                            Numbers.plain(most + steps.by()));
        } else {
            text = "%s reaches the thresholds with %s %s, the most that was tried"
                    .formatted(pool, Numbers.plain(most), unit);
        }
        return new Finding("ramp", text, Map.of("held", (held == 0) ? 0 : most));
    }

    /**
     * The steps.
     *
     * @param byRate whether arrivals per second are meant; else workers
     */
    record Steps(double from, double to, double by, boolean byRate) {

        Steps {
            if (!(from > 0 && by > 0 && to >= from)) {
                throw new IllegalArgumentException(
                        "from and step must be above 0 and to must not be below from but they are %s, %s and %s"
                                .formatted(Numbers.plain(from), Numbers.plain(by), Numbers.plain(to)));
            }
        }
    }
}
