/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountPoolSettings.ReuseOrder;

/**
 * One account of the pool, as long as it has a client or a waiting caller, or must not open one yet. Written under the
 * lock of the pool; what is volatile is read by all, and {@link #pick} and {@link #rested} are for all.
 */
final class Cell<A, C> {

    private final A account;

    private volatile Slot<A, C>[] slots = newArray(0);
    private volatile int pending;

    /* Written by those who tell of it, without the lock. */
    private volatile @Nullable String failure;

    /* Hints without a guard: a lost write costs a search, or an order that is off by one use. */
    private @Nullable Slot<A, C> latest;
    private int ranks;

    private @Nullable TreeSet<Waiter<A, C>> waiters;
    private int limit;
    private int supply;
    private int demand;
    private long turn;
    private int failures;
    private Heap.@Nullable Entry<Cell<A, C>> block;
    private boolean parked;

    /* Permits of the cluster without a place; null without a cluster. */
    private final @Nullable Deque<AccountPermits.Permit> permits;
    private int asked;

    Cell(A account, int limit, boolean clustered) {
        this.account = account;
        this.limit = limit;
        this.permits = clustered ? new ArrayDeque<>(1) : null;
    }

    A account() {
        return account;
    }

    /** Its places in every state that counts. */
    List<Slot<A, C>> slots() {
        return Arrays.asList(slots);
    }

    int places() {
        return slots.length;
    }

    int in(Slot.State state) {
        int count = 0;
        for (Slot<A, C> slot : slots) {
            if (slot.state() == state) {
                count++;
            }
        }
        return count;
    }

    int pending() {
        return pending;
    }

    boolean isWaitedFor() {
        return pending != 0;
    }

    /** Clients being validated and such as are late count as opening. */
    AccountSnapshot snapshot() {
        return new AccountSnapshot(
                in(Slot.State.ACTIVE),
                in(Slot.State.IDLE),
                in(Slot.State.OPENING) + in(Slot.State.LATE) + in(Slot.State.VALIDATING),
                in(Slot.State.CLOSING),
                pending);
    }

    /** The idle client whose turn it is; null if none is idle. */
    @Nullable
    Slot<A, C> pick(ReuseOrder order) {
        Slot<A, C> newest = latest;
        if (order == ReuseOrder.MRU && newest != null && newest.isIdle()) {
            return newest;
        }
        Slot<A, C> best = null;
        for (Slot<A, C> slot : slots) {
            if (slot.isIdle() && (best == null || isBefore(slot, best, order))) {
                best = slot;
            }
        }
        return best;
    }

    /** To be called before a client rests. */
    void rested(Slot<A, C> slot) {
        slot.rank(++ranks);
        latest = slot;
    }

    void add(Slot<A, C> slot) {
        Slot<A, C>[] more = Arrays.copyOf(slots, slots.length + 1);
        more[slots.length] = slot;
        slots = more;
    }

    void remove(Slot<A, C> slot) {
        Slot<A, C>[] before = slots;
        Slot<A, C>[] less = newArray(before.length - 1);
        int kept = 0;
        for (Slot<A, C> other : before) {
            if (other != slot) {
                less[kept++] = other;
            }
        }
        slots = less;
        if (latest == slot) {
            latest = null;
        }
    }

    void add(Waiter<A, C> waiter) {
        if (waiters == null) {
            waiters = new TreeSet<>();
        }
        waiters.add(waiter);
        pending = waiters.size();
    }

    /** False if it does not wait here any more. */
    boolean remove(Waiter<A, C> waiter) {
        if (waiters == null || !waiters.remove(waiter)) {
            return false;
        }
        pending = waiters.size();
        if (waiters.isEmpty()) {
            waiters = null;
        }
        return true;
    }

    /** The first caller for whom an idle client will do, or null. */
    @Nullable
    Waiter<A, C> firstReusing() {
        for (Waiter<A, C> waiter : waiters()) {
            if (!waiter.isFresh()) {
                return waiter;
            }
        }
        return null;
    }

    @Nullable
    Waiter<A, C> first() {
        return (waiters != null) ? waiters.first() : null;
    }

