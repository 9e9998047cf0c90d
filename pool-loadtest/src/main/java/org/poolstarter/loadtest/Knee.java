/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The size from which more connections bring no more throughput. Below it every connection is busy and adds the same; above
 * it throughput is what arrives. Where the two lines cross is the number of connections that the load keeps busy: by
 * Little's law arrivals per second times the seconds that each holds a connection.
 */
final class Knee {

    /** What is closer to the most than this counts as the most. */
    private static final double PLATEAU = 0.97;

    /** What is further from the most than this counts as bound by its size. */
    private static final double BOUND = 0.92;

    private Knee() {}

    /**
     * Looks for it.
     *
     * @param runs of the same load with pools of different sizes
     * @return empty for less than two sizes
     */
    static Optional<Finding> of(List<Run> runs) {
        if (runs.size() < 2) {
            return Optional.empty();
        }
        double most = runs.stream().mapToDouble(Knee::throughput).max().orElse(0);
        List<Run> full =
                runs.stream().filter(run -> throughput(run) >= PLATEAU * most).toList();
        List<Run> bound = runs.stream()
                .filter(run -> throughput(run) < BOUND * most
                        && run.size() < full.get(0).size())
                .toList();
        double plateau = full.stream().mapToDouble(Knee::throughput).average().orElse(most);
        String pool = runs.get(0).pool() + ", " + runs.get(0).load();
        if (bound.isEmpty()) {
            int least = runs.get(0).size();
            return Optional.of(new Finding(
                    "knee-below",
                    "%s: no size that was tried holds throughput back; the knee is at %d or below"
                            .formatted(pool, least),
                    Map.of("atMost", (double) least)));
        }
        double perConnection = bound.stream().mapToDouble(Knee::throughput).sum()
                / bound.stream().mapToInt(Run::size).sum();
        double knee = plateau / perConnection;
        int greatest = runs.get(runs.size() - 1).size();
        boolean grewLast = full.size() == 1 && full.get(0).size() == greatest;
        if (grewLast && full.stream().noneMatch(Knee::servesAll)) {
            return Optional.of(new Finding(
                    "knee-above",
                    "%s: throughput still grew at the greatest size that was tried; the knee is at about %d or above"
                            .formatted(pool, greatest),
                    Map.of("atLeast", (double) greatest, "perConnection", perConnection)));
        }
        return Optional.of(new Finding(
                "knee",
                "%s: the knee is at %s connections; each serves %s/s, and more of them bring no more than %s/s"
                        .formatted(pool, Numbers.figure(knee), Numbers.figure(perConnection), Numbers.figure(plateau)),
                Map.of("size", knee, "perConnection", perConnection, "plateau", plateau)));
    }

    /** Whether all that arrives is served, so that no size can bring more. */
    private static boolean servesAll(Run run) {
        Double rate = run.rate();
        return rate != null && throughput(run) >= PLATEAU * rate;
    }

    private static double throughput(Run run) {
        return run.figures().throughput();
    }
}
