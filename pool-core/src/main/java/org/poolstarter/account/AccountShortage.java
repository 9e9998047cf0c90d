/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountPermits.Lack;
import org.poolstarter.account.AccountPermits.Whereabouts;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.ReadableDuration;
import org.poolstarter.pool.Shortage;
import org.poolstarter.pool.TimeoutCause;
import org.poolstarter.pool.TimingSummary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why callers of an account pool wait in vain. Found when the time of one is up, counted for each, and logged once for each
 * cause of an episode, which ends when no acquire has timed out for half a minute.
 *
 * <p>Safe for use by many threads.
 */
final class AccountShortage<A, C> {

    /** What is in the way of a caller. */
    enum Obstacle {
        /** All clients that the account may have are held. */
        ACCOUNT,
        /** All places of the pool are taken, for whatever accounts. */
        POOL,
        /** Clients are being opened or closed, and that takes long. */
        OPENING,
        /** No client of the account is opened for a time, since the last could not be. */
        BACK_OFF,
        /** Clients of the account in other replicas. */
        CLUSTER,
        /** Clients of whatever accounts in all replicas. */
        CLUSTER_FULL,
        /** Nobody can say whether the cluster has room. */
        CLUSTER_AWAY,
        /** The pool is paused, or there is room just now. */
        NONE
    }

    private static final Logger logger = LoggerFactory.getLogger(AccountPool.class);

    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Set<Obstacle> OF_CLUSTER =
            Set.of(Obstacle.CLUSTER, Obstacle.CLUSTER_FULL, Obstacle.CLUSTER_AWAY);

    /** From which share of the held clients on those held for too long explain the shortage. */
    private static final double LEAKED_SHARE = 0.25;

    private final SlotAccountPool<A, C> pool;
    private final Places<A, C> places;
    private final Leaks<A, C> leaks;
    private final PoolRecorder recorder;

    /* Guarded by this. */
    private final Set<TimeoutCause> logged = EnumSet.noneOf(TimeoutCause.class);
    private long lookedNanos;

    /* Written under the monitor of this, read without. */
    private volatile @Nullable Missed last;

    /* Why the pool has no place, which takes a look at all of it: found out once a second, by whoever asks first. */
    private volatile @Nullable Judgement ofPool;

    AccountShortage(SlotAccountPool<A, C> pool, Places<A, C> places, Leaks<A, C> leaks, PoolRecorder recorder) {
        this.pool = pool;
        this.places = places;
        this.leaks = leaks;
        this.recorder = recorder;
    }

    /**
     * What is in the way of somebody who still waits. To be called under the lock of the pool.
     *
     * @param elsewhere why the cluster has granted no permit; null if nothing is known
     */
    Obstacle obstacle(Waiter<A, C> waiter, @Nullable Whereabouts elsewhere) {
        Cell<A, C> cell = waiter.cell();
        AccountSnapshot own = cell.snapshot();
        AccountPoolSettings limits = places.rules().limits;
        if (pool.isPaused()) {
            return Obstacle.NONE;
        }
        if (own.active() >= cell.limit()) {
            return Obstacle.ACCOUNT;
        }
        if (cell.isBlocked()) {
            return Obstacle.BACK_OFF;
        }
        if (own.opening() > 0 || own.active() + own.closing() >= cell.limit()) {
            return Obstacle.OPENING;
        }
        if (places.taken() >= limits.maxSize()) {
            return Obstacle.POOL;
        }
        if (places.opening() >= limits.maxOpening()) {
            return Obstacle.OPENING;
        }
        return (elsewhere != null) ? ofCluster(elsewhere.lack()) : Obstacle.NONE;
    }

    private static Obstacle ofCluster(Lack lack) {
        return switch (lack) {
            case ACCOUNT_FULL -> Obstacle.CLUSTER;
            case ALL_FULL -> Obstacle.CLUSTER_FULL;
            case UNAVAILABLE -> Obstacle.CLUSTER_AWAY;
        };
    }

    /**
     * The time of a caller was up. To be called without the lock of the pool.
     *
     * @param elsewhere why the cluster has granted no permit; null if nothing is known
     */
    void timedOut(Cell<A, C> cell, Obstacle obstacle, @Nullable Whereabouts elsewhere, long now) {
        if (obstacle == Obstacle.NONE) {
            return;
        }
        TimeoutCause cause = cause(cell, obstacle, now);
        recorder.timeoutCause(cause);
        Shortage toLog = note(cell, obstacle, cause, elsewhere, now);
        if (toLog != null) {
            logger.warn(
                    "Account pool '{}': no client in time: {} ({}). {}",
                    pool.name(),
                    toLog.cause(),
                    toLog.numbers(),
                    toLog.remedy());
        }
    }

