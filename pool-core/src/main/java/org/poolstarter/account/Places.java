/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.CloseReason;

/**
 * The places of a pool and the callers who wait for one: decides who gets which client, what is opened and what is
 * closed. Calls no factory and waits for nothing: what is to be done goes to {@link Orders}.
 *
 * <p>Within an account callers are served in the order in which they came. A place that comes free goes round over the
 * accounts that wait for one and are below their own limit (the hungry ones), so an account at its limit holds up no
 * other. When no place is free, idle clients are closed, the least recently used first: as many as there are places
 * wanted, less the places that are being closed anyway.
 *
 * <p>Every method needs the lock of the pool, except {@link #tally()} and {@link #cells()}, which all may read.
 */
final class Places<A, C> {

    /* What ClientFactory.validate promises. */
    private static final long VALIDATE_AFTER_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final AccountPoolSettings limits;
    private final Orders<A, C> orders;
    private final long idleNanos;
    private final long lifetimeNanos;
    private final long stuckNanos;

    private final Tally tally = new Tally(null);
    private final ConcurrentMap<A, Cell<A, C>> cells = new ConcurrentHashMap<>();
    private final Set<Slot<A, C>> slots = new HashSet<>();
    /* Free clients, the least recently used first. */
    private final Set<Slot<A, C>> idle = new LinkedHashSet<>();
    private final Set<Cell<A, C>> hungry = new LinkedHashSet<>();
    /* Those in CLOSING for so long that nobody counts on their place any more. */
    private final Set<Slot<A, C>> stuck = new HashSet<>();
    private boolean closed;

    Places(AccountPoolSettings limits, Orders<A, C> orders) {
        this.limits = limits;
        this.orders = orders;
        this.idleNanos = TimeUnit.NANOSECONDS.convert(limits.idleTimeout());
        this.lifetimeNanos = TimeUnit.NANOSECONDS.convert(limits.maxLifetime());
        this.stuckNanos = TimeUnit.NANOSECONDS.convert(limits.connectTimeout());
    }

    Tally tally() {
        return tally;
    }

    ConcurrentMap<A, Cell<A, C>> cells() {
        return cells;
    }

    boolean isClosed() {
        return closed;
    }

    boolean isEmpty() {
        return slots.isEmpty();
    }

    /** The cell of the account; {@link #forgetIfVacant} ends it if nothing comes of it. */
    Cell<A, C> cellOf(A account) {
        return cells.computeIfAbsent(account, key -> new Cell<>(key, tally));
    }

    void forgetIfVacant(Cell<A, C> cell) {
        if (cell.isVacant()) {
            cells.remove(cell.account(), cell);
            hungry.remove(cell);
        }
    }

    /** Whether one more caller of this account would have to wait until somebody else releases a client. */
    boolean isAtLimit(Cell<A, C> cell) {
        int ahead = cell.unsupplied();
        if (ahead < 0 || cell.newestIdle() != null) {
            return false;
        }
        int wanted = cell.tally().active() + cell.tally().opening() + ahead;
        return wanted >= limits.maxPerAccount()
                || !hungry.isEmpty()
                || tally.active() + tally.opening() >= limits.maxSize();
    }

    void join(Waiter<A, C> waiter, long now) {
        waiter.cell().add(waiter);
        settle(waiter.cell(), now);
    }

    /** The caller waits no longer. What was begun for it goes on for others. */
    void leave(Waiter<A, C> waiter, long now) {
        waiter.cell().remove(waiter);
        settle(waiter.cell(), now);
    }

    /** Lends an idle client that is not too old, validated or not; null if there is none that nobody waits for. */
    @Nullable
    Grant<A, C> takeIdle(Cell<A, C> cell, long now) {
        while (cell.firstWaiter() == null) {
            Slot<A, C> slot = cell.newestIdle();
            if (slot == null) {
                return null;
            }
            CloseReason expired = expired(slot, now);
            if (expired == null) {
                return lend(slot, false, now);
            }
            evict(slot, expired, now);
        }
        return null;
    }

    /** A client was opened. False if it came too late, and is being closed. */
    boolean opened(Slot<A, C> slot, C client, long now) {
        if (!slot.open(client, now)) {
            if (slot.arriveLate(client, now)) {
                orders.close(slot);
            }
            return false;
        }
        offer(slot, true, now);
        settle(slot.cell(), now);
        return true;
    }

