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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.BackendEvidence;
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
        /** All clients of the pool are held, whoever holds them. */
        POOL,
        /** Clients are being opened or closed, and that takes long. */
        OPENING,
        /** No client of the account is opened for a time, since the last could not be. */
        BACK_OFF,
        /** Clients of the account in other replicas. */
        CLUSTER,
        /** The pool is paused, or there is room just now. */
        NONE
    }

    private static final Logger logger = LoggerFactory.getLogger(AccountPool.class);

    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);

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

    AccountShortage(SlotAccountPool<A, C> pool, Places<A, C> places, Leaks<A, C> leaks, PoolRecorder recorder) {
        this.pool = pool;
        this.places = places;
        this.leaks = leaks;
        this.recorder = recorder;
    }

    /**
     * What is in the way of somebody who still waits. To be called under the lock of the pool.
     *
     * @param elsewhere where in the cluster the clients of the account are; null if nothing is known
     */
    Obstacle obstacle(Waiter<A, C> waiter, @Nullable String elsewhere) {
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
            return (2 * pool.snapshot().active() >= limits.maxSize()) ? Obstacle.POOL : Obstacle.OPENING;
        }
        if (places.opening() >= limits.maxOpening()) {
            return Obstacle.OPENING;
        }
        return (elsewhere != null) ? Obstacle.CLUSTER : Obstacle.NONE;
    }

    /** The time of a caller was up. To be called without the lock of the pool. */
    void timedOut(Cell<A, C> cell, Obstacle obstacle, @Nullable String elsewhere, long now) {
        if (obstacle == Obstacle.NONE) {
            return;
        }
        recorder.timeoutCause(cause(cell, obstacle, now));
        Shortage toLog = note(cell, obstacle, elsewhere, now);
        if (toLog != null) {
            logger.warn(
                    "Account pool '{}': no client in time: {} ({}). {}",
                    pool.name(),
                    toLog.cause(),
                    toLog.evidence().entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue())
                            .collect(Collectors.joining(", ")),
                    toLog.remedy());
        }
    }

    private synchronized @Nullable Shortage note(
            Cell<A, C> cell, Obstacle obstacle, @Nullable String elsewhere, long now) {
        Missed before = last;
        boolean goesOn = before != null && now - before.nanos() < QUIET_NANOS;
        if (before != null && goesOn && now - lookedNanos < LONG_NANOS) {
            last = new Missed(before.shortage(), now);
            return null;
        }
        lookedNanos = now;
        Shortage found = explain(cell, obstacle, elsewhere, now);
        last = new Missed(found, now);
        if (!goesOn) {
            logged.clear();
        }
        return logged.add(found.cause()) ? found : null;
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
            boolean ofAccount = cell.snapshot().active() >= cell.limit();
            return explain(cell, ofAccount ? Obstacle.ACCOUNT : Obstacle.POOL, null, now);
        }
        Missed missed = last;
        return (missed != null && now - missed.nanos() < QUIET_NANOS) ? missed.shortage() : null;
    }

    private TimeoutCause cause(Cell<A, C> cell, Obstacle obstacle, long now) {
        return switch (obstacle) {
            case ACCOUNT ->
                isLeak(overdueOf(cell, now).size(), cell.snapshot().active())
                        ? TimeoutCause.LEAK
                        : TimeoutCause.ACCOUNT_FULL;
            case POOL -> isLeak(overdue(now).size(), pool.snapshot().active()) ? TimeoutCause.LEAK : TimeoutCause.FULL;
            case BACK_OFF -> TimeoutCause.OPEN_FAILING;
            case CLUSTER -> TimeoutCause.ACCOUNT_FULL;
            case OPENING, NONE -> TimeoutCause.SLOW_OPEN;
        };
    }

    private static boolean isLeak(int overdue, int active) {
        return overdue > 0 && overdue >= LEAKED_SHARE * active;
    }

    private Shortage explain(Cell<A, C> cell, Obstacle obstacle, @Nullable String elsewhere, long now) {
        TimeoutCause cause = cause(cell, obstacle, now);
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
                BackendEvidence backend = recorder.evidence();
                String error = backend.lastFailure();
                if (error != null && backend.failedLast()) {
                    evidence.put("error", error);
                }
            }
            default -> {
                if (elsewhere != null && obstacle == Obstacle.CLUSTER) {
                    evidence.put("cluster", elsewhere);
                } else {
                    Iterable<Cell<A, C>> cells = (obstacle == Obstacle.POOL) ? places.cells() : List.of(cell);
                    evidence.put("longestHeldMs", longestHeldMillis(cells, now));
                    putTypical(evidence, "typicalUseMs", recorder.usageTime());
                }
            }
        }
        return new Shortage(cause, evidence, remedy(cause, obstacle));
    }

    private String remedy(TimeoutCause cause, Obstacle obstacle) {
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
                "Log-ins of this account fail, and are tried again by themselves after a while: look at the error, at its password and at the service.";
            default ->
                (obstacle == Obstacle.CLUSTER)
                        ? "Other replicas have the clients that this account may have: shorten their uses, or raise %s if the service allows an account more."
                                .formatted(key("max-per-account", limits.maxPerAccount()))
                        : "The account has all clients that it may have: shorten its uses, call less for it at once, or raise %s if the service allows an account more; a greater pool gives it no more."
                                .formatted(key("max-per-account", limits.maxPerAccount()));
        };
    }

    private String key(String key, Object value) {
        String prefix = pool.settings().prefix();
        return "%s (now %s)".formatted((prefix != null) ? prefix + "." + key : key, value);
    }

    private List<Hold<A, C>> overdue(long now) {
        return leaks.overdue(now, places.rules());
    }

    private List<Hold<A, C>> overdueOf(Cell<A, C> cell, long now) {
        return overdue(now).stream().filter(hold -> hold.slot().cell() == cell).toList();
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
}
