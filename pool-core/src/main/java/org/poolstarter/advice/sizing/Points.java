/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.HistoryField;
import org.poolstarter.advice.HistorySeries;

/**
 * A stretch of a pool's history as plain numbers, oldest first. What a pool does not tell is 0, a time that was not measured
 * NaN. Immutable.
 */
final class Points {

    private static final double MILLIS_PER_SECOND = 1_000;

    /** A point that is later than this, in intervals, was not looked at for that long: the machine slept, or its clock was set. */
    private static final double LATEST = 2;

    /** A ratio is told with three decimals, and so off by at most this. */
    private static final double ROUNDED = 0.000_5;

    /** So small a part of what is held may be lost by that. */
    private static final double NEGLIGIBLE = 0.05;

    private final HistorySeries series;
    private final int from;
    private final int to;
    private final double[] seconds;
    private final double[] arrivals;

    private Points(HistorySeries series, int from, int to, double[] seconds, double[] arrivals) {
        this.series = series;
        this.from = from;
        this.to = to;
        this.seconds = seconds;
        this.arrivals = arrivals;
    }

    /** All points of a series but its first, which only says how many waited before. */
    static Points of(HistorySeries series) {
        int size = series.at().size();
        double[] seconds = new double[size];
        double[] arrivals = new double[size];
        Points all = new Points(series, Math.min(1, size), size, seconds, arrivals);
        for (int i = 1; i < size; i++) {
            double millis = series.at().get(i) - series.at().get(i - 1);
            // A clock that was set back makes no interval negative.
            seconds[i] =
                    (millis > 0) ? millis / MILLIS_PER_SECOND : series.every().toMillis() / MILLIS_PER_SECOND;
            double joined = all.number(HistoryField.PENDING, i) - all.number(HistoryField.PENDING, i - 1);
            // Who times out while there is room waits for something else, such as a busy account, and needs none.
            boolean full = all.isTaken(i) || all.isTaken(i - 1);
            arrivals[i] = Math.max(
                    0,
                    all.number(HistoryField.ACQUIRED, i)
                            + (full ? all.number(HistoryField.TIMED_OUT, i) : 0)
                            + all.number(HistoryField.REFUSED, i)
                            + joined);
        }
        return all;
    }

    /** The stretch of this length, or of all there is, in which most callers arrived. */
    Points busiest(Duration length) {
        return greatest(length, i -> arrivals[i]);
    }

    /** The stretch of this length, or of all there is, in which most connections were held or waited for. */
    Points fullest(Duration length) {
        return greatest(length, i -> demand(i) * seen(i));
    }

    private Points greatest(Duration length, IntToDoubleFunction value) {
        double wanted = length.toMillis() / MILLIS_PER_SECOND;
        Points busiest = this;
        double most = -1;
        int begin = from;
        double span = 0;
        double sum = 0;
        for (int i = from; i < to; i++) {
            span += seen(i);
            sum += value.applyAsDouble(i);
            while (begin < i && span - seen(begin) >= wanted) {
                span -= seen(begin);
                sum -= value.applyAsDouble(begin);
                begin++;
            }
            if (span >= wanted && sum > most) {
                most = sum;
                busiest = slice(begin, i + 1);
            }
        }
        return busiest;
    }

    /** The last points, of so long together or a little longer. */
    Points last(Duration length) {
        double wanted = length.toMillis() / MILLIS_PER_SECOND;
        int begin = to;
        for (double span = 0; begin > from && span < wanted; begin--) {
            span += seen(begin - 1);
        }
        return slice(begin, to);
    }

    /** All points of the series that this is a stretch of. */
    Points whole() {
        return slice(Math.min(1, seconds.length), seconds.length);
    }

    private Points slice(int begin, int end) {
        return new Points(series, begin, end, seconds, arrivals);
    }

    int count() {
        return to - from;
    }

    /** How long the pool was looked at, by all points together. */
    Duration span() {
        return Duration.ofMillis(Math.round(sum(this::seen) * MILLIS_PER_SECOND));
    }

    /* Of the interval of a point, in seconds. */
    private double seen(int i) {
        return Math.min(seconds[i], LATEST * everySeconds());
    }

    double[] values(HistoryField field) {
        return indices().mapToDouble(i -> number(field, i)).toArray();
    }

    /** Callers that came in each interval, for each second of it; those who wait are callers from when they began to. */
    double[] arrivalRates() {
        return indices().mapToDouble(i -> arrivals[i] / seconds[i]).toArray();
    }

    double arrivalsPerSecond() {
        return sum(i -> arrivals[i]) / sum(i -> seconds[i]);
    }

    /** Leases that began. */
    double acquired() {
        return sum(i -> number(HistoryField.ACQUIRED, i));
    }

    /** How far the points are meant to be apart. */
    double everySeconds() {
        return series.every().toMillis() / MILLIS_PER_SECOND;
    }

