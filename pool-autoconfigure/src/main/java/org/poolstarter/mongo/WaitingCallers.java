/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Who waits for a connection to one server, and since when. Beginning and ending a wait neither locks nor allocates.
 *
 * <p>The number of waiting callers is exact. Since when each waits is kept in a fixed number of places: where very many
 * wait at once the latest may find none, so that the oldest is still known.
 */
final class WaitingCallers {

    private static final int PLACES = 512;

    /** Into so many places an operation may go. */
    private static final int REACH = 16;

    private static final long FREE = 0;
    private static final long NOT_YET = Long.MIN_VALUE;

    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLongArray operations = new AtomicLongArray(PLACES);
    private final AtomicLongArray since = new AtomicLongArray(PLACES);

    WaitingCallers() {
        for (int i = 0; i < PLACES; i++) {
            since.set(i, NOT_YET);
        }
    }

    /** @param operation the driver's number, which is of one waiting caller only, 0 or more */
    void began(long operation, long nowNanos) {
        count.incrementAndGet();
        long key = ~operation;
        int first = place(key);
        for (int i = 0; i < REACH; i++) {
            int place = (first + i) % PLACES;
            if (operations.get(place) == FREE && operations.compareAndSet(place, FREE, key)) {
                since.set(place, nowNanos);
                return;
            }
        }
    }

    void ended(long operation) {
        count.decrementAndGet();
        long key = ~operation;
        int first = place(key);
        for (int i = 0; i < REACH; i++) {
            int place = (first + i) % PLACES;
            if (operations.get(place) == key) {
                // In this order: who looks meanwhile must not take the next one for as old as this one.
                since.set(place, NOT_YET);
                operations.set(place, FREE);
                return;
            }
        }
    }

    /** How many wait, 0 or more. */
    int count() {
        return Math.max(0, count.get());
    }

    /** How long the one that came first has been waiting; empty if none waits. */
    OptionalLong oldestNanos(long nowNanos) {
        long oldest = NOT_YET;
        for (int i = 0; i < PLACES; i++) {
            long began = since.get(i);
            if (began != NOT_YET && (oldest == NOT_YET || nowNanos - began > nowNanos - oldest)) {
                oldest = began;
            }
        }
        return (oldest != NOT_YET) ? OptionalLong.of(Math.max(0, nowNanos - oldest)) : OptionalLong.empty();
    }

    private static int place(long key) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> 55) % PLACES;
    }
}
