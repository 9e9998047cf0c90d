/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One account of the pool, as long as it has a client or a waiting caller. Guarded by the lock of the pool, except the
 * account and the tally, which all may read.
 */
final class Cell<A, C> {

    private final A account;
    private final Tally tally;
    private final Deque<Slot<A, C>> idle = new ArrayDeque<>();
    private final Set<Waiter<A, C>> waiters = new LinkedHashSet<>();

    Cell(A account, Tally whole) {
        this.account = account;
        this.tally = new Tally(whole);
    }

    A account() {
        return account;
    }

    Tally tally() {
        return tally;
    }

    AccountSnapshot snapshot() {
        return new AccountSnapshot(tally.active(), tally.idle(), tally.opening(), tally.closing(), tally.pending());
    }

    void add(Waiter<A, C> waiter) {
        waiters.add(waiter);
        tally.callerWaits();
    }

    /** False if it does not wait here any more. */
    boolean remove(Waiter<A, C> waiter) {
        boolean removed = waiters.remove(waiter);
        if (removed) {
            tally.callerWaitsNoMore();
        }
        return removed;
    }

    /** The caller who has waited longest, or null. */
    @Nullable
    Waiter<A, C> firstWaiter() {
        Iterator<Waiter<A, C>> all = waiters.iterator();
        return all.hasNext() ? all.next() : null;
    }

    /** The caller who has waited longest of those for whom no client is being opened; null if there is none. */
    @Nullable
    Waiter<A, C> firstWithoutOpening() {
        for (Waiter<A, C> waiter : waiters) {
            if (!waiter.hasOpening()) {
                return waiter;
            }
        }
        return null;
    }

    List<Waiter<A, C>> waiters() {
        return List.copyOf(waiters);
    }

    void park(Slot<A, C> slot) {
        idle.push(slot);
    }

    void unpark(Slot<A, C> slot) {
        idle.remove(slot);
    }

    /** The client that became idle last, so that those not needed grow old; null if none is idle. */
    @Nullable
    Slot<A, C> newestIdle() {
        return idle.peek();
    }

    /** Whether a client of this account is held or on its way to a caller, or a caller waits for one. */
    boolean isBusy() {
        return tally.active() + tally.opening() + tally.pending() > 0;
    }

    /** Callers for whom no client is on its way; negative if more clients than callers are. */
    int unsupplied() {
        return tally.pending() - tally.supply();
    }

    /** How many more clients should and may be opened, 0 or more. */
    int demand(int maxPerAccount) {
        return Math.max(0, Math.min(unsupplied(), maxPerAccount - tally.places()));
    }

    boolean isVacant() {
        return tally.places() + tally.pending() == 0;
    }
}