    /**
     * Which share of all held connections the fullest server has: below 1 for a client with a pool to each of several
     * servers, whose bound is that of one. Where few are held of very many allowed, nothing is known of it.
     */
    double fullestShare() {
        IntPredicate known = i -> isOfSeveral(i)
                || (number(HistoryField.UTILIZATION, i) > 0
                        && number(HistoryField.UTILIZATION, i) < 1
                        && ROUNDED * number(HistoryField.MAX, i) <= NEGLIGIBLE * number(HistoryField.ACTIVE, i));
        double all = sum(i -> known.test(i) ? number(HistoryField.ACTIVE, i) : 0);
        double fullest = sum(i -> known.test(i) ? ofFullest(i) : 0);
        return (all > 0) ? Math.min(1, fullest / all) : 1;
    }

    /* What is held is a sum over all servers, and the bound that of one. */
    private boolean isOfSeveral(int i) {
        return number(HistoryField.ACTIVE, i) > number(HistoryField.MAX, i);
    }

    private double ofFullest(int i) {
        return Math.min(1, number(HistoryField.UTILIZATION, i)) * number(HistoryField.MAX, i);
    }

    double total(HistoryField field) {
        return sum(i -> number(field, i));
    }

    double greatest(HistoryField field) {
        return indices()
                .mapToDouble(i -> number(field, i))
                .filter(value -> !Double.isNaN(value))
                .max()
                .orElse(0);
    }

    /**
     * How many connections would have been held if there were enough: those that are, and those that callers wait for
     * because all are held or still being opened. Who waits for something else, such as a busy account, needs none.
     */
    double[] demand() {
        return indices().mapToDouble(this::demand).toArray();
    }

    private double demand(int i) {
        double active = number(HistoryField.ACTIVE, i);
        double opening = number(HistoryField.OPENING, i);
        double pending = number(HistoryField.PENDING, i);
        return active + (isTaken(i) ? pending : Math.min(pending, opening));
    }

    /* Whether all connections, of the fullest server, are held or being opened. */
    private boolean isTaken(int i) {
        double active = number(HistoryField.ACTIVE, i);
        double share = isOfSeveral(i) ? ofFullest(i) / active : 1;
        return share * (active + number(HistoryField.OPENING, i)) >= number(HistoryField.MAX, i);
    }

    /** The share of all points in which callers waited while every connection, of the fullest server, was held. */
    double fullShare() {
        long full = indices()
                .filter(i -> number(HistoryField.PENDING, i) > 0
                        && (isOfSeveral(i) ? ofFullest(i) : number(HistoryField.ACTIVE, i))
                                >= number(HistoryField.MAX, i))
                .count();
        return (count() > 0) ? (double) full / count() : 0;
    }

    /**
     * The share of the time of all connections there may be in which one was held, by the uses that ended; of several servers
     * the sum.
     */
    double utilization() {
        double held = sum(i -> {
            double usage = number(HistoryField.USAGE_MEAN, i);
            return Double.isNaN(usage) ? 0 : usage / MILLIS_PER_SECOND * number(HistoryField.ACQUIRED, i);
        });
        double there = sum(i -> seconds[i] * number(HistoryField.MAX, i));
        return (there > 0) ? held / there : 0;
    }

    /** The mean of a time over all leases of the points that hold a condition, in milliseconds; NaN without any. */
    double mean(HistoryField field, IntPredicate condition) {
        double weight = 0;
        double sum = 0;
        for (int i = from; i < to; i++) {
            double value = number(field, i);
            double leases = number(HistoryField.ACQUIRED, i);
            if (condition.test(i - from) && !Double.isNaN(value)) {
                weight += leases;
                sum += leases * value;
            }
        }
        return (weight > 0) ? sum / weight : Double.NaN;
    }

    double mean(HistoryField field) {
        return mean(field, i -> true);
    }

    /** The value in the middle of all points that have one; NaN without any. */
    double median(HistoryField field) {
        return quantile(
                indices()
                        .mapToDouble(i -> number(field, i))
                        .filter(value -> !Double.isNaN(value))
                        .toArray(),
                0.5);
    }

    /** The value that this share of the values does not exceed; NaN without any. */
    static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted.length > 0) ? sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)] : Double.NaN;
    }

    private IntStream indices() {
        return IntStream.range(from, to);
    }

    private double sum(IntToDoubleFunction value) {
        return indices().mapToDouble(value).sum();
    }

    private double number(HistoryField field, int index) {
        List<@Nullable Number> values = series.values().get(field);
        Number value = (values != null) ? values.get(index) : null;
        if (value == null) {
            return (field.kind() == HistoryField.Kind.MILLIS) ? Double.NaN : 0;
        }
        return value.doubleValue();
    }
}
