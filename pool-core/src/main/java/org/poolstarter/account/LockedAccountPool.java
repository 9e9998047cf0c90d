/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An account pool under one lock. The lock guards {@link Places}, which decides, and the list of what it wants done;
 * whoever held the lock starts that after releasing it. So under the lock there is never a call of the factory, the
 * executor or the recorder, and nobody waits but callers, each on a condition of its own.
 *
 * <p>What observers read (the tallies and the map of cells) is written under the lock and read without it.
 */
final class LockedAccountPool<A, C> implements AccountPool<A, C>, FactoryCalls.Reports<A, C> {

    private static final Logger logger = LoggerFactory.getLogger(LockedAccountPool.class);

    /* What clients taken from their holders at the end get for closing, before they are interrupted. */
    private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

    private final String name;
    private final AccountPoolSettings limits;
    private final PoolSettings settings;
    private final LongSupplier nanoTime;
    private final PoolRecorder recorder;
    private final PoolThreads threads;
    private final FactoryCalls<A, C> calls;
    private final Refusals refusals;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition emptied = lock.newCondition();

    /* Guarded by lock. */
    private final Places<A, C> places;
    private final List<Runnable> todo = new ArrayList<>();

    private LockedAccountPool(AccountPoolBuilder<A, C> builder) {
        this.name = builder.name();
        this.limits = builder.limits();
        this.settings = builder.settings();
        this.nanoTime = builder.nanoTime();
        this.recorder = new PoolRecorder(nanoTime);
        this.threads = new PoolThreads(name, builder.executor(), builder.scheduler());
        this.calls = new FactoryCalls<>(builder, threads, recorder, this);
        this.places = new Places<>(limits, new Todo());
        this.refusals = new Refusals(name, limits, places.tally());
    }

    /** A pool that cleans up from now on. */
    static <A, C> LockedAccountPool<A, C> start(AccountPoolBuilder<A, C> builder) {
        LockedAccountPool<A, C> pool = new LockedAccountPool<>(builder);
        pool.threads.every(pool.limits.cleanupInterval(), pool::cleanUp);
        return pool;
    }

    @Override
    public Lease<C> acquire(A account, AcquireOptions options) throws InterruptedException {
        long start = now();
        Duration timeout = (options.timeout() != null) ? options.timeout() : limits.acquireTimeout();
        Waiter<A, C> waiter = join(account, options.queue(), start);
        if (!await(waiter, timeout)) {
            recorder.timedOut();
        }
        Grant<A, C> grant = waiter.result();
        return lease(grant, now() - start);
    }

    @Override
    public Optional<Lease<C>> tryAcquire(A account) {
        Optional<Grant<A, C>> grant = locked(() -> {
            requireNotClosed();
            Cell<A, C> cell = places.cells().get(account);
            return Optional.ofNullable(cell).map(known -> places.takeIdle(known, now()));
        });
        return grant.map(granted -> lease(granted, 0));
    }

    /** Ends a lease by its holder's will; without effect if it has ended. */
    void release(Grant<A, C> grant, boolean closeAfterUse) {
        long now = now();
        if (locked(() -> places.giveBack(grant, closeAfterUse, now))) {
            recorder.released(now - grant.sinceNanos());
        }
    }

    /** Ends a lease whose client is broken; without effect if it has ended. */
    void discard(Grant<A, C> grant) {
        retract(grant, CloseReason.DISCARDED);
    }

    @Override
    public void opened(Slot<A, C> slot, C client) {
        locked(() -> places.opened(slot, client, now()));
    }

    @Override
    public void openFailed(Slot<A, C> slot, Throwable cause) {
        locked(() -> {
            places.openFailed(slot, () -> refusals.openFailed(slot.cell(), cause), now());
            return signalIfEmpty();
        });
    }

    @Override
    public void openOverdue(Slot<A, C> slot, TimeoutException cause) {
        locked(() -> places.openOverdue(slot, () -> refusals.openFailed(slot.cell(), cause), now()));
    }

    @Override
    public void validated(Slot<A, C> slot, boolean valid) {
        locked(() -> places.validated(slot, valid, now()));
    }

    @Override
    public void closed(Slot<A, C> slot) {
        locked(() -> {
            places.ended(slot, now());
            return signalIfEmpty();
        });
    }

    @Override
    public void close() {
        if (!locked(() -> places.close(refusals::closed, now()))) {
            return;
        }
        try {
            awaitEmptyOrClose();
        } finally {
            threads.close();
        }
    }

