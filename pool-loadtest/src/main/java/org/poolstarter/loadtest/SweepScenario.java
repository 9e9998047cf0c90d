/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.ArrayList;
import java.util.List;

/** The same load against pools of several sizes or profiles, with several numbers of workers. */
final class SweepScenario implements Scenario {

    private final List<Integer> sizes;
    private final List<String> profiles;
    private final List<Integer> workers;

    /**
     * A sweep.
     *
     * @param sizes bounds of the pool, in rising order
     * @param profiles profiles of the pool
     * @param workers numbers of workers; empty for that of the load
     */
    SweepScenario(List<Integer> sizes, List<String> profiles, List<Integer> workers) {
        if (sizes.isEmpty() && profiles.isEmpty()) {
            throw new CannotRunException(
                    "A sweep needs something to vary", "Say --sizes 5,10,20 or --profiles small,medium.");
        }
        this.sizes = sizes.stream().sorted().toList();
        this.profiles = List.copyOf(profiles);
        this.workers = List.copyOf(workers);
    }

    @Override
    public String describe(Plan plan) {
        return "%s; %s%s%s"
                .formatted(
                        plan.load(),
                        sizes.isEmpty() ? "" : "each with max-size " + sizes,
                        profiles.isEmpty() ? "" : "each with profile " + profiles,
                        workers.isEmpty() ? "" : ", each with workers " + workers);
    }

    @Override
    public Outcome run(Trial trial) throws InterruptedException {
        List<Run> runs = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        List<Integer> counts = workers.isEmpty() ? List.of(trial.plan().load().workers()) : workers;
        for (String pool : trial.plan().pools()) {
            for (int count : counts) {
                List<Run> bySize = new ArrayList<>();
                for (Variant variant : variants(pool, counts.size() > 1 ? ", %d workers".formatted(count) : "")) {
                    if (!trial.isStopped()) {
                        Run run = trial.run(variant, trial.plan().load().withWorkers(count));
                        runs.add(run);
                        if (variant.keys().containsKey("max-size")) {
                            bySize.add(run);
                        }
                    }
                }
                Knee.of(bySize).ifPresent(findings::add);
            }
        }
        return new Outcome(runs, findings, runs, true);
    }

    private List<Variant> variants(String pool, String suffix) {
        List<Variant> variants = new ArrayList<>();
        sizes.forEach(size -> variants.add(Variant.ofSize(pool, size)));
        profiles.forEach(profile -> variants.add(Variant.ofProfile(pool, profile)));
        return variants.stream()
                .map(variant ->
                        new Variant(pool + ", " + variant.label() + suffix, pool, variant.keys(), variant.pooled()))
                .toList();
    }
}