    /** A client was not opened: the caller it was meant for is refused, if it still waits. */
    void openFailed(Slot<A, C> slot, Supplier<AcquireException> refusal, long now) {
        if (slot.fail(now)) {
            slots.remove(slot);
            refuse(slot.openedFor(), refusal);
            settle(slot.cell(), now);
        }
    }

    /** Opening takes too long: the caller it was meant for is refused. False if it has ended meanwhile. */
    boolean openOverdue(Slot<A, C> slot, Supplier<AcquireException> refusal, long now) {
        if (!slot.giveUp(now)) {
            return false;
        }
        refuse(slot.openedFor(), refusal);
        settle(slot.cell(), now);
        return true;
    }

    /** An idle client was asked whether it works, or did not answer in time. False if that is known already. */
    boolean validated(Slot<A, C> slot, boolean valid, long now) {
        boolean first = valid ? slot.pass(now) : slot.reject(CloseReason.BROKEN, now);
        if (first && valid) {
            offer(slot, false, now);
        } else if (first) {
            orders.close(slot);
        }
        settle(slot.cell(), now);
        return first;
    }

    /** A lease ends and its client is whole. False if the lease had ended before. */
    boolean giveBack(Grant<A, C> grant, boolean closeAfterUse, long now) {
        Slot<A, C> slot = grant.slot();
        if (closed) {
            return retract(grant, CloseReason.POOL_CLOSED, now);
        }
        if (closeAfterUse || !limits.keepIdle()) {
            return retract(grant, CloseReason.AFTER_USE, now);
        }
        if (slot.age(now) >= lifetimeNanos) {
            return retract(grant, CloseReason.LIFETIME, now);
        }
        if (!slot.giveBack(grant.lease(), now)) {
            return false;
        }
        offer(slot, false, now);
        settle(slot.cell(), now);
        return true;
    }

    /** A lease ends and its client is closed. False if the lease had ended before. */
    boolean retract(Grant<A, C> grant, CloseReason reason, long now) {
        if (!grant.slot().retract(grant.lease(), reason, now)) {
            return false;
        }
        orders.close(grant.slot());
        settle(grant.slot().cell(), now);
        return true;
    }

    /** Closing a client has ended: only now its place is free. */
    void ended(Slot<A, C> slot, long now) {
        if (slot.end(now)) {
            slots.remove(slot);
            stuck.remove(slot);
            settle(slot.cell(), now);
        }
    }

    /** Closes what was idle or open for too long. Returns the places whose closing has newly become hopeless. */
    List<Slot<A, C>> cleanUp(long now) {
        for (Slot<A, C> slot : List.copyOf(idle)) {
            CloseReason expired = expired(slot, now);
            if (expired != null) {
                evict(slot, expired, now);
            }
        }
        List<Slot<A, C>> hopeless = new ArrayList<>();
        for (Slot<A, C> slot : slots) {
            if (slot.state() == Slot.State.CLOSING && slot.timeInState(now) >= stuckNanos && stuck.add(slot)) {
                hopeless.add(slot);
            }
        }
        fill(now);
        return hopeless;
    }

    /** From now on nothing is lent and whatever becomes free is closed. False if that was so before. */
    boolean close(Supplier<AcquireException> refusal, long now) {
        if (closed) {
            return false;
        }
        closed = true;
        // No cell is forgotten here: that asks accounts for their hash code, and nothing may keep a pool from closing.
        for (Cell<A, C> cell : cells.values()) {
            cell.waiters().forEach(waiter -> refuse(waiter, refusal));
            mark(cell);
        }
        List.copyOf(idle).forEach(slot -> evict(slot, CloseReason.POOL_CLOSED, now));
        return true;
    }

    /** Closes the clients that are still held or validated. Returns how long each held one was held, in nanoseconds. */
    List<Long> closeHeld(long now) {
        List<Long> usages = new ArrayList<>();
        for (Slot<A, C> slot : slots) {
            long usage = slot.timeInState(now);
            if (slot.retract(slot.lease(), CloseReason.POOL_CLOSED, now)) {
                usages.add(usage);
                orders.close(slot);
            } else if (slot.reject(CloseReason.POOL_CLOSED, now)) {
                orders.close(slot);
            }
        }
        return usages;
    }

