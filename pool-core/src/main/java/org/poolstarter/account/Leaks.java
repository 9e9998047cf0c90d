/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.ReadableDuration;

/** Leases that last for too long, and those that were lost. Safe for use by many threads. */
final class Leaks<A, C> {

    /** For so long a lost lease is told of. */
    private static final Duration KNOWN = Duration.ofMinutes(1);

    /** With fewer, holds of ended leases may stay until somebody looks. */
    private static final int FEW = 64;

    /* Holds of ended leases may be among them: at most as many as others, or a few. */
    private final Set<Hold<A, C>> overdue = ConcurrentHashMap.newKeySet();
    private volatile int most = FEW;
    private final LongAdder lost = new LongAdder();
    private volatile @Nullable Long lastLostNanos;

    /** A lease has lasted for the leak threshold. */
    void overdue(Hold<A, C> hold) {
        overdue.add(hold);
        // Not with each of many, which would look at all that came before it.
        if (overdue.size() >= most) {
            forgetEnded();
            most = Math.max(FEW, 2 * overdue.size());
        }
    }

    /** A lease was lost without having been closed. */
    void lost(long nowNanos) {
        lost.increment();
        lastLostNanos = nowNanos;
    }

    /** How many were lost so far. */
    long lost() {
        return lost.sum();
    }

    /** Those who hold a client for the leak threshold or longer, the longest first. */
    List<Hold<A, C>> overdue(long nowNanos, Rules rules) {
        forgetEnded();
        // The threshold may have been raised since.
        return longestFirst(overdue.stream(), nowNanos, rules);
    }

    /** As {@link #overdue(long, Rules)}, of one account, without a look at the others. */
    List<Hold<A, C>> overdueOf(Cell<A, C> cell, long nowNanos, Rules rules) {
        return longestFirst(
                cell.slots().stream()
                        .map(Slot::hold)
                        .filter(Objects::nonNull)
                        .filter(hold -> hold.slot().isHeldBy(hold.lease())),
                nowNanos,
                rules);
    }

    private List<Hold<A, C>> longestFirst(Stream<Hold<A, C>> holds, long nowNanos, Rules rules) {
        return holds.filter(hold -> nowNanos - hold.sinceNanos() >= rules.leakNanos)
                .sorted(Comparator.comparingLong((Hold<A, C> hold) -> nowNanos - hold.sinceNanos())
                        .reversed())
                .toList();
    }

    private void forgetEnded() {
        overdue.removeIf(hold -> !hold.slot().isHeldBy(hold.lease()));
    }

    /**
     * Says that there are some, or that one was lost within the last minute.
     *
     * @param prefix of the keys of the pool; null if it is not configured by keys
     */
    @Nullable
    PoolNotice notice(long nowNanos, Rules rules, @Nullable String prefix) {
        List<Hold<A, C>> held = overdue(nowNanos, rules);
        Long lastLost = lastLostNanos;
        boolean lostLately = lastLost != null && nowNanos - lastLost <= KNOWN.toNanos();
        if (held.isEmpty() && !lostLately) {
            return null;
        }
        Map<String, Object> evidence = new LinkedHashMap<>();
        if (!held.isEmpty()) {
            evidence.put("heldTooLong", held.size());
            evidence.putAll(longest(held.get(0), nowNanos));
        }
        if (lastLost != null && lostLately) {
            evidence.put("lost", lost());
            evidence.put("lastLostSecondsAgo", TimeUnit.NANOSECONDS.toSeconds(nowNanos - lastLost));
        }
        return new PoolNotice(
                "account-leak",
                evidence,
                lostLately ? KNOWN : Duration.ZERO,
                "Close each lease in finally or by try-with-resources, and do work that needs no client after that; if uses may last so long, raise %s (now %s), at most to session-timeout (now %s)."
                        .formatted(
                                (prefix != null) ? prefix + ".leak-threshold" : "leak-threshold",
                                ReadableDuration.of(rules.limits.effectiveLeakThreshold()),
                                ReadableDuration.of(rules.limits.sessionTimeout())));
    }

    /** Who holds a client for longest, in the words of evidence. */
    static Map<String, Object> longest(Hold<?, ?> hold, long nowNanos) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("longestHeldMs", TimeUnit.NANOSECONDS.toMillis(Math.max(0, nowNanos - hold.sinceNanos())));
        evidence.put("account", Refusals.label(hold.slot().cell().account()));
        Thread thread = hold.thread();
        if (thread != null) {
            evidence.put("thread", Stacks.nameOf(thread));
        }
        return evidence;
    }
}
