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

    /** From here on a ratio says more than a percentage. */
    private static final double PLAINLY_MORE = 2;

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
        Figures one = first.figures();
        Figures two = other.figures();
        words.add("throughput %s/s against %s/s%s"
                .formatted(
                        Numbers.figure(one.throughput()),
                        Numbers.figure(two.throughput()),
                        ratio(ratios, "throughput", one.throughput(), two.throughput())));
        Times a = one.latency();
        Times b = two.latency();
        if (a != null && b != null) {
            words.add(times(ratios, "mean", a.mean(), b.mean()));
            words.add(times(ratios, "p99", a.p99(), b.p99()));
        }
        long opened = one.events().opened();
        long others = two.events().opened();
        if (others > 0) {
            ratios.put("opened connections", (double) opened / others);
        }
        words.add("%d connections opened against %d".formatted(opened, others));
        return new Finding(
                "compare",
                "%s against %s: %s".formatted(first.label(), other.label(), String.join(", ", words)),
                ratios);
    }

    private static String times(Map<String, Double> ratios, String name, double a, double b) {
        return "%s %s ms against %s ms%s"
                .formatted(name, Numbers.figure(a), Numbers.figure(b), ratio(ratios, name, a, b));
    }

    /** Notes the ratio, and tells it for people; an empty text where there is none. */
    private static String ratio(Map<String, Double> ratios, String name, double a, double b) {
        if (b <= 0) {
            return "";
        }
        double ratio = a / b;
        ratios.put(name, ratio);
        return (ratio >= PLAINLY_MORE)
                ? " (%s times)".formatted(Numbers.figure(ratio))
                : " (%s%s %%)".formatted(ratio >= 1 ? "+" : "", Numbers.fixed((ratio - 1) * 100, 1));
    }
}
