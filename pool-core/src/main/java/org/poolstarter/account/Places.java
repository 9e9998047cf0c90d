/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.CloseReason;

/**
 * The places of a pool and the callers who wait for one: decides who gets which client, what is opened and what is
 * closed. Calls no factory and waits for nothing: what is to be done goes to {@link Work}.
 *
 * <p>Within an account callers are served by rank. A place that comes free goes round over the accounts that wait for
 * one and are below their own limit (the hungry ones), so an account at its limit holds up no other; and an account that
 * was served since another one began to wait for a place gives its own client up for that one, so an account with many
 * callers does not keep its places for ever. When no place is free, idle clients are closed, the least recently used
 * first: as many as there are places wanted, less the places that are being closed anyway.
 *
 * <p>Every method needs the lock of the pool, except those that only read what is volatile. Other threads lend and give
 * back idle clients meanwhile, without the lock, unless {@link #isAlert()} or their account is waited for: so both are
 * made known <em>before</em> an idle client is looked for, and a client that came back is looked for afterwards by
 * whoever brought it.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // by one thread at a time, which holds the lock
final class Places<A, C> {

    /** What an account pool refuses callers with. */
    interface Refuser<A, C> {

        Supplier<AcquireException> openFailed(Cell<A, C> cell, Throwable cause);

        Supplier<AcquireException> parked(Cell<A, C> cell, Duration left);

        Supplier<AcquireException> closed();
    }

    /** What happens to a pool besides, for logs and counters; called after the lock is released. */
    interface Journal<A, C> {

        void openFailed(Slot<A, C> slot, Throwable cause);

        void parked(Cell<A, C> cell, Duration retryAfter);

        void openOverdue(Slot<A, C> slot, Throwable cause);

        void closeOverdue(Slot<A, C> slot);

        void heldForLong(Slot<A, C> slot, Hold<A, C> hold, long heldNanos);

        void sessionEnded(Slot<A, C> slot, CloseReason reason, long heldNanos);

        /** A client could not be opened, and nobody waits for it any more. */
        void openFailedUnseen(A account, Throwable cause);

        /** The permit of a client has ended, whether somebody held the client or not. */
        void permitLost(Slot<A, C> slot, boolean held);

        /** There are accounts whose limit is to be asked for. */
        void limitsWanted();
    }

    private final Refuser<A, C> refuser;
    private final Journal<A, C> journal;
    private final RandomGenerator random;
    /* Null without a cluster. */
    private final @Nullable AccountPermits<A> permits;

    private final ConcurrentMap<A, Cell<A, C>> cells = new ConcurrentHashMap<>();
    private final LimitTable<A> limits;
    private final Timetable<A, C> timetable = new Timetable<>();
    private final LastUses<A, C> lastUses = new LastUses<>();
    private final Hungry<A, C> hungry = new Hungry<>();
    private final Arrivals<A, C> arrivals = new Arrivals<>();
    private final Set<Cell<A, C>> overLimit = new LinkedHashSet<>();
    /* Those in CLOSING for so long that nobody counts on their place any more. */
    private final Set<Slot<A, C>> stuck = new HashSet<>();
    private final Deque<Slot<A, C>> rolling = new ArrayDeque<>();
    private Work<A, C> work = new Work<>();
    private ClientFactory<A, C> factory;
    private int opens;
    private long numbers;

    private volatile Rules rules;
    private volatile int taken;
    private volatile int opening;
    private volatile int closing;
    private volatile boolean alert;
    private volatile boolean paused;
    private volatile boolean draining;
    private volatile boolean closed;

    Places(
            Rules rules,
            LimitTable<A> limits,
            ClientFactory<A, C> factory,
            RandomGenerator random,
            @Nullable AccountPermits<A> permits,
            Refuser<A, C> refuser,
            Journal<A, C> journal) {
        this.rules = rules;
        this.limits = limits;
        this.factory = factory;
        this.random = random;
        this.permits = permits;
        this.refuser = refuser;
        this.journal = journal;
    }

    // What all may read

    @Nullable
    Cell<A, C> find(A account) {
        return cells.get(account);
    }

    Iterable<Cell<A, C>> cells() {
        return cells.values();
    }

    Rules rules() {
        return rules;
    }

    /** Whether clients that come back have to be seen to under the lock. */
    boolean isAlert() {
        return alert;
    }

    /** Whether idle clients may be lent. */
    boolean isLending() {
        return !paused && !closed;
    }

    boolean isPaused() {
        return paused;
    }

    /** Whether clients are closed as they become free. */
    boolean isDraining() {
        return draining;
    }

    boolean isClosed() {
        return closed;
    }

    /** Places taken, whatever for: what the limit in all bounds. */
    int taken() {
        return taken;
    }

    /** Places whose client is being opened or validated. */
    int opening() {
        return opening;
    }

    int closing() {
        return closing;
    }

    Arrivals<A, C> arrivals() {
        return arrivals;
    }

    // Callers

    /** The cell of the account; {@link #forgetIfVacant} ends it if nothing comes of it. */
    Cell<A, C> cellOf(A account) {
        return cells.computeIfAbsent(account, key -> new Cell<>(key, limitOf(key), permits != null));
    }

    void forgetIfVacant(Cell<A, C> cell) {
        if (cell.isVacant()) {
            cells.remove(cell.account(), cell);
        }
    }

    /** Whether one more caller of this account would have to wait until somebody else releases a client. */
    boolean isAtLimit(Cell<A, C> cell) {
        int ahead = cell.unsupplied();
        if (ahead < 0 || cell.pick(rules.reuseOrder) != null) {
            return false;
        }
        int settled = cell.places() - cell.in(Slot.State.CLOSING) + ahead;
        return settled >= cell.limit()
                || !hungry.isEmpty()
                || (taken - closing >= rules.limits.maxSize() && lastUses.idleLongest() == null);
    }

    /** How long a caller of this account need not come, because none of its clients will come back; null if it may. */
    @Nullable
    Duration parkedFor(Cell<A, C> cell, long now) {
        if (!cell.isParked() || cell.places() > cell.in(Slot.State.CLOSING)) {
            return null;
        }
        long left = cell.block().key() - now;
        return (left > 0) ? Duration.ofNanos(left) : null;
    }

    Waiter<A, C> join(Cell<A, C> cell, AcquireOptions options, long now, Consumer<Waiter<A, C>> wake) {
        long rank = now - options.priority() * rules.agingNanos;
        Waiter<A, C> waiter = new Waiter<>(cell, options.newClient(), now, rank, ++numbers, wake);
        waiter.impatient(!options.queue() || rules.limits.isRejecting());
        cell.add(waiter);
        arrivals.add(waiter);
        settle(cell, now);
        return waiter;
    }

    /** The caller waits no longer. What was begun for it goes on for others. False if it had ended. */
    boolean leave(Waiter<A, C> waiter, long now) {
        if (!waiter.leave()) {
            return false;
        }
        remove(waiter);
        settle(waiter.cell(), now);
        return true;
    }

    /** Lends an idle client that is not too old, validated or not; null if there is none that nobody waits for. */
    Waiter.@Nullable Loan<A, C> takeIdle(Cell<A, C> cell, long now) {
        while (!cell.isWaitedFor() && isLending()) {
            Slot<A, C> slot = cell.pick(rules.reuseOrder);
            if (slot == null) {
                return null;
            }
            CloseReason expired = expired(slot, now);
            if (expired != null) {
                evict(slot, expired, now);
                continue;
            }
            long lease = slot.lend(now);
            if (lease != Slot.NOT_LENT) {
                watch(slot, now);
                return new Waiter.Loan<>(slot, lease, false, now);
            }
        }
        return null;
    }

    // Reports of the factory

    /** A client was opened; it is kept, lent, or closed if it came too late. */
    void opened(Slot<A, C> slot, C client, long now) {
        Cell<A, C> cell = slot.cell();
        boolean late = slot.state() == Slot.State.LATE;
        if (!slot.isPermitted()) {
            slot.doom(CloseReason.PERMIT_LOST);
        }
        long lifeEnd = now + jittered(rules.lifetimeNanos, rules.limits.lifetimeJitter());
        cell.rested(slot);
        if (slot.open(client, rules.reuseUntil(now, lifeEnd), lifeEnd, now)) {
            supplyEnded(cell);
            opens--;
            cell.forgetFailures();
            lastUses.used(slot, now);
            rearm(slot, now);
            offer(slot, true, now);
        } else if (slot.arriveTooLate(client, CloseReason.DISCARDED, now)) {
            opening--;
            if (!late) {
                cell.supply(-1);
                opens--;
            }
            beginClosing(slot, now);
        }
        settle(cell, now);
    }

    /**
     * A client was not opened: the caller it was meant for is refused, if it still waits. If the service wants no log-in
     * for a time, all callers are told the time instead, unless the account has another client.
     *
     * @param retryAfter that time; null for none
     */
    void openFailed(Slot<A, C> slot, Throwable cause, @Nullable Duration retryAfter, long now) {
        Cell<A, C> cell = slot.cell();
        boolean late = slot.state() == Slot.State.LATE;
        if (!slot.fail()) {
            return;
        }
        opening--;
        removePlace(slot);
        if (!late) {
            cell.supply(-1);
            opens--;
            work.note(() -> journal.openFailed(slot, cause));
        }
        if (retryAfter != null) {
            timetable.block(cell, true, now + Rules.nanos(retryAfter));
            work.note(() -> journal.parked(cell, retryAfter));
        } else if (!late) {
            failOpen(slot, slot.openedFor(), cause, now);
        }
        settle(cell, now);
    }

    /** An idle client was asked whether it works. Without effect if it did not answer in time. */
    void validated(Slot<A, C> slot, boolean valid, long now) {
        if (slot.state() != Slot.State.VALIDATING) {
            return;
        }
        Cell<A, C> cell = slot.cell();
        supplyEnded(cell);
        if (valid && slot.pass(rules.reuseUntil(now, slot.lifeEnd()), now)) {
            lastUses.rests(slot);
            rearm(slot, now);
            offer(slot, false, now);
        } else if (slot.reject(CloseReason.BROKEN)) {
            beginClosing(slot, now);
        }
        settle(cell, now);
    }

    /** Closing a client has ended: only now its place is free. */
    void ended(Slot<A, C> slot, long now) {
        if (slot.end()) {
            closing--;
            stuck.remove(slot);
            removePlace(slot);
            roll(now);
            settle(slot.cell(), now);
        }
    }

    // Permits of the cluster

    AccountPermits.Demand permitDemand(A account) {
        Cell<A, C> cell = cells.get(account);
        return (cell == null)
                ? new AccountPermits.Demand(0, limitOf(account), false)
                : new AccountPermits.Demand(Math.max(0, missingPermits(cell)), cell.limit(), cell.isUrgent());
    }

    void permitGranted(A account, AccountPermits.Permit permit, long now) {
        Cell<A, C> cell = cellOf(account);
        cell.addPermit(permit);
        settle(cell, now);
    }

    /** A permit has ended: what it was for is closed, whoever holds it. */
    void permitLost(A account, AccountPermits.Permit permit, boolean interrupt, long now) {
        Cell<A, C> cell = cells.get(account);
        if (cell == null) {
            return;
        }
        if (cell.removePermit(permit)) {
            release(cell, permit);
        }
        for (Slot<A, C> slot : cell.slots()) {
            if (slot.permit() == permit) {
                closeUnpermitted(slot, interrupt, now);
            }
        }
        settle(cell, now);
    }

    private void closeUnpermitted(Slot<A, C> slot, boolean interrupt, long now) {
        CloseReason reason = CloseReason.PERMIT_LOST;
        long held = now - slot.since();
        // An idle client may be lent, and a held one given back, between one look and the next.
        do {
            if (slot.retract(slot.lastLease(), reason)) {
                Hold<A, C> hold = slot.hold();
                beginClosing(slot, now);
                work.note(() -> journal.permitLost(slot, true));
                work.note(() -> journal.sessionEnded(slot, reason, held));
                if (interrupt && hold != null && hold.lease() == slot.lastLease()) {
                    work.note(hold::interrupt);
                }
                return;
            }
            if (evict(slot, reason, now)) {
                work.note(() -> journal.permitLost(slot, false));
                return;
            }
        } while (slot.state() == Slot.State.IDLE || slot.state() == Slot.State.ACTIVE);
        if (slot.reject(reason)) {
            supplyEnded(slot.cell());
            beginClosing(slot, now);
        } else if (!slot.doom(reason)) {
            return;
        }
        work.note(() -> journal.permitLost(slot, false));
    }

    /** Another replica wants the account. False if it comes free only when its holder releases it. */
    boolean giveUp(A account, AccountPermits.Claim claim, long now) {
        Cell<A, C> cell = cells.get(account);
        if (cell == null || cell.in(Slot.State.CLOSING) > 0) {
            return true;
        }
        Slot<A, C> idle = cell.pick(rules.reuseOrder);
        boolean yields = idle != null && evict(idle, CloseReason.EVICTED, now);
        boolean mayDoom =
                claim == AccountPermits.Claim.ANY || (claim == AccountPermits.Claim.UNWANTED && !cell.isWaitedFor());
        if (!yields && mayDoom) {
            doomOne(cell);
        }
        settle(cell, now);
        return yields;
    }

    /* One at a time: each replica that wants the account says so again until it has it. */
    private static void doomOne(Cell<?, ?> cell) {
        for (Slot<?, ?> slot : cell.slots()) {
            boolean held = slot.state() == Slot.State.ACTIVE;
            if (held && (slot.isDoomed() || slot.doom(CloseReason.EVICTED))) {
                return;
            }
        }
    }

    /** Another replica wants a place of the cluster. False if no client is idle or being closed. */
    boolean giveUpAny(long now) {
        if (coming() > 0) {
            return true;
        }
        Slot<A, C> slot = lastUses.idleLongest();
        return slot != null && evict(slot, CloseReason.EVICTED, now);
    }

    /** Refuses the callers of an account who do not wait for others to release. */
    void refuseImpatient(A account, Function<Cell<A, C>, Supplier<AcquireException>> refusal, long now) {
        Cell<A, C> cell = cells.get(account);
        if (cell == null) {
            return;
        }
        List<Waiter<A, C>> impatient = new ArrayList<>();
        cell.waiters().forEach(waiter -> {
            if (waiter.isImpatient() && !waiter.hasOpening()) {
                impatient.add(waiter);
            }
        });
        impatient.forEach(waiter -> refuse(waiter, refusal.apply(cell)));
        settle(cell, now);
    }

    /** Asks for the permits that callers of this account want, and gives back those nobody wants. */
    private void balancePermits(Cell<A, C> cell) {
        AccountPermits<A> asked = permits;
        if (asked == null) {
            return;
        }
        int missing = missingPermits(cell);
        for (; missing < 0; missing++) {
            AccountPermits.Permit permit = cell.takePermit();
            if (permit != null) {
                release(cell, permit);
            }
        }
        if (cell.asks(missing)) {
            work.note(() -> asked.changed(cell.account()));
        }
    }

    private int missingPermits(Cell<A, C> cell) {
        return (isLending() ? cell.permissible() : 0) - cell.permits();
    }

    private void release(Cell<A, C> cell, AccountPermits.@Nullable Permit permit) {
        AccountPermits<A> granted = permits;
        if (granted != null && permit != null) {
            work.note(() -> granted.release(cell.account(), permit));
        }
    }

    // Leases

    /** A lease ends and its client is whole. False if the lease had ended before. */
    boolean giveBack(Slot<A, C> slot, long lease, boolean closeAfterUse, long now) {
        Cell<A, C> cell = slot.cell();
        CloseReason reason = reasonToClose(slot, lease, closeAfterUse, now);
        if (reason != null) {
            return retract(slot, lease, reason, now);
        }
        Waiter<A, C> waiter = paused ? null : cell.firstReusing();
        if (waiter != null) {
            long next = slot.handOver(lease, now);
            if (next != Slot.NOT_LENT) {
                lend(waiter, slot, next, false, now);
                settle(cell, now);
                return true;
            }
        } else {
            cell.rested(slot);
            if (slot.giveBack(lease, rules.reuseUntil(now, slot.lifeEnd()), now)) {
                cameBack(slot, now);
                return true;
            }
        }
        // Doomed meanwhile, or ended.
        return retract(slot, lease, CloseReason.STALE, now);
    }

    /** To be called after a client was given back without the lock: what was decided meanwhile holds for it too. */
    void cameBack(Slot<A, C> slot, long now) {
        lastUses.cameBack(slot);
        CloseReason reason = reasonToClose(slot, slot.lastLease(), false, now);
        if (reason != null) {
            evict(slot, reason, now);
        }
        settle(slot.cell(), now);
    }

    /** A lease ends and its client is closed. False if the lease had ended before. */
    boolean retract(Slot<A, C> slot, long lease, CloseReason reason, long now) {
        if (!slot.retract(lease, reason)) {
            return false;
        }
        beginClosing(slot, now);
        settle(slot.cell(), now);
        return true;
    }

    /** Sees to it that a lease that began without the lock is looked at in time. */
    void watch(Slot<A, C> slot, long now) {
        if (slot.due() - (now + rules.leakNanos) > 0) {
            timetable.set(slot, now + rules.leakNanos);
        }
    }

    // Time

    /** What is to be looked at, and when. */
    Timetable<A, C> timetable() {
        return timetable;
    }

    /** Looks at the places and accounts whose time has come. */
    void look(long now) {
        timetable.runTo(now, this::look, this::settle);
    }

    /** Closes what was idle for too long. */
    void cleanUp(long now) {
        LimitAnswers<A> answers = limits.answers();
        if (answers != null) {
            answers.refresh(cells::containsKey);
        }
        for (Slot<A, C> slot = lastUses.idleFor(rules.idleNanos, now);
                slot != null;
                slot = lastUses.idleFor(rules.idleNanos, now)) {
            evict(slot, CloseReason.IDLE, now);
        }
        fill(now);
    }

    // Control

    void change(Rules changed, long now) {
        rules = changed;
        cells.values().forEach(cell -> cell.slots().forEach(slot -> rearm(slot, now)));
        limitsChanged(now);
    }

    void changeLimit(A account, @Nullable Integer limit, long now) {
        limits.change(account, limit);
        limitChanged(account, now);
    }

    /** The limit of this account may be another one now. */
    void limitChanged(A account, long now) {
        Cell<A, C> cell = cells.get(account);
        if (cell != null) {
            cell.limit(limitOf(account));
        }
        adjust(now);
    }

    /** Gives the accounts of this text another limit; null to let them follow that of all. */
    void orderLimit(String text, @Nullable Integer limit, long now) {
        limits.order(text, limit);
        limitsChanged(now);
    }

    Map<String, Integer> limitsByText() {
        return limits.byText();
    }

    /** The limits of any accounts may be other ones now. */
    void limitsChanged(long now) {
        cells.values().forEach(cell -> cell.limit(limitOf(cell.account())));
        adjust(now);
    }

    private int limitOf(A account) {
        return limits.of(account, rules);
    }

    void pause() {
        paused = true;
        alert = true;
        hungry.all().forEach(this::mark);
        arrivals.cells().forEach(this::balancePermits);
    }

    void resume(long now) {
        paused = false;
        draining = false;
        arrivals.cells().forEach(cell -> settle(cell, now));
    }

    /** Pauses; whatever becomes free is closed until {@link #resume}. */
    void drain(long now) {
        draining = true;
        pause();
        evictIdle(now);
    }

    int evictIdle(long now) {
        return endAll(slot -> evict(slot, CloseReason.EVICTED, now));
    }

    /** Closes what is idle, and what is not as soon as it is let go. Returns how many clients that concerns. */
    int clear(long now) {
        return endAll(slot -> evictOrDoom(slot, CloseReason.STALE, now));
    }

    int closeAll(Cell<A, C> cell, long now) {
        int count = 0;
        for (Slot<A, C> slot : cell.slots()) {
            count += evictOrDoom(slot, CloseReason.EVICTED, now) ? 1 : 0;
        }
        return count;
    }

    /** Clients are opened by another factory from now on; those of the old one are closed one after another. */
    void replace(ClientFactory<A, C> successor, long now) {
        factory = successor;
        for (Cell<A, C> cell : cells.values()) {
            cell.forgetFailures();
            for (Slot<A, C> slot : cell.slots()) {
                if (slot.factory() != successor && !slot.doom(CloseReason.STALE)) {
                    rolling.add(slot);
                }
            }
        }
        roll(now);
    }

    /** From now on nothing is lent and whatever becomes free is closed. False if that was so before. */
    boolean close(long now) {
        if (closed) {
            return false;
        }
        closed = true;
        alert = true;
        timetable.unblockAll();
        arrivals.all().forEach(waiter -> refuse(waiter, refuser.closed()));
        hungry.all().forEach(this::mark);
        cells.values().forEach(this::balancePermits);
        endAll(slot -> evict(slot, CloseReason.POOL_CLOSED, now));
        return true;
    }

    /** Forgets all accounts, without asking them for anything, once a closed pool has no client. */
    void forgetIfOver() {
        if (closed && taken == 0) {
            cells.clear();
        }
    }

    /** Closes the clients that are still held or validated. Returns how many were held. */
    int closeHeld(CloseReason reason, long now) {
        int count = 0;
        for (Cell<A, C> cell : cells.values()) {
            for (Slot<A, C> slot : cell.slots()) {
                long held = now - slot.since();
                if (slot.retract(slot.lastLease(), reason)) {
                    count++;
                    beginClosing(slot, now);
                    work.note(() -> journal.sessionEnded(slot, reason, held));
                } else if (slot.reject(reason)) {
                    supplyEnded(cell);
                    beginClosing(slot, now);
                }
            }
        }
        return count;
    }

    /** Has something written down after the lock is released, before callers are woken and clients closed. */
    void note(Runnable note) {
        work.note(note);
    }

    /** What is to be done after the lock is released; null if there is nothing. */
    @Nullable
    Work<A, C> takeWork() {
        alert = closed
                || paused
                || !rules.limits.keepIdle()
                || !hungry.isEmpty()
                || !overLimit.isEmpty()
                || taken > rules.limits.maxSize();
        LimitAnswers<A> answers = limits.answers();
        if (answers != null && answers.begin()) {
            work.note(journal::limitsWanted);
        }
        if (work.isEmpty()) {
            return null;
        }
        Work<A, C> mine = work;
        work = new Work<>();
        return mine;
    }

    /** To be called whenever something has changed in a cell: serves whom it can, here and elsewhere. */
    private void settle(Cell<A, C> cell, long now) {
        if (isLending()) {
            serveFromIdle(cell, now);
            makeRoomWithin(cell, now);
        }
        tellParked(cell, now);
        mark(cell);
        fill(now);
        balancePermits(cell);
        forgetIfVacant(cell);
    }

    private void serveFromIdle(Cell<A, C> cell, long now) {
        for (Waiter<A, C> waiter = cell.firstReusing(); waiter != null; waiter = cell.firstReusing()) {
            Slot<A, C> slot = cell.pick(rules.reuseOrder);
            if (slot == null) {
                return;
            }
            CloseReason expired = expired(slot, now);
            if (expired != null) {
                evict(slot, expired, now);
            } else if (slot.isReusable(now)) {
                lendIdle(waiter, slot, false, now);
            } else if (cell.unsupplied() > 0) {
                check(slot, now);
            } else {
                return;
            }
        }
    }

    /** Callers who want a client of their own get the place of an idle one, if their account has no other left. */
    private void makeRoomWithin(Cell<A, C> cell, long now) {
        int missing = cell.unsupplied() - cell.in(Slot.State.CLOSING) - Math.max(0, cell.limit() - cell.places());
        while (missing > 0) {
            Slot<A, C> slot = cell.pick(rules.reuseOrder);
            if (slot == null || cell.isBlocked()) {
                return;
            }
            missing -= evict(slot, CloseReason.EVICTED, now) ? 1 : 0;
        }
    }

    /** Gives a client that became free to the first caller for its account, or keeps it. */
    private void offer(Slot<A, C> slot, boolean opened, long now) {
        Waiter<A, C> waiter = opened ? slot.cell().first() : slot.cell().firstReusing();
        CloseReason expired = expired(slot, now);
        if (closed) {
            evict(slot, CloseReason.POOL_CLOSED, now);
        } else if (draining) {
            evict(slot, CloseReason.EVICTED, now);
        } else if (expired != null) {
            evict(slot, expired, now);
        } else if (waiter != null && !paused) {
            lendIdle(waiter, slot, opened, now);
        } else if (!rules.limits.keepIdle()) {
            evict(slot, CloseReason.AFTER_USE, now);
        } else if (isSurplus(slot.cell())) {
            evict(slot, CloseReason.EVICTED, now);
        }
    }

    private void lendIdle(Waiter<A, C> waiter, Slot<A, C> slot, boolean opened, long now) {
        long lease = slot.lend(now);
        if (lease != Slot.NOT_LENT) {
            lend(waiter, slot, lease, opened, now);
        }
    }

    private void lend(Waiter<A, C> waiter, Slot<A, C> slot, long lease, boolean opened, long now) {
        remove(waiter);
        hungry.served(waiter.cell());
        watch(slot, now);
        lastUses.used(slot, now);
        waiter.lend(new Waiter.Loan<>(slot, lease, opened, now));
        work.wake(waiter);
    }

    /** False if the caller does not wait any more. */
    private boolean refuse(@Nullable Waiter<A, C> waiter, Supplier<AcquireException> refusal) {
        if (waiter == null || !remove(waiter)) {
            return false;
        }
        waiter.refuse(refusal);
        work.wake(waiter);
        return true;
    }

    private boolean remove(Waiter<A, C> waiter) {
        if (!waiter.cell().remove(waiter)) {
            return false;
        }
        arrivals.remove(waiter);
        return true;
    }

    private @Nullable CloseReason reasonToClose(Slot<A, C> slot, long lease, boolean closeAfterUse, long now) {
        Cell<A, C> cell = slot.cell();
        if (closed) {
            return CloseReason.POOL_CLOSED;
        }
        if (closeAfterUse || !rules.limits.keepIdle()) {
            return CloseReason.AFTER_USE;
        }
        if (now - slot.lifeEnd() >= 0) {
            return CloseReason.LIFETIME;
        }
        if (lease >= rules.maxUses) {
            return CloseReason.MAX_USES;
        }
        return (draining || isSurplus(cell) || mustYield(cell)) ? CloseReason.EVICTED : null;
    }

    /** Whether clients of this account are above a limit, those left out that are being closed. */
    private boolean isSurplus(Cell<A, C> cell) {
        return taken - closing > rules.limits.maxSize() || isOverLimit(cell);
    }

    private static boolean isOverLimit(Cell<?, ?> cell) {
        return cell.places() - cell.in(Slot.State.CLOSING) > cell.limit();
    }

    /** Whether this account, which has callers of its own, gives a client up for one that waits for a place. */
    private boolean mustYield(Cell<A, C> cell) {
        return !hungry.isEmpty()
                && cell.isWaitedFor()
                && taken >= rules.limits.maxSize()
                && hungry.isBefore(cell, coming());
    }

    private void mark(Cell<A, C> cell) {
        if (hungry.wants(cell, isLending() ? cell.wanted() : 0)) {
            alert = true;
        }
    }

    private void fill(long now) {
        while (!hungry.isEmpty() && taken < rules.limits.maxSize() && opens < rules.limits.maxOpening()) {
            Cell<A, C> cell = hungry.next();
            open(cell, now);
            mark(cell);
        }
        if (!hungry.isEmpty() && taken >= rules.limits.maxSize()) {
            makeRoom(now);
        }
    }

    private void makeRoom(long now) {
        int missing = Math.min(hungry.demand(), rules.limits.maxOpening() - opens) - coming();
        while (missing > 0) {
            Slot<A, C> slot = lastUses.idleLongest();
            if (slot == null) {
                return;
            }
            missing -= evict(slot, CloseReason.EVICTED, now) ? 1 : 0;
        }
    }

    /** Places that come free without anybody's release. */
    private int coming() {
        return closing - stuck.size();
    }

    private void open(Cell<A, C> cell, long now) {
        Waiter<A, C> waiter = cell.firstWithoutOpening();
        if (waiter == null) {
            throw new IllegalStateException("No caller waits for the client to be opened");
        }
        Slot<A, C> slot = new Slot<>(cell, factory, waiter, now);
        slot.permit(cell.takePermit());
        waiter.openBegan(slot);
        cell.add(slot);
        cell.supply(1);
        hungry.served(cell);
        taken++;
        opening++;
        opens++;
        noteLimit(cell);
        timetable.set(slot, now + rules.connectNanos);
        work.order(Work.Call.OPEN, slot);
    }

    private void check(Slot<A, C> slot, long now) {
        if (slot.check()) {
            lastUses.remove(slot);
            slot.cell().supply(1);
            opening++;
            timetable.set(slot, now + rules.connectNanos);
            work.order(Work.Call.VALIDATE, slot);
        }
    }

    private boolean evict(Slot<A, C> slot, CloseReason reason, long now) {
        boolean evicted = slot.evict(reason);
        if (evicted) {
            beginClosing(slot, now);
        }
        return evicted;
    }

    private boolean evictOrDoom(Slot<A, C> slot, CloseReason reason, long now) {
        do {
            if (evict(slot, reason, now) || slot.doom(reason)) {
                return true;
            }
        } while (slot.isIdle());
        return false;
    }

    private int endAll(Predicate<Slot<A, C>> end) {
        int count = 0;
        for (Cell<A, C> cell : cells.values()) {
            for (Slot<A, C> slot : cell.slots()) {
                count += end.test(slot) ? 1 : 0;
            }
        }
        return count;
    }

    private void beginClosing(Slot<A, C> slot, long now) {
        closing++;
        lastUses.remove(slot);
        timetable.set(slot, now + rules.connectNanos);
        work.order(Work.Call.CLOSE, slot);
    }

    private void removePlace(Slot<A, C> slot) {
        timetable.remove(slot);
        slot.cell().remove(slot);
        taken--;
        release(slot.cell(), slot.permit());
        noteLimit(slot.cell());
    }

    private void supplyEnded(Cell<A, C> cell) {
        cell.supply(-1);
        opening--;
    }

    private void noteLimit(Cell<A, C> cell) {
        if (cell.isOverLimit()) {
            overLimit.add(cell);
            alert = true;
        } else {
            overLimit.remove(cell);
        }
    }

    private void look(Slot<A, C> slot, long now) {
        switch (slot.state()) {
            case OPENING -> openOverdue(slot, now);
            case VALIDATING -> validated(slot, false, now);
            case ACTIVE -> lookAtLease(slot, now);
            case IDLE -> lookAtRest(slot, now);
            case CLOSING -> closeOverdue(slot, now);
            case LATE, CLOSED, FAILED -> timetable.remove(slot);
        }
    }

    private void openOverdue(Slot<A, C> slot, long now) {
        timetable.remove(slot);
        Cell<A, C> cell = slot.cell();
        Waiter<A, C> waiter = slot.openedFor();
        slot.giveUp();
        cell.supply(-1);
        opens--;
        Throwable cause = new TimeoutException(
                "not open after " + rules.limits.connectTimeout().toMillis() + " ms");
        work.note(() -> journal.openOverdue(slot, cause));
        failOpen(slot, waiter, cause, now);
        settle(cell, now);
    }

    private void failOpen(Slot<A, C> slot, @Nullable Waiter<A, C> waiter, Throwable cause, long now) {
        Cell<A, C> cell = slot.cell();
        if (!refuse(waiter, refuser.openFailed(cell, cause))) {
            work.note(() -> journal.openFailedUnseen(cell.account(), cause));
        }
        backOff(cell, now);
    }

    private void closeOverdue(Slot<A, C> slot, long now) {
        timetable.remove(slot);
        stuck.add(slot);
        work.note(() -> journal.closeOverdue(slot));
        roll(now);
        fill(now);
    }

    private void lookAtLease(Slot<A, C> slot, long now) {
        long lease = slot.lastLease();
        long held = now - slot.since();
        Hold<A, C> hold = slot.hold();
        // Also of one that is looked at so late that its session ends: that a client is lost has to be named.
        if (held >= rules.leakNanos && hold != null && hold.lease() == lease && hold.warnOnce()) {
            work.note(() -> journal.heldForLong(slot, hold, held));
        }
        if (held >= rules.sessionNanos) {
            if (retract(slot, lease, CloseReason.SESSION_TIMEOUT, now)) {
                work.note(() -> journal.sessionEnded(slot, CloseReason.SESSION_TIMEOUT, held));
            }
            return;
        }
        long next = slot.since() + ((held >= rules.leakNanos) ? rules.sessionNanos : rules.leakNanos);
        timetable.set(slot, rules.leaseDue(slot, next, now));
    }

    private void lookAtRest(Slot<A, C> slot, long now) {
        if (now - slot.lifeEnd() >= 0) {
            if (evict(slot, CloseReason.LIFETIME, now)) {
                settle(slot.cell(), now);
                return;
            }
        } else if (now - rules.restDue(slot) >= 0) {
            check(slot, now);
            if (slot.state() == Slot.State.VALIDATING) {
                return;
            }
        }
        rearm(slot, now);
    }

    /** Sets anew when a client is looked at. One that is lent meanwhile finds the time, or is found here. */
    private void rearm(Slot<A, C> slot, long now) {
        if (slot.isIdle()) {
            timetable.set(slot, rules.restDue(slot));
        }
        if (slot.state() == Slot.State.ACTIVE) {
            timetable.set(slot, now);
            lookAtLease(slot, now);
        }
    }

    private void backOff(Cell<A, C> cell, long now) {
        Duration first = rules.limits.openBackoff();
        int doublings = Math.min(cell.countFailure() - 1, Integer.SIZE);
        if (!first.isZero()) {
            long most = TimeUnit.NANOSECONDS.convert(rules.limits.maxOpenBackoff());
            double full = Math.min((double) most, TimeUnit.NANOSECONDS.convert(first) * Math.pow(2, doublings));
            timetable.block(cell, false, now + jittered((long) full, 0.5));
        }
    }

    /** Whoever waits for a parked account without clients is told the time. */
    private void tellParked(Cell<A, C> cell, long now) {
        Duration left = cell.isWaitedFor() ? parkedFor(cell, now) : null;
        if (left != null) {
            List<Waiter<A, C>> all = new ArrayList<>();
            cell.waiters().forEach(all::add);
            all.forEach(waiter -> refuse(waiter, refuser.parked(cell, left)));
        }
    }

    private void adjust(long now) {
        cells.values().forEach(this::noteLimit);
        alert = true;
        for (Cell<A, C> cell : List.copyOf(overLimit)) {
            for (Slot<A, C> slot : cell.slots()) {
                if (isOverLimit(cell)) {
                    evict(slot, CloseReason.EVICTED, now);
                }
            }
        }
        while (taken - closing > rules.limits.maxSize()) {
            Slot<A, C> slot = lastUses.idleLongest();
            if (slot == null) {
                break;
            }
            evict(slot, CloseReason.EVICTED, now);
        }
        arrivals.cells().forEach(cell -> settle(cell, now));
    }

    private void roll(long now) {
        for (Slot<A, C> slot = rolling.poll(); slot != null; slot = rolling.poll()) {
            if (evict(slot, CloseReason.STALE, now)) {
                return;
            }
            evictOrDoom(slot, CloseReason.STALE, now);
        }
    }

    private @Nullable CloseReason expired(Slot<A, C> slot, long now) {
        if (!slot.isPermitted()) {
            return CloseReason.PERMIT_LOST;
        }
        if (now - slot.since() >= rules.idleNanos) {
            return CloseReason.IDLE;
        }
        return (now - slot.lifeEnd() >= 0) ? CloseReason.LIFETIME : null;
    }

    private long jittered(long nanos, double jitter) {
        return nanos - (long) (nanos * jitter * random.nextDouble());
    }
}
