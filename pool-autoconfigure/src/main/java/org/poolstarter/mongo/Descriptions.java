/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolTotals;
import org.poolstarter.pool.TimingSummary;

/** Puts what was measured into the maps of an endpoint's section, in the words of the rest of the endpoint. */
final class Descriptions {

    private Descriptions() {}

    /** In milliseconds, to a thousandth. */
    static double millis(long nanos) {
        return Math.round(nanos / 1_000.0) / 1_000.0;
    }

    /** Adds a timing under this key, if anything was measured. */
    static void putTiming(Map<String, Object> description, String key, @Nullable TimingSummary timing) {
        if (timing != null) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("count", timing.count());
            values.put("meanMs", millis(timing.mean()));
            values.put("p50Ms", millis(timing.p50()));
            values.put("p95Ms", millis(timing.p95()));
            values.put("p99Ms", millis(timing.p99()));
            values.put("maxMs", millis(timing.max()));
            description.put(key, values);
        }
    }

    static Map<String, Object> times(PoolRecorder recorder, CheckOutFailures failures) {
        Map<String, Object> times = new LinkedHashMap<>();
        putTiming(times, "waitTime", recorder.waitTime());
        putTiming(times, "failedWaitTime", failures.waits());
        putTiming(times, "usageTime", recorder.usageTime());
        putTiming(times, "openTime", recorder.openTime());
        return times;
    }

    static Map<String, Object> totals(PoolTotals totals) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("acquired", totals.acquired());
        description.put("released", totals.released());
        description.put("discarded", totals.discarded());
        description.put("opened", totals.opened());
        description.put("openFailures", totals.openFailures());
        description.put("closed", totals.closedInAll());
        Map<String, Object> byReason = new TreeMap<>();
        totals.closed().forEach((reason, count) -> byReason.put(reason.name(), count));
        description.put("closedByReason", byReason);
        return description;
    }

    private static double millis(Duration duration) {
        return millis(duration.toNanos());
    }

    /** The greatest value seen, and when it was first seen. */
    record Peak(int value, Instant at) {

        Peak with(int other, Instant now) {
            return (other > value) ? new Peak(other, now) : this;
        }

        Map<String, Object> describe() {
            Map<String, Object> description = new LinkedHashMap<>();
            description.put("value", value);
            description.put("at", at);
            return description;
        }
    }
}