    /** To be called whenever something has changed in a cell: serves whom it can, here and elsewhere. */
    private void settle(Cell<A, C> cell, long now) {
        serveFromIdle(cell, now);
        mark(cell);
        fill(now);
        forgetIfVacant(cell);
    }

    private void serveFromIdle(Cell<A, C> cell, long now) {
        Slot<A, C> slot = cell.newestIdle();
        Waiter<A, C> waiter = cell.firstWaiter();
        while (slot != null && waiter != null) {
            CloseReason expired = expired(slot, now);
            if (expired != null) {
                evict(slot, expired, now);
            } else if (slot.timeInState(now) < VALIDATE_AFTER_NANOS) {
                grant(waiter, slot, false, now);
            } else if (cell.unsupplied() > 0) {
                check(slot, now);
            } else {
                return;
            }
            slot = cell.newestIdle();
            waiter = cell.firstWaiter();
        }
    }

    /** Gives a client that became free to the caller who waits longest for its account, or keeps it. */
    private void offer(Slot<A, C> slot, boolean opened, long now) {
        park(slot);
        Waiter<A, C> waiter = slot.cell().firstWaiter();
        if (closed) {
            evict(slot, CloseReason.POOL_CLOSED, now);
        } else if (waiter != null) {
            grant(waiter, slot, opened, now);
        } else if (!limits.keepIdle()) {
            evict(slot, CloseReason.AFTER_USE, now);
        }
    }

    private void mark(Cell<A, C> cell) {
        if (cell.demand(limits.maxPerAccount()) > 0) {
            hungry.add(cell);
        } else {
            hungry.remove(cell);
        }
    }

    private void fill(long now) {
        while (!hungry.isEmpty() && tally.places() < limits.maxSize()) {
            Cell<A, C> cell = hungry.iterator().next();
            hungry.remove(cell);
            open(cell, now);
            mark(cell);
        }
        if (!hungry.isEmpty() && !idle.isEmpty()) {
            makeRoom(now);
        }
    }

    private void makeRoom(long now) {
        int coming = tally.closing() - stuck.size();
        int enough = coming + idle.size();
        int wanted = 0;
        for (Cell<A, C> cell : hungry) {
            wanted += cell.demand(limits.maxPerAccount());
            if (wanted >= enough) {
                break;
            }
        }
        for (int missing = Math.min(wanted, enough) - coming; missing > 0; missing--) {
            evict(idle.iterator().next(), CloseReason.EVICTED, now);
        }
    }

    private void open(Cell<A, C> cell, long now) {
        Waiter<A, C> waiter = cell.firstWithoutOpening();
        if (waiter == null) {
            throw new IllegalStateException("No caller waits for the client to be opened");
        }
        Slot<A, C> slot = new Slot<>(cell, waiter, now);
        waiter.openBegan(slot);
        slots.add(slot);
        orders.open(slot);
    }

    private void check(Slot<A, C> slot, long now) {
        unpark(slot);
        if (slot.check(now)) {
            orders.validate(slot);
        }
    }

    private void evict(Slot<A, C> slot, CloseReason reason, long now) {
        unpark(slot);
        if (slot.evict(reason, now)) {
            orders.close(slot);
        }
    }

    private void grant(Waiter<A, C> waiter, Slot<A, C> slot, boolean opened, long now) {
        waiter.cell().remove(waiter);
        waiter.grant(lend(slot, opened, now));
    }

    private Grant<A, C> lend(Slot<A, C> slot, boolean opened, long now) {
        unpark(slot);
        if (!slot.lend(now)) {
            throw new IllegalStateException("An idle client is in state " + slot.state());
        }
        return new Grant<>(slot, slot.lease(), opened, now);
    }

    private void refuse(Waiter<A, C> waiter, Supplier<AcquireException> refusal) {
        if (waiter.cell().remove(waiter)) {
            waiter.refuse(refusal);
        }
    }

    private void park(Slot<A, C> slot) {
        idle.add(slot);
        slot.cell().park(slot);
    }

    private void unpark(Slot<A, C> slot) {
        idle.remove(slot);
        slot.cell().unpark(slot);
    }

    private @Nullable CloseReason expired(Slot<A, C> slot, long now) {
        if (slot.timeInState(now) >= idleNanos) {
            return CloseReason.IDLE;
        }
        return (slot.age(now) >= lifetimeNanos) ? CloseReason.LIFETIME : null;
    }
}
