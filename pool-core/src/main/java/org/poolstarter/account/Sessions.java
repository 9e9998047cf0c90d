/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolEventType;
import org.poolstarter.pool.PoolEvents;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Recent;

/**
 * Keeps the last sessions of a pool and tells of each: what a session leaves is one small object in a ring. The account is
 * kept as it is and asked for its text by whoever reads.
 *
 * <p>The events of a session are told in order: its begin before anybody can end it, its end last, and a leak not after
 * that. Safe for use by many threads; to write down neither blocks nor calls the application, unless somebody listens.
 */
final class Sessions<A, C> {

    /** A moment on both clocks. */
    private record Mark(Instant instant, long nanos) {

        Instant at(long otherNanos) {
            return instant.plusNanos(otherNanos - nanos);
        }
    }

    /** What a session leaves. */
    private record Left(
            Object account,
            Mark mark,
            long sinceNanos,
            long untilNanos,
            boolean opened,
            SessionEnd end,
            @Nullable Tally tally) {

        SessionRecord toRecord() {
            return new SessionRecord(
                    Refusals.label(account),
                    mark.at(sinceNanos),
                    elapsed(sinceNanos, untilNanos),
                    opened,
                    end,
                    (tally != null) ? tally.counters() : Map.of(),
                    (tally != null) ? tally.errors() : 0,
                    (tally != null) ? tally.lastError() : null);
        }
    }

    private final PoolEvents events;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Supplier<PoolSnapshot> snapshot;
    private final CounterNames names = new CounterNames();
    private final SessionLog log = new SessionLog();

    private volatile Mark mark;

    /* Null if none is kept. Replaced under the monitor of this. */
    private volatile @Nullable Recent<Left> recent;

    /* Guarded by this. */
    private boolean logging;

    Sessions(PoolEvents events, InstantSource clock, LongSupplier nanoTime, Supplier<PoolSnapshot> snapshot) {
        this.events = events;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.snapshot = snapshot;
        this.mark = new Mark(clock.instant(), nanoTime.getAsLong());
    }

    /** Keeps and logs as these settings say from now on; records that fit stay. */
    synchronized void follow(AccountPoolSettings settings) {
        Recent<Left> before = recent;
        int size = settings.sessionRecords();
        if (size != ((before != null) ? before.size() : 0)) {
            recent = (size > 0) ? copy(before, size) : null;
        }
        if (settings.sessionLog() && !logging) {
            events.addListener(Set.of(PoolEventType.RELEASED), log);
        } else if (!settings.sessionLog() && logging) {
            events.removeListener(log);
        }
        logging = settings.sessionLog();
    }

    /** Looks at the time of day anew, for the sessions that end from now on. */
    void setClock() {
        mark = new Mark(clock.instant(), nanoTime.getAsLong());
    }

    /** Where the holder of a session counts. */
    Tally newTally() {
        return new Tally(names);
    }

    /** To be called before the hold can be found by anybody. */
    void began(Hold<A, C> hold, long waitNanos) {
        if (events.hasTaker(PoolEventType.ACQUIRED)) {
            events.publish(
                    PoolEventType.ACQUIRED,
                    accountOf(hold),
                    Map.of("opened", hold.opened(), "waited", Duration.ofNanos(Math.max(0, waitNanos))));
        }
    }

    /** To be called once for each session, by whoever ended it. */
    void ended(Hold<A, C> hold, SessionEnd end, long untilNanos) {
        Tally tally = hold.tally();
        if (tally != null) {
            tally.end();
        }
        Recent<Left> kept = recent;
        if (kept != null) {
            kept.add(new Left(accountOf(hold), mark, hold.sinceNanos(), untilNanos, hold.opened(), end, tally));
        }
        // An end that reaches nobody has nothing that must come before it.
        if (end == SessionEnd.EXPIRED || events.hasTaker(PoolEventType.RELEASED)) {
            hold.tellEnd(() -> tellEnd(hold, end, untilNanos));
        }
    }

    private void tellEnd(Hold<A, C> hold, SessionEnd end, long untilNanos) {
        if (end == SessionEnd.EXPIRED) {
            events.publish(
                    PoolEventType.SESSION_EXPIRED,
                    accountOf(hold),
                    Map.of("held", elapsed(hold.sinceNanos(), untilNanos)));
        }
        events.publish(PoolEventType.RELEASED, accountOf(hold), () -> details(hold, end, untilNanos));
    }

    /** A lease lasts for too long; not told any more if it has ended meanwhile. */
    void leaks(Hold<A, C> hold, long heldNanos) {
        hold.tellUnlessEnded(() -> tellLeak(hold, heldNanos, false));
    }

    /** A lease was lost; to be called before {@link #ended}. */
    void lost(Hold<A, C> hold, long heldNanos) {
        tellLeak(hold, heldNanos, true);
    }

    private void tellLeak(Hold<A, C> hold, long heldNanos, boolean lost) {
        Map<String, Object> details = Map.of("held", Duration.ofNanos(Math.max(0, heldNanos)), "lost", lost);
        events.publish(PoolEventType.LEAK, accountOf(hold), details);
    }

    /** The records, the session first that ended last. */
    List<SessionRecord> records() {
        Recent<Left> kept = recent;
        return (kept != null) ? kept.newestFirst().stream().map(Left::toRecord).toList() : List.of();
    }

    private Map<String, Object> details(Hold<A, C> hold, SessionEnd end, long untilNanos) {
        Tally tally = hold.tally();
        PoolSnapshot counts = snapshot.get();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("ended", end.word());
        details.put("held", elapsed(hold.sinceNanos(), untilNanos));
        details.put("opened", hold.opened());
        details.put("counters", (tally != null) ? tally.counters() : Map.of());
        details.put("errors", (tally != null) ? tally.errors() : 0);
        details.put("active", counts.active());
        details.put("max", counts.max());
        return details;
    }

    private static <T> Recent<T> copy(@Nullable Recent<T> before, int size) {
        Recent<T> copy = new Recent<>(size);
        List<T> newest = (before != null) ? before.newestFirst() : List.of();
        for (int i = Math.min(newest.size(), size) - 1; i >= 0; i--) {
            copy.add(newest.get(i));
        }
        return copy;
    }

    private Object accountOf(Hold<A, C> hold) {
        return hold.slot().cell().account();
    }

    private static Duration elapsed(long sinceNanos, long untilNanos) {
        return Duration.ofNanos(Math.max(0, untilNanos - sinceNanos));
    }
}
