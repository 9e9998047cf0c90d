/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.LongUses;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.Shortage;
import org.poolstarter.pool.TimeoutCause;

/** Finds out why an acquire got no connection. Pure functions. */
final class Diagnosis {

    /** From which share of the held connections on a finding about them explains the shortage. */
    private static final double LEAKED_SHARE = 0.25;

    private static final double SLOW_SHARE = 0.5;

    /** What is at most so many times of what it always is, is as always. */
    private static final int USUAL_FACTOR = 2;

    /** So many standard deviations a count may be above its mean by chance. */
    private static final int CHANCE_DEVIATIONS = 3;

    /** With fewer long uses it is not known how they usually are. */
    private static final int ENOUGH_LONG = 10;

    private Diagnosis() {}

    /**
     * Draws the conclusion.
     *
     * @return null if nothing explains it, as when a connection is free
     */
    static @Nullable Shortage of(Situation situation) {
        if (situation.idle() > 0) {
            return null;
        }
        return situation.isFull() ? ofHolders(situation) : ofOpening(situation);
    }

    private static Shortage ofHolders(Situation situation) {
        List<HeldConnection> holders = situation.holders();
        List<HeldConnection> leaked = holders.stream()
                .filter(holder -> !holder.running() && holder.held().compareTo(situation.longHeld()) >= 0)
                .toList();
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("active", situation.active());
        evidence.put("max", situation.max());
        if (!leaked.isEmpty() && leaked.size() >= LEAKED_SHARE * holders.size()) {
            evidence.put("heldAndNotUsed", leaked.size());
            evidence.put("longestHeldMs", longest(leaked));
            return new Shortage(
                    TimeoutCause.LEAK,
                    evidence,
                    "Look at the holders that run nothing: close the connection in finally or try-with-resources, and do work that needs no database after giving it back.");
        }
        List<HeldConnection> running =
                holders.stream().filter(HeldConnection::running).toList();
        // What is neither free nor held is being checked before it is lent, and waits for its answer too.
        int waiting = running.size() + Math.max(0, situation.active() - holders.size());
        if (situation.queue() != null && waiting > 0 && waiting >= SLOW_SHARE * situation.active()) {
            evidence.put("running", waiting);
            return ofPooler(situation.queue(), evidence);
        }
        Duration slow = Situation.slow(situation.typicalUse());
        List<HeldConnection> slowed = running.stream()
                .filter(holder -> holder.busyFor().compareTo(slow) >= 0)
                .toList();
        boolean mostAreSlow = !slowed.isEmpty() && slowed.size() >= SLOW_SHARE * holders.size();
        if (mostAreSlow && !areUsual(slowed, situation.longUses())) {
            evidence.put("running", slowed.size());
            evidence.put("longestRunningMs", longest(slowed));
            putTypical(evidence, situation);
            return new Shortage(
                    TimeoutCause.SLOW_SERVER,
                    evidence,
                    "Look at the statements of the holders, at locks and at the load of the server; more connections make a slow server slower.");
        }
        evidence.put("longestHeldMs", longest(holders));
        putTypical(evidence, situation);
        if (mostAreSlow && situation.longUses() != null) {
            evidence.put(
                    "longUsesPercent", Math.round(1_000 * situation.longUses().share()) / 10.0);
            evidence.put("longUseMeanMs", situation.longUses().mean().toMillis());
        }
        return new Shortage(
                TimeoutCause.FULL,
                evidence,
                "Every connection does what it always does: shorten the uses, call less at once, or raise max-size if the server can take it.");
    }

    private static Shortage ofPooler(PoolNotice queue, Map<String, Object> evidence) {
        evidence.putAll(queue.evidence());
        return new Shortage(TimeoutCause.POOLER_FULL, evidence, queue.remedy());
    }

    private static @Nullable Shortage ofOpening(Situation situation) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("active", situation.active());
        evidence.put("max", situation.max());
        evidence.put("opening", situation.opening());
        if (situation.queue() != null && (situation.openFailure() == null || situation.failureIsOfConnecting())) {
            return ofPooler(situation.queue(), evidence);
        }
        if (situation.openFailure() != null) {
            evidence.put("error", situation.openFailure());
            return (situation.failureIsOfConnecting() && !situation.answeredSince())
                    ? new Shortage(
                            TimeoutCause.BACKEND_DOWN,
                            evidence,
                            "Bring the server back, or correct its address; the pool recovers by itself.")
                    : new Shortage(
                            TimeoutCause.OPEN_FAILING,
                            evidence,
                            "The server answers and refuses: look at the error; at credentials, and at the connections it allows against all that its clients may open.");
        }
        return (situation.opening() > 0)
                ? new Shortage(
                        TimeoutCause.SLOW_OPEN,
                        evidence,
                        "Opening takes too long, and connections are opened one after another: raise min-idle so that a burst finds them open, and look at what makes connecting slow.")
                : null;
    }

    /**
     * Whether there are always so many long uses among those of this pool, and as long ones. Where a few of them are, most connections
     * may be held by these at any moment, though the server is as fast as ever.
     */
    private static boolean areUsual(List<HeldConnection> slowed, @Nullable LongUses known) {
        if (known == null || known.uses() < ENOUGH_LONG) {
            return false;
        }
        double meanNanos = slowed.stream()
                .mapToLong(holder -> holder.busyFor().toNanos())
                .average()
                .orElse(0);
        return known.lateUses() <= usualMost(known.share() * known.lateOf())
                && slowed.size() <= usualMost(known.held())
                && meanNanos <= USUAL_FACTOR * (double) known.mean().toNanos();
    }

    /* Counts of what comes by chance are those of Poisson, whose variance is their mean. */
    private static double usualMost(double mean) {
        return Math.max(USUAL_FACTOR * mean, mean + CHANCE_DEVIATIONS * Math.sqrt(mean));
    }

    private static void putTypical(Map<String, Object> evidence, Situation situation) {
        if (situation.typicalUse() != null) {
            evidence.put("typicalUseMs", situation.typicalUse().toMillis());
        }
    }

    private static long longest(List<HeldConnection> holders) {
        return holders.stream()
                .mapToLong(holder -> holder.held().toMillis())
                .max()
                .orElse(0);
    }
}