    private void awaitEmptyOrClose() {
        boolean interrupted = !awaitEmpty(limits.closeTimeout());
        locked(() -> places.closeHeld(now())).forEach(recorder::discarded);
        interrupted |= !awaitEmpty(interrupted ? Duration.ZERO : LAST_MOMENT);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String backend() {
        return BACKEND;
    }

    @Override
    public AccountPoolSettings limits() {
        return limits;
    }

    @Override
    public PoolSettings settings() {
        return settings;
    }

    @Override
    public PoolRecorder recorder() {
        return recorder;
    }

    /** {@inheritDoc} Clients being validated count as opening. */
    @Override
    public PoolSnapshot snapshot() {
        Tally tally = places.tally();
        return PoolSnapshot.of(tally.active(), tally.idle(), tally.pending(), limits.maxSize(), 0)
                .withOpening(tally.opening());
    }

    @Override
    public AccountSnapshot snapshot(A account) {
        Cell<A, C> cell = places.cells().get(account);
        return (cell != null) ? cell.snapshot() : new AccountSnapshot(0, 0, 0, 0, 0);
    }

    @Override
    public Map<String, Object> sections() {
        return Map.of("accounts", AccountsSection.of(places.cells().values(), places.tally()));
    }

    @Override
    public String toString() {
        return "AccountPool '" + name + "'";
    }

    private Waiter<A, C> join(A account, boolean queue, long now) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            requireNotClosed();
            Cell<A, C> cell = places.cellOf(account);
            if (limits.exclusive() && cell.isBusy()) {
                throw refusals.busy(cell);
            }
            if (!queue && places.isAtLimit(cell)) {
                places.forgetIfVacant(cell);
                throw refusals.rejected(cell);
            }
            Waiter<A, C> waiter = new Waiter<>(cell, lock.newCondition());
            places.join(waiter, now);
            return waiter;
        } finally {
            unlockAndDo();
        }
    }

    /** Waits until the waiter has been granted a client or refused one; false if refused here, its time being up. */
    private boolean await(Waiter<A, C> waiter, Duration timeout) throws InterruptedException {
        lock.lock();
        try {
            if (waiter.await(timeout)) {
                return true;
            }
            AcquireTimeoutException timedOut = refusals.timedOut(waiter.cell(), timeout);
            waiter.refuse(() -> timedOut);
            places.leave(waiter, now());
            return false;
        } catch (InterruptedException ex) {
            if (!waiter.hasEnded()) {
                places.leave(waiter, now());
                throw ex;
            }
            // The end came first: the caller gets what it was granted, and finds the interrupt afterwards.
            Thread.currentThread().interrupt();
            return true;
        } finally {
            unlockAndDo();
        }
    }

    private Lease<C> lease(Grant<A, C> grant, long waitNanos) {
        recorder.acquired(waitNanos);
        SlotLease<A, C> lease = new SlotLease<>(this, grant);
        lease.expiresBy(threads.after(limits.sessionTimeout(), () -> expire(grant)));
        return lease;
    }

    private void expire(Grant<A, C> grant) {
        if (retract(grant, CloseReason.SESSION_TIMEOUT)) {
            logger.warn(
                    "{}: a client was held for longer than the session timeout of {} ms and is closed under its holder",
                    Refusals.where(name, grant.slot().cell().account()),
                    limits.sessionTimeout().toMillis());
        }
    }

    private boolean retract(Grant<A, C> grant, CloseReason reason) {
        long now = now();
        boolean ended = locked(() -> places.retract(grant, reason, now));
        if (ended) {
            recorder.discarded(now - grant.sinceNanos());
        }
        return ended;
    }

    private void cleanUp() {
        for (Slot<A, C> slot : locked(() -> places.cleanUp(now()))) {
            logger.warn(
                    "{}: closing a client takes longer than {} ms; its place stays taken until that ends",
                    Refusals.where(name, slot.cell().account()),
                    limits.connectTimeout().toMillis());
        }
    }

    /** False if interrupted. */
    private boolean awaitEmpty(Duration timeout) {
        lock.lock();
        try {
            long left = TimeUnit.NANOSECONDS.convert(timeout);
            while (!places.isEmpty() && left > 0) {
                left = emptied.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException ex) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean signalIfEmpty() {
        boolean empty = places.isEmpty();
        if (empty) {
            emptied.signalAll();
        }
        return empty;
    }

    private void requireNotClosed() {
        if (places.isClosed()) {
            throw refusals.closed();
        }
    }

    private long now() {
        return nanoTime.getAsLong();
    }

    private <T> T locked(Supplier<T> change) {
        lock.lock();
        try {
            return change.get();
        } finally {
            unlockAndDo();
        }
    }

    private void unlockAndDo() {
        List<Runnable> mine = List.copyOf(todo);
        todo.clear();
        lock.unlock();
        mine.forEach(Runnable::run);
    }

    /** Takes orders down under the lock. */
    private final class Todo implements Orders<A, C> {

        @Override
        public void open(Slot<A, C> slot) {
            todo.add(() -> calls.open(slot));
        }

        @Override
        public void validate(Slot<A, C> slot) {
            todo.add(() -> calls.validate(slot));
        }

        @Override
        public void close(Slot<A, C> slot) {
            todo.add(() -> calls.close(slot));
        }
    }
}
