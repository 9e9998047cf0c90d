/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.HistoryField;

/**
 * Uses that take longer while more connections are held: a sign that the server, and not the pool, is what callers wait for.
 *
 * @param unloadedMillis the mean use while few were held
 * @param loadedMillis the mean use while many were held
 * @param few how many were held on the average when few were
 * @param many how many were held on the average when many were
 */
record UsageRise(double unloadedMillis, double loadedMillis, double few, double many) {

    /** Longer by this factor is not by chance, nor by a disk that was cold. */
    private static final double LONGER = 1.5;

    /** Few are at most so small a part of many. */
    private static final double FEWER = 2;

    /** The greatest counts, without a few that one look saw. */
    private static final double MOST = 0.9;

    /** So many of those are still many. */
    private static final double NEAR = 0.8;

    private static final int LEAST_POINTS_OF_FEW = 2;
    private static final int LEAST_POINTS_OF_MANY = 5;

    /** So many uses tell their mean well enough, on either side. */
    private static final int LEAST_USES = 30;

    private static final int LEAST_MANY = 2;

    double factor() {
        return loadedMillis / unloadedMillis;
    }

    /**
     * Compares the points in which at most half as many connections were held as in the busiest ones with those.
     *
     * <p>More are held when uses are longer, whatever the reason. A single kind of use that is rare and long raises the mean
     * and leaves the median alone; an even mix moves the median and leaves the 95th percentile alone. A server that slows
     * down raises all three, so that all three must have risen.
     *
     * @return null if uses did not get longer, or the load was the same all the time
     */
    static @Nullable UsageRise of(Points points) {
        double[] held = points.values(HistoryField.ACTIVE);
        double[] leases = points.values(HistoryField.ACQUIRED);
        double most = Points.quantile(held, MOST);
        IntPredicate few = i -> leases[i] > 0 && held[i] <= most / FEWER;
        IntPredicate many = i -> leases[i] > 0 && held[i] >= NEAR * most;
        if (!(most >= LEAST_MANY)
                || !isEnough(leases, few, LEAST_POINTS_OF_FEW)
                || !isEnough(leases, many, LEAST_POINTS_OF_MANY)) {
            return null;
        }
        for (HistoryField field :
                new HistoryField[] {HistoryField.USAGE_P50, HistoryField.USAGE_P95, HistoryField.USAGE_MEAN}) {
            double before = points.mean(field, few);
            // Nothing is known of uses that are too short for the clock of the pool.
            if (!(before > 0 && points.mean(field, many) >= LONGER * before)) {
                return null;
            }
        }
        return new UsageRise(
                points.mean(HistoryField.USAGE_MEAN, few),
                points.mean(HistoryField.USAGE_MEAN, many),
                average(held, few),
                average(held, many));
    }

    private static boolean isEnough(double[] leases, IntPredicate condition, int points) {
        return count(leases, condition) >= points && sum(leases, condition) >= LEAST_USES;
    }

    private static int count(double[] values, IntPredicate condition) {
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            count += condition.test(i) ? 1 : 0;
        }
        return count;
    }

    private static double average(double[] values, IntPredicate condition) {
        return sum(values, condition) / count(values, condition);
    }

    private static double sum(double[] values, IntPredicate condition) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += condition.test(i) ? values[i] : 0;
        }
        return sum;
    }
}
