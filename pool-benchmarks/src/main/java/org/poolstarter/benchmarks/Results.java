/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What the rounds found: for each measurement, pool and figure one value of each round. Not thread-safe. */
final class Results {

    private record Key(String measurement, Candidate candidate, String figure) {}

    private final Map<Key, List<Double>> values = new HashMap<>();

    /** The name of the uncontended measurement with so many threads and accounts. */
    static String uncontended(int threads, int accounts) {
        return "UNCONTENDED " + threads + " " + accounts;
    }

    void add(String measurement, Candidate candidate, Map<String, Double> figures) {
        figures.forEach((figure, value) -> values.computeIfAbsent(
                        new Key(measurement, candidate, figure), absent -> new ArrayList<>())
                .add(value));
    }

    /** The values of all rounds, in their order; empty if the pool did not take part. */
    List<Double> of(String measurement, Candidate candidate, String figure) {
        return Collections.unmodifiableList(values.getOrDefault(new Key(measurement, candidate, figure), List.of()));
    }

    /** The mean over the rounds; empty if the pool did not take part. */
    OptionalDouble mean(String measurement, Candidate candidate, String figure) {
        return of(measurement, candidate, figure).stream()
                .mapToDouble(Double::doubleValue)
                .average();
    }
}
