/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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
        Load load = plan.load();
        List<String> each = new ArrayList<>();
        if (!sizes.isEmpty()) {
            each.add("max-size " + joined(sizes));
        }
        if (!profiles.isEmpty()) {
            each.add("profile " + joined(profiles));
        }
        String count = workers.isEmpty() ? String.valueOf(load.workers()) : joined(workers);
        return "%s; each with %s"
                .formatted(load.words(count, load.arrivals().toString()), String.join(", and with ", each));
    }

    private static String joined(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
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
