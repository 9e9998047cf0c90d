/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import java.util.Arrays;

/**
 * How callers come: how many, and how unevenly. Who decides on their own come as Poisson has it, which needs no words; others
 * come in waves, so that one second resembles the next, or in batches, many at once.
 *
 * @param perSecond how many come in a second; of waves, in the busiest twentieth of all seconds
 * @param meanPerSecond how many come in a second on the average
 * @param waves whether they come in waves
 * @param peakedness by which factor the connections needed vary more than they would for callers on their own: 1 for those,
 *     about the size of a batch for batches, below 1 for callers that wait for each other
 */
record Arrivals(double perSecond, double meanPerSecond, boolean waves, double peakedness) {

    private static final double BUSY_SHARE = 0.95;
    private static final double GREATEST_PEAKEDNESS = 20;
    private static final double LEAST_PEAKEDNESS = 0.05;

    /** Where callers queue, a load that has just changed looks like batches: then no more than this is taken for granted. */
    private static final double GREATEST_IN_QUEUE = 4;

    private static final double SELDOM = 0.05;

    /** So many standard errors off is not by chance. */
    private static final double SIGNIFICANT = 2;

    /** @param saturated whether the pool was full so often that who holds a connection says little about who wanted one */
    static Arrivals of(Points points, boolean saturated) {
        double[] rates = points.arrivalRates();
        double mean = points.arrivalsPerSecond();
        if (mean <= 0 || points.count() < 2) {
            return new Arrivals(Math.max(0, mean), Math.max(0, mean), false, 1);
        }
        double byChance = SIGNIFICANT * Math.sqrt(2.0 / points.count());
        // Of counts, not of rates: the variance of a Poisson count is its mean, whatever the interval.
        double ofArrivals = dispersion(rates) * points.everySeconds();
        if (ofArrivals > 1 + byChance && resemblance(rates) > SIGNIFICANT / Math.sqrt(points.count())) {
            return new Arrivals(Math.max(mean, Points.quantile(rates, BUSY_SHARE)), mean, true, 1);
        }
        if (dispersion(withoutGreatest(rates)) * points.everySeconds() < 1 + byChance) {
            // One burst, as after a standstill, does not say that there will be more.
            ofArrivals = Math.min(1, ofArrivals);
        }
        // Callers that queue make what is held vary more than what is wanted, and never what arrives.
        double peakedness = saturated ? Math.max(1, ofArrivals) : Math.min(dispersion(points.demand()), ofArrivals);
        // Callers of a full pool are counted by how the queue grows, which is less exact.
        boolean onTheirOwn = Math.abs(peakedness - 1) < (saturated ? 2 : 1) * byChance;
        double greatest = (points.fullShare() > SELDOM) ? GREATEST_IN_QUEUE : GREATEST_PEAKEDNESS;
        return new Arrivals(
                mean, mean, false, onTheirOwn ? 1 : Math.max(LEAST_PEAKEDNESS, Math.min(greatest, peakedness)));
    }

    private static double[] withoutGreatest(double[] values) {
        return Arrays.stream(values).sorted().limit(values.length - 1).toArray();
    }

    /** The variance by the mean: 1 for a Poisson distribution. */
    private static double dispersion(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        double variance = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElse(0);
        return (mean > 0) ? variance / mean : 1;
    }

    /** The correlation of each value with the next one, -1.0 to 1.0. */
    private static double resemblance(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        double both = 0;
        double all = 0;
        for (int i = 0; i < values.length; i++) {
            all += (values[i] - mean) * (values[i] - mean);
            both += (i > 0) ? (values[i] - mean) * (values[i - 1] - mean) : 0;
        }
        return (all > 0) ? both / all : 0;
    }
}