    private synchronized @Nullable Shortage note(
            Cell<A, C> cell, Obstacle obstacle, TimeoutCause cause, @Nullable Whereabouts elsewhere, long now) {
        Missed before = last;
        boolean goesOn = before != null && now - before.nanos() < QUIET_NANOS;
        // A cause that is new is told at once, however many others are told of in that second.
        if (before != null && goesOn && now - lookedNanos < LONG_NANOS && logged.contains(cause)) {
            last = new Missed(before.shortage(), now);
            return null;
        }
        lookedNanos = now;
        Shortage found = explain(cell, obstacle, cause, elsewhere, now);
        last = new Missed(found, now);
        if (!goesOn) {
            logged.clear();
        }
        return logged.add(cause) ? found : null;
    }

    /**
     * What holds while the pool has been full for a second and callers wait, or was found when the time of one was up, within
     * half a minute.
     *
     * @return null if callers get what they want, or wait for a pool that is paused
     */
    @Nullable
    Shortage find(long now) {
        if (pool.isPaused()) {
            return null;
        }
        Waiter<A, C> oldest = places.arrivals().oldest();
        if (oldest != null
                && now - oldest.startNanos() >= LONG_NANOS
                && pool.snapshot().saturated()) {
            Cell<A, C> cell = oldest.cell();
            // Whoever else waits, a place would help those whose account may have more.
            boolean ofAccount = cell.in(Slot.State.ACTIVE) >= cell.limit() && !isPlaceWanted();
            Obstacle obstacle = ofAccount ? Obstacle.ACCOUNT : Obstacle.POOL;
            return explain(cell, obstacle, cause(cell, obstacle, now), null, now);
        }
        Missed missed = last;
        return (missed != null && now - missed.nanos() < QUIET_NANOS) ? missed.shortage() : null;
    }

    private boolean isPlaceWanted() {
        for (Cell<A, C> cell : places.cells()) {
            if (cell.isWaitedFor() && cell.in(Slot.State.ACTIVE) < cell.limit()) {
                return true;
            }
        }
        return false;
    }

    private TimeoutCause cause(Cell<A, C> cell, Obstacle obstacle, long now) {
        return switch (obstacle) {
            case ACCOUNT ->
                isLeak(overdueOf(cell, now).size(), cell.snapshot().active())
                        ? TimeoutCause.LEAK
                        : TimeoutCause.ACCOUNT_FULL;
            case POOL -> causeOfPool(now);
            case BACK_OFF, CLUSTER_AWAY -> TimeoutCause.OPEN_FAILING;
            case CLUSTER, CLUSTER_FULL -> TimeoutCause.ACCOUNT_FULL;
            case OPENING, NONE -> TimeoutCause.SLOW_OPEN;
        };
    }

    private TimeoutCause causeOfPool(long now) {
        Judgement known = ofPool;
        if (known == null || now - known.nanos() >= LONG_NANOS) {
            known = new Judgement(judgePool(now), now);
            ofPool = known;
        }
        return known.cause();
    }

    private TimeoutCause judgePool(long now) {
        PoolSnapshot all = pool.snapshot();
        // An idle client gives way to a caller, unless it is not that one's turn to have another opened.
        boolean awaitsTurn =
                all.idle() > 0 && all.opening() >= places.rules().limits.maxOpening();
        if (awaitsTurn || 2 * all.active() < all.max()) {
            return TimeoutCause.SLOW_OPEN;
        }
        return isLeak(overdue(now).size(), all.active()) ? TimeoutCause.LEAK : TimeoutCause.FULL;
    }

    private static boolean isLeak(int overdue, int active) {
        return overdue > 0 && overdue >= LEAKED_SHARE * active;
    }