    /** The first caller for whom no client is being opened; null if there is none. */
    @Nullable
    Waiter<A, C> firstWithoutOpening() {
        for (Waiter<A, C> waiter : waiters()) {
            if (!waiter.hasOpening()) {
                return waiter;
            }
        }
        return null;
    }

    Iterable<Waiter<A, C>> waiters() {
        return (waiters != null) ? waiters : List.of();
    }

    int limit() {
        return limit;
    }

    void limit(int limit) {
        this.limit = limit;
    }

    boolean isOverLimit() {
        return slots.length > limit;
    }

    /** Clients being opened or validated are on their way to a caller. */
    void supply(int change) {
        supply += change;
    }

    /** Whether a client of this account is held or on its way to a caller, or a caller waits for one. */
    boolean isBusy() {
        return pending + in(Slot.State.ACTIVE) + in(Slot.State.OPENING) + in(Slot.State.LATE) > 0;
    }

    /** Callers for whom no client is on its way; negative if more clients than callers are. */
    int unsupplied() {
        return pending - supply;
    }

    /** How many more clients should and may be opened, 0 or more. */
    int wanted() {
        int wanted = permissible();
        return (permits != null) ? Math.min(wanted, permits.size()) : wanted;
    }

    /** How many more clients should be opened, and may be by the limits of this process. */
    int permissible() {
        return (block != null) ? 0 : Math.max(0, Math.min(unsupplied(), limit - slots.length));
    }

    /** Permits of the cluster without a place. */
    int permits() {
        return (permits != null) ? permits.size() : 0;
    }

    void addPermit(AccountPermits.Permit permit) {
        Objects.requireNonNull(permits).add(permit);
    }

    /** Null without a cluster, or if there is none. */
    AccountPermits.@Nullable Permit takePermit() {
        return (permits != null) ? permits.poll() : null;
    }

    /** False if it has a place, or is not of this account. */
    boolean removePermit(AccountPermits.Permit permit) {
        return permits != null && permits.remove(permit);
    }

    /** Takes how many permits are asked for from now on; true if that is another number than before. */
    boolean asks(int permits) {
        boolean changed = permits != asked;
        asked = permits;
        return changed;
    }

    /** Whether one of those who wait does so only to hear whether a client can be opened. */
    boolean isUrgent() {
        for (Waiter<A, C> waiter : waiters()) {
            if (waiter.isImpatient()) {
                return true;
            }
        }
        return false;
    }

    /** What {@link #wanted} was when the pool last asked. */
    int demand() {
        return demand;
    }

    void demand(int demand) {
        this.demand = demand;
    }

    /** When this account was last served, or began to wait for a place; counted in turns of the pool. */
    long turn() {
        return turn;
    }

    void turn(long turn) {
        this.turn = turn;
    }

    /** No client is opened until {@link #unblock}; parked if the factory said so. */
    void block(boolean parked) {
        if (block == null) {
            block = new Heap.Entry<>(this);
        }
        this.parked = parked;
    }

    void unblock() {
        block = null;
        parked = false;
    }

    boolean isBlocked() {
        return block != null;
    }

    boolean isParked() {
        return parked;
    }

    /** Its place among the blocked accounts. */
    Heap.Entry<Cell<A, C>> block() {
        return Objects.requireNonNull(block);
    }

    /** Counts an open that failed; returns how many have since one succeeded. */
    int countFailure() {
        return ++failures;
    }

    void forgetFailures() {
        failures = 0;
        failure = null;
    }

    /** What the last open of this account that failed said; null if one has succeeded since. Needs no lock. */
    @Nullable
    String failure() {
        return failure;
    }

    void failure(String failure) {
        this.failure = failure;
    }

    boolean isVacant() {
        return slots.length == 0 && pending == 0 && block == null;
    }

    private static boolean isBefore(Slot<?, ?> one, Slot<?, ?> other, ReuseOrder order) {
        int younger = one.rank() - other.rank();
        return (order == ReuseOrder.MRU) ? younger > 0 : younger < 0;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <A, C> Slot<A, C>[] newArray(int length) {
        return new Slot[length];
    }
}
