/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import java.util.function.DoublePredicate;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
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
     * Compares the points in which many connections were held with those in which at most half as many were, which may be from
     * before them.
     *
     * <p>More are held when uses are longer, whatever the reason. A single kind of use that is rare and long raises the mean
     * and leaves the median alone; an even mix moves the median and leaves the 95th percentile alone. A server that slows
     * down raises all three, so that all three must have risen.
     *
     * @param points all that is known of the recent past, or its end
     * @return null if uses did not get longer, or the load was the same all the time
     */
    static @Nullable UsageRise of(Points points) {
        double most = Points.quantile(points.values(HistoryField.ACTIVE), MOST);
        // A server that is slow for longer than these points was fast before them.
        Side few = Side.of(points.whole(), held -> held <= most / FEWER);
        Side many = Side.of(points, held -> held >= NEAR * most);
        if (!(most >= LEAST_MANY) || !few.isEnough(LEAST_POINTS_OF_FEW) || !many.isEnough(LEAST_POINTS_OF_MANY)) {
            return null;
        }
        for (HistoryField field :
                new HistoryField[] {HistoryField.USAGE_P50, HistoryField.USAGE_P95, HistoryField.USAGE_MEAN}) {
            double before = few.mean(field);
            // Nothing is known of uses that are too short for the clock of the pool.
            if (!(before > 0 && many.mean(field) >= LONGER * before)) {
                return null;
            }
        }
        return new UsageRise(
                few.mean(HistoryField.USAGE_MEAN),
                many.mean(HistoryField.USAGE_MEAN),
                few.averageHeld(),
                many.averageHeld());
    }

    /**
     * Those of some points in which there were leases, and few or many connections were held.
     *
     * @param isOf which points are meant, by their place
     */
    private record Side(Points points, IntPredicate isOf) {

        static Side of(Points points, DoublePredicate isHeld) {
            double[] held = points.values(HistoryField.ACTIVE);
            double[] leases = points.values(HistoryField.ACQUIRED);
            return new Side(points, i -> leases[i] > 0 && isHeld.test(held[i]));
        }

        boolean isEnough(int leastPoints) {
            return places().count() >= leastPoints && sum(HistoryField.ACQUIRED) >= LEAST_USES;
        }

        double mean(HistoryField field) {
            return points.mean(field, isOf);
        }

        double averageHeld() {
            return sum(HistoryField.ACTIVE) / places().count();
        }

        private double sum(HistoryField field) {
            double[] values = points.values(field);
            return places().mapToDouble(i -> values[i]).sum();
        }

        private IntStream places() {
            return IntStream.range(0, points.count()).filter(isOf);
        }
    }
}
