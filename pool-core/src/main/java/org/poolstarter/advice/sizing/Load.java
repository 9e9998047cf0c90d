/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.HistoryField;

/**
 * What was asked of a pool in the busiest stretch that is known, and what that takes. Where few came, that is the one in which
 * most connections were held or waited for.
 *
 * @param window how long the stretch is
 * @param uses leases that began in it
 * @param arrivals how callers came
 * @param usageMillis the mean use
 * @param longUsageMillis what the longest of 100 uses takes
 * @param variation the variance of the uses by the square of their mean
 * @param rise whether uses get longer while many connections are held, by all that is known; null if not
 * @param utilization which share of the connections was held, 0.0 to 1.0
 * @param fullShare in which share of the looks callers waited for a full pool, 0.0 to 1.0
 * @param demand how many connections were held or waited for, on the average, on the fullest server
 * @param peakDemand and at most
 * @param demandDispersion and by how much the middle half of that varied: its variance by its mean
 * @param waitP99Millis the middle one of the 99th percentiles of waiting; NaN if nobody acquired
 * @param fullestShare which share of this is on one server: 1 but for clients of several servers
 */
record Load(
        Duration window,
        long uses,
        Arrivals arrivals,
        double usageMillis,
        double longUsageMillis,
        double variation,
        @Nullable UsageRise rise,
        double utilization,
        double fullShare,
        double demand,
        double peakDemand,
        double demandDispersion,
        double waitP99Millis,
        double fullestShare) {

    private static final double MILLIS_PER_SECOND = 1_000;

    /** From here on a pool is full: what is held says no more how much is wanted. */
    private static final double FULL = 0.85;

    private static final double ALWAYS = 0.9;
    private static final double REPEATS = 1.15;
    private static final double ALMOST_ALL = 0.99;

    /** So many standard deviations are the quartiles of a normal distribution apart. */
    private static final double QUARTILES_APART = 1.349;

    /** A wait of this share of the longest of 100 uses is not felt beside it. */
    private static final double UNFELT = 0.2;

    private static final double PRECISION = 1_000.0;

    /**
     * Reads the busiest stretch.
     *
     * @param points all that is known of the recent past
     * @param window how long the stretch is to be
     * @param variation of the uses; NaN if it is unknown
     */
    static Load of(Points points, Duration window, double variation) {
        Points most = points.busiest(window);
        // Of few callers who stay, those count who are there, and not those who come.
        Points busiest = (most.acquired() < SizingRules.LEAST_USES) ? points.fullest(window) : most;
        double[] demand = busiest.demand();
        double fullestShare = busiest.fullestShare();
        // A share that is rounded makes no second server.
        double ofFullest = (fullestShare < ALMOST_ALL) ? fullestShare : 1;
        double utilization = ofFullest * busiest.utilization();
        return new Load(
                busiest.span(),
                Math.round(busiest.acquired()),
                Arrivals.of(busiest, utilization >= FULL || busiest.fullShare() >= ALWAYS),
                busiest.mean(HistoryField.USAGE_MEAN),
                busiest.median(HistoryField.USAGE_P99),
                Double.isNaN(variation) ? 1 : variation,
                UsageRise.of(points),
                Math.min(1, utilization),
                busiest.fullShare(),
                ofFullest * Arrays.stream(demand).average().orElse(0),
                ofFullest * Arrays.stream(demand).max().orElse(0),
                dispersion(demand),
                busiest.median(HistoryField.WAIT_P99),
                fullestShare);
    }

    /* By the quartiles, as of a normal distribution, so that callers who joined one after another at first do not count. */
    private static double dispersion(double[] demand) {
        double middle = Points.quantile(demand, 0.5);
        double deviation = (Points.quantile(demand, 0.75) - Points.quantile(demand, 0.25)) / QUARTILES_APART;
        return (middle > 0) ? deviation * deviation / middle : 0;
    }

    /** The mean use while few connections are held. */
    double unloadedMillis() {
        return (rise != null) ? rise.unloadedMillis() : usageMillis;
    }

    /** Connections that are busy on the average, by Little's law, on the fullest server. */
    double busy(double meanUsageMillis) {
        return arrivals.perSecond() * meanUsageMillis / MILLIS_PER_SECOND * fullestShare;
    }

    /** Whether all connections were held all the time and callers waited. */
    boolean isAlwaysFull() {
        return fullShare >= ALWAYS;
    }

    /**
     * Whether callers come only when others have left: then arrivals times usage is the size of the pool, whatever that is,
     * and says nothing of how many connections they could use. Such callers are always as many; those who come on their own
     * would make a full pool's queue grow and shrink.
     */
    boolean isClosedLoop(int maxSize) {
        // By the mean: a server that is slower for some seconds makes waves of what it serves.
        double busy = arrivals.meanPerSecond() * usageMillis / MILLIS_PER_SECOND * fullestShare;
        // Where no use has ended nobody is served, and nobody comes for that.
        return isAlwaysFull() && busy <= REPEATS * maxSize && demandDispersion < 1;
    }

    /** What callers are to wait at most, but for the share that may wait longer. */
    double wantedWaitMillis(SizingSettings settings) {
        Duration longest = settings.longestWait();
        return (longest != null)
                ? longest.toNanos() / (MILLIS_PER_SECOND * MILLIS_PER_SECOND)
                : Math.max(1, UNFELT * longUsageMillis);
    }

    /** How many connections serve these callers, 1 or more. */
    int needed(SizingSettings settings) {
        double usage = unloadedMillis();
        double busy = busy(usage);
        // Where the wait is to be short beside the longest uses, that these make others wait is not felt either.
        double spread = (settings.longestWait() != null) ? variation : Math.min(1, variation);
        int alone = ErlangC.servers(busy, wantedWaitMillis(settings), usage, spread, settings.late());
        double peaked = arrivals.peakedness();
        // The headroom grows with the spread of what is wanted (square-root staffing), and who comes in a batch finds
        // the
        // others of it before him.
        double headroom = Math.sqrt(peaked) * (alone - busy) + Math.max(0, peaked - 1);
        return Math.max(1, (int) Math.ceil(busy + headroom - 1e-9));
    }

    /** The numbers that an advice rests on. */
    Map<String, Object> evidence(SizingSettings settings) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        putIfKnown(evidence, "arrivalsPerSecond", arrivals.perSecond());
        if (arrivals.waves()) {
            evidence.put("arrivalsInWaves", true);
        }
        evidence.put("peakedness", round(arrivals.peakedness()));
        putIfKnown(evidence, "usageMeanMs", usageMillis);
        evidence.put("usageVariation", round(variation));
        UsageRise longer = rise;
        if (longer != null) {
            evidence.put("unloadedUsageMs", round(longer.unloadedMillis()));
            evidence.put("loadedUsageMs", round(longer.loadedMillis()));
            evidence.put("heldWhenUnloaded", round(longer.few()));
            evidence.put("heldWhenLoaded", round(longer.many()));
        }
        putIfKnown(evidence, "busy", busy(unloadedMillis()));
        evidence.put("utilization", round(utilization));
        evidence.put("peakDemand", Math.round(peakDemand));
        evidence.put("fullShare", round(fullShare));
        putIfKnown(evidence, "waitP99Ms", waitP99Millis);
        putIfKnown(evidence, "wantedWaitMs", wantedWaitMillis(settings));
        evidence.put("waitPercentile", settings.waitPercentile());
        if (fullestShare < ALMOST_ALL) {
            evidence.put("fullestServerShare", round(fullestShare));
        }
        return evidence;
    }

    private static void putIfKnown(Map<String, Object> evidence, String name, double value) {
        if (!Double.isNaN(value)) {
            evidence.put(name, round(value));
        }
    }

    static double round(double value) {
        return Math.round(value * PRECISION) / PRECISION;
    }
}
