/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.poolstarter.advice.HistoryField;

/**
 * Whether bursts outran the opening of connections: callers waited while connections were opened for them.
 *
 * @param late in how many points they did
 * @param longestWaitMillis the longest 99th percentile of the waits of those points
 * @param opened how many connections were opened in them
 * @param wanted the connections that were held or waited for, but for the busiest twentieth of all points
 */
record Openings(int late, double longestWaitMillis, double opened, int wanted) {

    private static final int LEAST_LATE = 3;
    private static final double MOST_POINTS = 0.95;

    static Openings of(Points points, double wantedWaitMillis) {
        double[] opened = points.values(HistoryField.OPENED);
        double[] size = points.values(HistoryField.SIZE);
        double[] max = points.values(HistoryField.MAX);
        double[] waits = points.values(HistoryField.WAIT_P99);
        double[] pending = points.values(HistoryField.PENDING);
        int[] late = IntStream.range(0, points.count())
                .filter(i -> opened[i] > 0 && waits[i] > wantedWaitMillis && !(size[i] >= max[i] && pending[i] > 0))
                .toArray();
        double demand = Points.quantile(points.demand(), MOST_POINTS);
        return new Openings(
                late.length,
                IntStream.of(late).mapToDouble(i -> waits[i]).max().orElse(0),
                IntStream.of(late).mapToDouble(i -> opened[i]).sum(),
                Double.isNaN(demand) ? 0 : (int) Math.ceil(demand));
    }

    boolean outrun() {
        return late >= LEAST_LATE;
    }

    Map<String, Object> evidence() {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("late", late);
        evidence.put("waitP99Ms", Load.round(longestWaitMillis));
        evidence.put("opened", Math.round(opened));
        evidence.put("demandP95", wanted);
        return evidence;
    }
}
