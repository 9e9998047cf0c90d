/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What differs between the runs of a scenario, by options. */
final class VariantOptions {

    @Option(names = "--sizes", paramLabel = "N", split = ",", description = "sweep: values of max-size.")
    List<Integer> sizes = new ArrayList<>();

    @Option(names = "--profiles", paramLabel = "NAME", split = ",", description = "sweep, compare: profiles.")
    List<String> profiles = new ArrayList<>();

    @Option(names = "--worker-counts", paramLabel = "N", split = ",", description = "sweep: numbers of workers.")
    List<Integer> workerCounts = new ArrayList<>();

    @Option(
            names = "--connection-per-request",
            description = "compare: the pool against a new connection for each operation.")
    boolean connectionPerRequest;

    @Option(
            names = "--from",
            paramLabel = "N",
            description = "ramp: workers, or with --rate arrivals a second, at first.")
    @Nullable
    Double from;

    @Option(names = "--to", paramLabel = "N", description = "ramp: the most.")
    @Nullable
    Double to;

    @Option(names = "--step", paramLabel = "N", description = "ramp: how many more each time.")
    @Nullable
    Double step;

    /** The scenario. */
    Scenario scenario(RunCommand.Kind kind, Plan plan, Thresholds thresholds) {
        return switch (kind) {
            case CONCURRENT, BURST -> new SingleScenario(false);
            case SOAK -> new SingleScenario(true);
            case SWEEP -> new SweepScenario(sizes, profiles, workerCounts);
            case COMPARE -> new CompareScenario(variants(plan));
            case RAMP -> new RampScenario(steps(plan), thresholds);
        };
    }

    private RampScenario.Steps steps(Plan plan) {
        Double rate = plan.load().arrivals().rate();
        double first = (from != null) ? from : (rate != null) ? rate : 10;
        double by = (step != null) ? step : first;
        double last = (to != null) ? to : first * 10;
        return new RampScenario.Steps(first, last, by, rate != null);
    }

    private List<Variant> variants(Plan plan) {
        List<Variant> variants = new ArrayList<>();
        for (String pool : plan.pools()) {
            if (profiles.isEmpty()) {
                variants.add(Variant.asConfigured(pool));
            }
            profiles.forEach(profile -> variants.add(Variant.ofProfile(pool, profile)));
            if (connectionPerRequest) {
                variants.add(Variant.withoutPool(pool));
            }
        }
        return (plan.pools().size() > 1)
                ? variants.stream().map(Variant::labelledWithPool).toList()
                : variants;
    }
}
