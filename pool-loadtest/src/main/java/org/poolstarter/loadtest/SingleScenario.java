/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.ArrayList;
import java.util.List;

/** One load for each pool. */
final class SingleScenario implements Scenario {

    private final boolean drift;

    /**
     * A scenario.
     *
     * @param drift whether it reports how the end differs from the beginning
     */
    SingleScenario(boolean drift) {
        this.drift = drift;
    }

    @Override
    public String describe(Plan plan) {
        return plan.load().toString();
    }

    @Override
    public Outcome run(Trial trial) throws InterruptedException {
        List<Run> runs = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (String pool : trial.plan().pools()) {
            if (!trial.isStopped()) {
                Run run = trial.run(Variant.asConfigured(pool), trial.plan().load());
                runs.add(run);
                if (drift) {
                    Drift.of(run).ifPresent(findings::add);
                }
            }
        }
        return Outcome.ofAll(runs, findings);
    }
}
