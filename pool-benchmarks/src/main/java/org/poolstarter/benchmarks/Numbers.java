/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.util.ListStatistics;

/** Numbers as the tables show them: three digits, and how far the rounds differ. */
final class Numbers {

    private static final double CONFIDENCE = 0.95;

    private Numbers() {}

    /** Whole above 100 and where it is a whole number, else with as many decimals as make three digits. */
    static String plain(double value) {
        double size = Math.abs(value);
        boolean whole = size >= 100 || size == Math.rint(size);
        String format = whole ? "%,.0f" : (size >= 10) ? "%.1f" : (size >= 1) ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    /** The mean of the rounds and half the width of its confidence interval; nothing if there are none. */
    static String withError(List<Double> rounds) {
        if (rounds.isEmpty()) {
            return "";
        }
        ListStatistics statistics = statistics(rounds);
        if (rounds.size() == 1) {
            return plain(statistics.getMean());
        }
        return plain(statistics.getMean()) + " ± " + plain(statistics.getMeanErrorAt(CONFIDENCE));
    }

    /** The mean of the rounds, and the lowest and the highest of them; nothing if there are none. */
    static String withRange(List<Double> rounds) {
        if (rounds.isEmpty()) {
            return "";
        }
        ListStatistics statistics = statistics(rounds);
        if (statistics.getMin() == statistics.getMax()) {
            return plain(statistics.getMean());
        }
        return "%s (%s to %s)"
                .formatted(plain(statistics.getMean()), plain(statistics.getMin()), plain(statistics.getMax()));
    }

    private static ListStatistics statistics(List<Double> rounds) {
        return new ListStatistics(
                rounds.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
