/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolNotice;

/** What observers read of permits. Written by the thread of their {@link RedisPermits}, read by all. */
final class PermitFigures {

    private static final double NANOS_OF_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final RedisPermitsSettings settings;
    private final LongSupplier nanoTime;

    final LongAdder granted = new LongAdder();
    final LongAdder denied = new LongAdder();
    final LongAdder unasked = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder renewals = new LongAdder();
    final LongAdder failures = new LongAdder();

    volatile int held;
    volatile int waiting;
    volatile long used = -1;
    volatile Map<String, Long> shares = Map.of();

    /* When the last confirmed renewal was confirmed, and how long it took from when it was due; none yet below 0. */
    private volatile long renewedAt;
    private volatile long renewalNanos = -1;

    private volatile @Nullable String trouble;
    private volatile long awaySince;

    PermitFigures(RedisPermitsSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    void renewed(long dueAt, long now) {
        renewals.increment();
        renewalNanos = now - dueAt;
        renewedAt = now;
    }

    void away(String reason, long now) {
        awaySince = now;
        trouble = reason;
    }

    void back() {
        trouble = null;
    }

    boolean isAway() {
        return trouble != null;
    }

    /** Why Redis does not answer; null if it does. */
    @Nullable
    String trouble() {
        return trouble;
    }

    /** How long Redis has not answered. */
    Duration awayFor() {
        return isAway() ? Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - awaySince)) : Duration.ZERO;
    }

    /** The replicas that are there, at least this one. */
    int replicas() {
        return Math.max(1, shares.size());
    }

    Map<String, Object> section(long requests) {
        Map<String, Object> section = new LinkedHashMap<>();
        section.put("replica", settings.replica());
        section.put("available", !isAway());
        if (isAway()) {
            section.put("unavailableSeconds", awayFor().toSeconds());
            section.put("error", String.valueOf(trouble));
            section.put("policy", settings.whenUnavailable().word());
        }
        section.put("held", held);
        section.put("waiting", waiting);
        if (used >= 0) {
            section.put("used", used);
        }
        if (settings.maxSize() != null) {
            section.put("maxSize", settings.maxSize());
        }
        section.put("replicas", shares);
        section.put("leaseSeconds", settings.lease().toMillis() / 1000.0);
        if (renewalNanos >= 0) {
            section.put("renewalSeconds", renewalNanos / NANOS_OF_SECOND);
            section.put("renewedSecondsAgo", Math.max(0, nanoTime.getAsLong() - renewedAt) / NANOS_OF_SECOND);
        }
        section.put("granted", granted.sum());
        section.put("denied", denied.sum());
        section.put("unasked", unasked.sum());
        section.put("lost", lost.sum());
        section.put("requests", requests);
        return section;
    }

    List<PoolNotice> notices() {
        List<PoolNotice> notices = new ArrayList<>();
        if (isAway()) {
            notices.add(new PoolNotice(
                    "cluster-redis-unavailable",
                    Map.of("downSeconds", awayFor().toSeconds(), "error", String.valueOf(trouble), "held", held),
                    Duration.ZERO,
                    switch (settings.whenUnavailable()) {
                        case FAIL_CLOSED ->
                            "No client is opened, and those that are open are closed before their leases end; check Redis.";
                        case LOCAL_SHARE ->
                            "Each replica keeps to its share of the limits, which is not exact; check Redis.";
                        case FAIL_OPEN -> "Limits hold for each replica alone; check Redis.";
                    }));
        }
        long third = settings.renewEvery().toNanos();
        if (renewalNanos > third) {
            notices.add(
                    new PoolNotice(
                            "cluster-renewal-slow",
                            Map.of(
                                    "renewalSeconds",
                                    renewalNanos / NANOS_OF_SECOND,
                                    "leaseSeconds",
                                    settings.lease().toMillis() / 1000.0),
                            Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - renewedAt)),
                            "Renewing leases takes longer than a third of the lease: raise cluster.lease, or bring Redis nearer."));
        }
        return notices;
    }

    List<PoolMeasure> measures() {
        return List.of(
                gauge("pool.cluster.held", "Permits that this replica has", () -> held),
                gauge("pool.cluster.used", "Permits that all replicas have", () -> (used >= 0) ? used : Double.NaN),
                gauge("pool.cluster.waiting", "Accounts for which this replica waits for a permit", () -> waiting),
                gauge("pool.cluster.replicas", "Replicas that share the permits", () -> replicas()),
                gauge("pool.cluster.available", "1 while Redis answers, else 0", () -> isAway() ? 0 : 1),
                gauge(
                        "pool.cluster.renewal",
                        "Seconds that the last renewal took from when it was due",
                        () -> (renewalNanos >= 0) ? renewalNanos / NANOS_OF_SECOND : Double.NaN),
                counter("pool.cluster.granted", "Permits that Redis granted", granted),
                counter("pool.cluster.denied", "Requests for a permit that were denied", denied),
                counter("pool.cluster.unasked", "Permits granted without Redis while it did not answer", unasked),
                counter("pool.cluster.lost", "Permits that ended before their clients were closed", lost),
                counter("pool.cluster.failures", "Requests that Redis did not answer", failures));
    }

    private static PoolMeasure gauge(String name, String description, DoubleSupplier value) {
        return new PoolMeasure(name, PoolMeasure.Kind.GAUGE, description, value);
    }

    private static PoolMeasure counter(String name, String description, LongAdder value) {
        return new PoolMeasure(name, PoolMeasure.Kind.COUNTER, description, value::sum);
    }
}
