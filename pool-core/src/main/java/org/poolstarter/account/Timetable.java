/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.function.ObjLongConsumer;

/**
 * When places are to be looked at, and when accounts may open clients again: two heaps, so that what is not due costs
 * nothing. Guarded by the lock of the pool.
 */
final class Timetable<A, C> {

    private final Heap<Slot<A, C>> places = new Heap<>();
    private final Heap<Cell<A, C>> blocked = new Heap<>();

    /* Read without the lock. */
    private volatile int parked;

    /** Sets when a place is looked at. */
    void set(Slot<A, C> slot, long due) {
        slot.due(due);
        places.put(slot.deadline(), due);
    }

    void remove(Slot<A, C> slot) {
        places.remove(slot.deadline());
    }

    /**
     * Blocks an account. The longer time counts of two of one kind; of parking and backing off, that of parking, which is
     * what callers are told.
     */
    void block(Cell<A, C> cell, boolean parked, long until) {
        boolean first = !cell.isBlocked() || (parked && !cell.isParked());
        boolean longer = cell.isBlocked()
                && cell.isParked() == parked
                && until - cell.block().key() > 0;
        if (first || longer) {
            count((parked ? 1 : 0) - (cell.isParked() ? 1 : 0));
            cell.block(parked);
            blocked.put(cell.block(), until);
        }
    }

    void unblock(Cell<A, C> cell) {
        count(cell.isParked() ? -1 : 0);
        blocked.remove(cell.block());
        cell.unblock();
    }

    void unblockAll() {
        for (Cell<A, C> cell = blocked.first(); cell != null; cell = blocked.first()) {
            unblock(cell);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread at a time, which holds the lock
    private void count(int more) {
        parked += more;
    }

    /** How many accounts are parked. Needs no lock. */
    int parked() {
        return parked;
    }

    /** Whether there is anything to wait for. */
    boolean isEmpty() {
        return places.size() + blocked.size() == 0;
    }

    /** The next time, of a timetable that is not empty. */
    long next() {
        if (places.size() == 0 || blocked.size() == 0) {
            return Math.min(places.firstKey(), blocked.firstKey());
        }
        return (places.firstKey() - blocked.firstKey() < 0) ? places.firstKey() : blocked.firstKey();
    }

    /** Hands over what is due: places, each of which is then set anew or removed, and accounts that may open again. */
    void runTo(long nowNanos, ObjLongConsumer<Slot<A, C>> place, ObjLongConsumer<Cell<A, C>> account) {
        for (Slot<A, C> slot = places.first();
                slot != null && nowNanos - places.firstKey() >= 0;
                slot = places.first()) {
            place.accept(slot, nowNanos);
        }
        for (Cell<A, C> cell = blocked.first();
                cell != null && nowNanos - blocked.firstKey() >= 0;
                cell = blocked.first()) {
            unblock(cell);
            account.accept(cell, nowNanos);
        }
    }
}