    private Shortage explain(
            Cell<A, C> cell, Obstacle obstacle, TimeoutCause cause, @Nullable Whereabouts elsewhere, long now) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        if (obstacle == Obstacle.POOL) {
            PoolSnapshot all = pool.snapshot();
            evidence.put("active", all.active());
            evidence.put("max", all.max());
        } else {
            AccountSnapshot own = cell.snapshot();
            evidence.put("account", Refusals.label(cell.account()));
            evidence.put("activeOfAccount", own.active());
            evidence.put("maxOfAccount", cell.limit());
        }
        switch (cause) {
            case LEAK -> {
                List<Hold<A, C>> held = (obstacle == Obstacle.POOL) ? overdue(now) : overdueOf(cell, now);
                evidence.put("heldTooLong", held.size());
                if (!held.isEmpty()) {
                    Leaks.longest(held.get(0), now).forEach(evidence::putIfAbsent);
                }
            }
            case SLOW_OPEN -> {
                PoolSnapshot all = pool.snapshot();
                evidence.put("opening", all.opening());
                evidence.put("maxOpening", places.rules().limits.maxOpening());
                evidence.put("closing", places.closing());
                putTypical(evidence, "typicalOpenMs", recorder.openTime());
            }
            case OPEN_FAILING -> {
                String error = cell.failure();
                if (error != null && obstacle == Obstacle.BACK_OFF) {
                    evidence.put("error", error);
                }
            }
            default -> {
                if (obstacle == Obstacle.ACCOUNT || obstacle == Obstacle.POOL) {
                    Iterable<Cell<A, C>> cells = (obstacle == Obstacle.POOL) ? places.cells() : List.of(cell);
                    evidence.put("longestHeldMs", longestHeldMillis(cells, now));
                    putTypical(evidence, "typicalUseMs", recorder.usageTime());
                }
            }
        }
        if (elsewhere != null && OF_CLUSTER.contains(obstacle)) {
            evidence.put("cluster", elsewhere.where());
        }
        return new Shortage(cause, evidence, remedy(cell, cause, obstacle));
    }

    private String remedy(Cell<A, C> cell, TimeoutCause cause, Obstacle obstacle) {
        AccountPoolSettings limits = places.rules().limits;
        return switch (cause) {
            case LEAK ->
                "Look at the holders: close each lease in finally or by try-with-resources, and do work that needs no client after that.";
            case FULL ->
                "Shorten the uses, call less at once, or raise %s if the service can take it."
                        .formatted(key("max-size", limits.maxSize()));
            case SLOW_OPEN ->
                "Look at what makes log-ins and log-outs slow; %s has to be longer than a log-in, and %s bounds how many are under way at once."
                        .formatted(
                                key("acquire-timeout", ReadableDuration.of(limits.acquireTimeout())),
                                key("max-opening", limits.maxOpening()));
            case OPEN_FAILING ->
                (obstacle == Obstacle.CLUSTER_AWAY)
                        ? "No client is opened while nobody can say whether the cluster has room for it: bring back what grants the permits; the pool recovers by itself."
                        : "Log-ins of this account fail, and are tried again by themselves after a while: look at the error, at its password and at the service.";
            default -> remedyOfLimit(cell, obstacle);
        };
    }

    private String remedyOfLimit(Cell<A, C> cell, Obstacle obstacle) {
        return switch (obstacle) {
            case CLUSTER ->
                "Other replicas have the clients that this account may have: shorten their uses%s."
                        .formatted(orRaiseLimit(cell));
            case CLUSTER_FULL ->
                "All replicas together have the clients that they may have: shorten their uses, or raise %s if the service can take it; a greater pool gives nobody more."
                        .formatted(key("cluster.max-size"));
            default ->
                "The account has all clients that it may have: shorten its uses, call less for it at once%s; a greater pool gives it no more."
                        .formatted(orRaiseLimit(cell));
        };
    }

    private String orRaiseLimit(Cell<A, C> cell) {
        AccountPoolSettings limits = places.rules().limits;
        if (limits.exclusive()) {
            return "; one is all that it may have in an exclusive pool";
        }
        String limit = (cell.limit() == limits.maxPerAccount())
                ? key("max-per-account", limits.maxPerAccount())
                : "the limit of this account (now %d)".formatted(cell.limit());
        return ", or raise %s if the service allows an account more".formatted(limit);
    }

    private String key(String key) {
        String prefix = pool.settings().prefix();
        return (prefix != null) ? prefix + "." + key : key;
    }

    /* A value that a window has lowered is raised by the window, and not by its key. */
    private String key(String key, Object value) {
        String origin = pool.settings().origin(key).orElse("");
        String window = origin.startsWith("window ") ? ", by " + origin : "";
        return "%s (now %s%s)".formatted(key(key), value, window);
    }

    private List<Hold<A, C>> overdue(long now) {
        return leaks.overdue(now, places.rules());
    }

    private List<Hold<A, C>> overdueOf(Cell<A, C> cell, long now) {
        return leaks.overdueOf(cell, now, places.rules());
    }

    private static <A, C> long longestHeldMillis(Iterable<Cell<A, C>> cells, long now) {
        long longest = 0;
        for (Cell<A, C> cell : cells) {
            for (Slot<A, C> slot : cell.slots()) {
                if (slot.state() == Slot.State.ACTIVE) {
                    longest = Math.max(longest, now - slot.since());
                }
            }
        }
        return TimeUnit.NANOSECONDS.toMillis(longest);
    }

    private static void putTypical(Map<String, Object> evidence, String name, @Nullable TimingSummary times) {
        if (times != null && times.count() > 0) {
            evidence.put(name, times.p50().toMillis());
        }
    }

    /** What was found, and when the time of a caller was last up. */
    private record Missed(Shortage shortage, long nanos) {}

    private record Judgement(TimeoutCause cause, long nanos) {}
}
