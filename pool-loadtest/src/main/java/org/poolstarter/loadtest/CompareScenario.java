/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The same load against variants of a pool, or against several pools; the first is what the others are compared with. */
final class CompareScenario implements Scenario {

    private final List<Variant> variants;

    /**
     * A comparison.
     *
     * @param variants two or more
     */
    CompareScenario(List<Variant> variants) {
        if (variants.size() < 2) {
            throw new CannotRunException(
                    "A comparison needs two variants",
                    "Say --connection-per-request, --profiles small,large, or two pools with --pool orders,orders-direct.");
        }
        this.variants = List.copyOf(variants);
    }

    @Override
    public String describe(Plan plan) {
        return "%s; %s".formatted(plan.load(), String.join(" against ", labels()));
    }

    private List<String> labels() {
        return variants.stream().map(Variant::label).toList();
    }

    @Override
    public Outcome run(Trial trial) throws InterruptedException {
        List<Run> runs = new ArrayList<>();
        for (Variant variant : variants) {
            if (!trial.isStopped()) {
                runs.add(trial.run(variant, trial.plan().load()));
            }
        }
        List<Finding> findings = new ArrayList<>();
        for (int i = 1; i < runs.size(); i++) {
            findings.add(compare(runs.get(0), runs.get(i)));
        }
        return new Outcome(runs, findings, runs.isEmpty() ? runs : runs.subList(0, 1), false);
    }

    private static Finding compare(Run first, Run other) {
        Map<String, Double> ratios = new HashMap<>();
        List<String> words = new ArrayList<>();
        ratio(
                ratios,
                words,
                "throughput",
                first.figures().throughput(),
                other.figures().throughput());
        Times a = first.figures().latency();
        Times b = other.figures().latency();
        if (a != null && b != null) {
            ratio(ratios, words, "mean", a.mean(), b.mean());
            ratio(ratios, words, "p99", a.p99(), b.p99());
        }
        ratio(
                ratios,
                words,
                "opened connections",
                (double) first.figures().events().opened(),
                (double) other.figures().events().opened());
        return new Finding(
                "compare",
                "%s in times of %s: %s".formatted(first.label(), other.label(), String.join(", ", words)),
                ratios);
    }

    private static void ratio(Map<String, Double> ratios, List<String> words, String name, double a, double b) {
        if (b > 0) {
            ratios.put(name, a / b);
            words.add("%s %s".formatted(name, Numbers.fixed(a / b, 2)));
        }
    }
}
