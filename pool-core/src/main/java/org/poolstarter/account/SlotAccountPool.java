/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountPermits.Whereabouts;
import org.poolstarter.account.AccountPoolSettings.LeakStacks;
import org.poolstarter.account.AccountShortage.Obstacle;
import org.poolstarter.pool.BackendEvidence;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.PagedSection;
import org.poolstarter.pool.PoolControl;
import org.poolstarter.pool.PoolEventType;
import org.poolstarter.pool.PoolEvents;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolTotals;
import org.poolstarter.pool.Shortage;

/**
 * An account pool whose idle clients are lent and given back without a lock: one look-up of the account, and one
 * compare-and-set on the {@link Slot} for each of the two. Everything else, from opening to waiting, is decided by
 * {@link Places} under one lock, and done after it: under the lock there is never a call of the factory or of an
 * executor, and nobody waits there but who closes the pool.
 */
final class SlotAccountPool<A, C> implements AccountPool<A, C>, FactoryCalls.Reports<A, C> {

    /* What clients taken from their holders at the end get for closing, before they are interrupted. */
    private static final Duration LAST_MOMENT = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 3;

    private final String name;
    private final PoolSettings settings;
    private final LongSupplier nanoTime;
    private final @Nullable CoarseClock ownClock;
    private final PoolRecorder recorder;
    private final PoolEvents events;
    private final Sessions<A, C> sessions;
    private final PoolThreads threads;
    private final FactoryCalls<A, C> calls;
    private final Refusals<A, C> refusals;
    private final Priorities priorities;
    private final LimitSchedule schedule;
    private final @Nullable LimitAnswers<A> answers;
    private final @Nullable Guarding<A> guarding;
    private final @Nullable AccountPermits<A> permits;
    private final AccountControl<A, C> orders;
    private final PoolControl control;
    private final PoolDiary<A, C> diary;
    private final AccountShortage<A, C> shortage;
    private final ReferenceQueue<Object> lost = new ReferenceQueue<>();

    private final LongAdder waited = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final Leaks<A, C> leaks = new Leaks<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition emptied = lock.newCondition();

    /* Guarded by lock, except for what all may read of it. */
    private final Places<A, C> places;
    private @Nullable Future<?> alarm;
    private long alarmAt;
    private long alarms;
    private boolean ended;

    /* Counts drains, so that the deadline of one that was ended does not end the next. Guarded by lock. */
    private int drains;

    private SlotAccountPool(AccountPoolBuilder<A, C> builder) {
        this.name = builder.name();
        this.settings = builder.settings();
        LongSupplier given = builder.nanoTime();
        this.ownClock = (given == null) ? CoarseClock.SHARED : null;
        this.nanoTime = (given == null) ? CoarseClock.SHARED : given;
        this.recorder = PoolRecorder.ofCauses(nanoTime);
        this.events = builder.events();
        this.sessions = new Sessions<>(events, builder.clock(), nanoTime, this::snapshot);
        this.threads = new PoolThreads(name, builder.executor(), builder.scheduler());
        this.refusals = new Refusals<>(name, new Figures());
        this.priorities = new Priorities(builder.priorities());
        this.schedule = new LimitSchedule(builder.limits(), builder.windows(), builder.clock());
        AccountLimits<A> source = builder.limitSource();
        this.answers =
                (source != null) ? new LimitAnswers<>(name, source, builder.limitRefresh(), nanoTime, threads) : null;
        AccountGuard<A> guard = builder.guard();
        this.guarding = (guard != null) ? new Guarding<>(name, guard) : null;
        this.permits = builder.permits();
        this.diary =
                new PoolDiary<>(name, recorder, events, sessions, leaks, this::limits, guarding, this::askForLimits);
        this.places = new Places<>(
                schedule.rules(),
                new LimitTable<>(builder.accountLimits(), answers),
                builder.factory(),
                builder.random(),
                permits,
                refusals,
                diary);
        this.calls = new FactoryCalls<>(name, nanoTime, threads, recorder, this);
        this.shortage = new AccountShortage<>(this, places, leaks, recorder);
        sessions.follow(builder.limits());
        this.orders = new AccountControl<>(this, places, builder.maxSizeLimit(), settings.prefix());
        this.control = orders.build();
        if (guard != null) {
            guard.onChange(diary::protectionChanged);
        }
    }

    /** A pool that cleans up from now on. */
    static <A, C> SlotAccountPool<A, C> start(AccountPoolBuilder<A, C> builder) {
        SlotAccountPool<A, C> pool = new SlotAccountPool<>(builder);
        if (pool.ownClock != null) {
            pool.ownClock.retain();
        }
        if (pool.permits != null) {
            pool.permits.start(
                    new Permitting<>(pool.places, pool.refusals, pool.lock, pool::unlockAndDo, pool.nanoTime));
        }
        pool.threads.every(builder.limits().cleanupInterval(), pool::cleanUp);
        pool.lookAtWindowsLater();
        return pool;
    }

    // Acquire and release without the lock

    @Override
    public Lease<C> acquire(A account, AcquireOptions options) throws InterruptedException {
        GuardedUse use = enter(account);
        if (use == null) {
            return acquireUnguarded(account, options);
        }
        SlotLease<A, C> lease;
        try {
            lease = acquireUnguarded(account, options);
        } catch (Throwable ex) {
            // Whatever ends the acquire: the guard has to learn that it did.
            use.notAcquired(ex);
            throw ex;
        }
        lease.guardedBy(use);
        return lease;
    }

    /** Null without a guard. */
    private @Nullable GuardedUse enter(A account) {
        if (guarding == null) {
            return null;
        }
        try {
            return guarding.enter(account);
        } catch (Throwable ex) {
            // A refusal, or whatever a guard of the application throws, errors included.
            rejected(account, ex);
            throw ex;
        }
    }

    private SlotLease<A, C> acquireUnguarded(A account, AcquireOptions options) throws InterruptedException {
        if (options.priorityName() != null) {
            return acquireUnguarded(account, priorities.resolve(options));
        }
        Thread caller = Thread.currentThread();
        if (!options.newClient() && !caller.isInterrupted()) {
            SlotLease<A, C> lease = acquireIdle(account, caller);
            if (lease != null) {
                return lease;
            }
        }
        return acquireSlowly(account, options, caller);
    }

    private @Nullable SlotLease<A, C> acquireIdle(A account, @Nullable Thread caller) {
        Cell<A, C> cell = places.find(account);
        if (cell == null) {
            return null;
        }
        Rules rules = places.rules();
        for (int attempt = 0; attempt < ATTEMPTS && !cell.isWaitedFor() && places.isLending(); attempt++) {
            Slot<A, C> slot = cell.pick(rules.reuseOrder);
            long now = now();
            if (slot == null || !slot.isReusable(now) || !slot.isPermitted()) {
                return null;
            }
            long number = slot.lend(now);
            if (number != Slot.NOT_LENT) {
                // The rules of now: those of before may have changed after this client was looked at.
                if (slot.due() - (now + places.rules().leakNanos) > 0) {
                    change(() -> places.watch(slot, now));
                }
                recorder.acquired(0);
                return lease(slot, number, false, now, caller, 0);
            }
        }
        return null;
    }

    /** Ends a lease by its holder's will. */
    void release(SlotLease<A, C> lease) {
        Slot<A, C> slot = lease.slot();
        Cell<A, C> cell = slot.cell();
        Rules rules = places.rules();
        long now = now();
        if (places.isAlert()
                || cell.isWaitedFor()
                || lease.isToClose()
                || lease.number() >= rules.maxUses
                || now - slot.lifeEnd() >= 0) {
            releaseSlowly(lease, now);
            return;
        }
        cell.rested(slot);
        if (!slot.giveBack(lease.number(), rules.reuseUntil(now, slot.lifeEnd()), now)) {
            releaseSlowly(lease, now);
            return;
        }
        released(lease, now);
        if (places.isAlert() || cell.isWaitedFor() || slot.isBenched()) {
            change(() -> places.cameBack(slot, now));
        }
    }

    private void releaseSlowly(SlotLease<A, C> lease, long now) {
        change(() -> {
            if (places.giveBack(lease.slot(), lease.number(), lease.isToClose(), now)) {
                places.note(() -> released(lease, now));
            }
        });
    }

    private void released(SlotLease<A, C> lease, long now) {
        recorder.released(now - lease.sinceNanos());
        sessions.ended(lease.hold(), SessionEnd.RELEASED, now);
    }

    /** Ends a lease whose client is broken. */
    void discard(SlotLease<A, C> lease) {
        long now = now();
        change(() -> {
            if (places.retract(lease.slot(), lease.number(), CloseReason.DISCARDED, now)) {
                places.note(() -> discarded(lease, now));
            }
        });
    }

    private void discarded(SlotLease<A, C> lease, long now) {
        recorder.discarded(now - lease.sinceNanos());
        sessions.ended(lease.hold(), SessionEnd.DISCARDED, now);
    }

    private SlotLease<A, C> lease(
            Slot<A, C> slot, long number, boolean opened, long sinceNanos, @Nullable Thread caller, long waitNanos) {
        SlotLease<A, C> lease = new SlotLease<>(this, slot, number, opened, sinceNanos);
        Hold<A, C> hold = new Hold<>(lease, caller, stack(), lost);
        lease.hold(hold);
        sessions.began(hold, waitNanos);
        slot.hold(hold);
        // Where the pool has ended the session already, whichever of the two sees the other writes it down.
        if (!slot.isHeldBy(number) && hold.takeOnce()) {
            sessions.ended(hold, PoolDiary.endOf(slot.closeReason()), now());
        }
        return lease;
    }

    /** Where the holder of a session counts. */
    Tally newTally() {
        return sessions.newTally();
    }

    private @Nullable Throwable stack() {
        LeakStacks when = places.rules().limits.leakStacks();
        boolean kept = (when == LeakStacks.AFTER_LEAK) ? diary.hasLeak() : when == LeakStacks.ALL;
        return kept ? new Throwable() : null;
    }

    // Acquire with waiting

    private SlotLease<A, C> acquireSlowly(A account, AcquireOptions options, Thread caller)
            throws InterruptedException {
        long start = now();
        reclaimLost();
        Waiter<A, C> waiter;
        try {
            waiter = join(account, options, start, ended -> LockSupport.unpark(caller));
        } catch (InterruptedException ex) {
            cancelled.increment();
            throw ex;
        }
        Duration timeout = timeoutOf(options);
        if (!waiter.await(nanos(timeout))) {
            if (caller.isInterrupted() && leave(waiter)) {
                Thread.interrupted();
                cancelled.increment();
                throw new InterruptedException("Interrupted while waiting for a client");
            }
            AcquireTimeoutException timedOut = timeOut(waiter, timeout);
            if (timedOut != null) {
                throw timedOut;
            }
        }
        return result(waiter, start, caller);
    }

    @Override
    public CompletableFuture<Lease<C>> acquireAsync(A account, AcquireOptions options) {
        GuardedUse use = null;
        try {
            AcquireOptions resolved = priorities.resolve(options);
            use = enter(account);
            return acquireAsync(account, resolved, use);
        } catch (Throwable ex) {
            // A refusal, or whatever a guard or an account of the application throws, errors included.
            if (use != null) {
                use.notAcquired(ex);
            }
            return CompletableFuture.failedFuture(ex);
        }
    }

    private CompletableFuture<Lease<C>> acquireAsync(A account, AcquireOptions options, @Nullable GuardedUse use) {
        if (!options.newClient()) {
            SlotLease<A, C> lease = acquireIdle(account, null);
            if (lease != null) {
                if (use != null) {
                    lease.guardedBy(use);
                }
                return CompletableFuture.completedFuture(lease);
            }
        }
        long start = now();
        reclaimLost();
        AsyncAcquire<A, C> acquire = new AsyncAcquire<>(this, threads, start, use);
        try {
            acquire.waitsAs(join(account, options, start, acquire), timeoutOf(options));
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            cancelled.increment();
            acquire.fail(ex);
        } catch (Throwable ex) {
            // A refusal, or whatever an account or a scheduler of the application throws: the waiter goes with its
            // future.
            acquire.fail(ex);
        }
        return acquire.future();
    }

    @Override
    public Optional<Lease<C>> tryAcquire(A account) {
        if (places.isClosed()) {
            throw refusals.closed().get();
        }
        Cell<A, C> cell = places.find(account);
        if (cell == null || !places.isLending() || cell.pick(places.rules().reuseOrder) == null) {
            // Nothing that a guard would have to be asked for.
            return Optional.empty();
        }
        GuardedUse use = enter(account);
        if (use == null) {
            return Optional.ofNullable(takeIdle(cell));
        }
        SlotLease<A, C> lease;
        try {
            lease = takeIdle(cell);
        } catch (Throwable ex) {
            // Whatever ends it: the guard has to learn that it did.
            use.notAcquired(ex);
            throw ex;
        }
        if (lease != null) {
            lease.guardedBy(use);
        } else {
            use.unused();
        }
        return Optional.ofNullable(lease);
    }

    private @Nullable SlotLease<A, C> takeIdle(Cell<A, C> cell) {
        Waiter.Loan<A, C> loan = locked(() -> places.takeIdle(cell, now()));
        if (loan == null) {
            return null;
        }
        recorder.acquired(0);
        return lease(loan.slot(), loan.lease(), false, loan.sinceNanos(), Thread.currentThread(), 0);
    }

    private Waiter<A, C> join(A account, AcquireOptions options, long start, Consumer<Waiter<A, C>> wake)
            throws InterruptedException {
        @Nullable Supplier<? extends AcquireException> refusal;
        lock.lockInterruptibly();
        try {
            Cell<A, C> cell = places.cellOf(account);
            refusal = refusal(cell, options, start);
            if (refusal == null) {
                return places.join(cell, options, start, wake);
            }
            places.forgetIfVacant(cell);
        } finally {
            unlockAndDo();
        }
        AcquireException reason = refusal.get();
        rejected(account, reason);
        throw reason;
    }

    /* To be made after the lock is released: it takes a stack and asks the account for its words. */
    private @Nullable Supplier<? extends AcquireException> refusal(Cell<A, C> cell, AcquireOptions options, long now) {
        if (places.isClosed()) {
            return refusals.closed();
        }
        AccountPoolSettings limits = limits();
        if (limits.isRejecting() && cell.isBusy()) {
            return () -> refusals.busy(cell);
        }
        Duration parked = places.parkedFor(cell, now);
        if (parked != null) {
            return refusals.parked(cell, parked);
        }
        if (!options.queue() && places.isAtLimit(cell)) {
            return () -> refusals.rejected(cell);
        }
        Integer mostOfAccount = limits.maxPendingPerAccount();
        if (mostOfAccount != null && cell.pending() >= mostOfAccount) {
            return () -> refusals.tooManyWait(cell, "max-pending-per-account", mostOfAccount);
        }
        Integer most = limits.maxPending();
        if (most != null && places.arrivals().count() >= most) {
            return () -> refusals.tooManyWait(cell, "max-pending", most);
        }
        return null;
    }

    /** What an ended waiter got; throws what it was refused with. */
    SlotLease<A, C> result(Waiter<A, C> waiter, long start, @Nullable Thread caller) {
        AcquireException refusal = waiter.refusal();
        if (refusal != null) {
            count(waiter.cell().account(), refusal);
            throw refusal;
        }
        Waiter.Loan<A, C> loan = waiter.loan();
        if (loan == null) {
            throw new IllegalStateException("The caller has not ended waiting");
        }
        waited.increment();
        long waitNanos = now() - start;
        recorder.acquired(waitNanos);
        return lease(loan.slot(), loan.lease(), loan.opened(), loan.sinceNanos(), caller, waitNanos);
    }

    private void count(A account, AcquireException refusal) {
        if (refusal instanceof OpenFailedException) {
            failed.increment();
        } else {
            rejected(account, refusal);
        }
    }

    private void rejected(A account, Throwable refusal) {
        rejected.increment();
        events.publish(PoolEventType.REJECTED, account, () -> Map.of("error", BackendEvidence.describe(refusal)));
    }

    /** The caller waits no longer; false if it has ended. */
    private boolean leave(Waiter<A, C> waiter) {
        return locked(() -> places.leave(waiter, now()));
    }

    /** The caller waits no longer, because its future was ended by somebody else. */
    void cancel(Waiter<A, C> waiter) {
        if (leave(waiter)) {
            cancelled.increment();
        }
    }

    /** The caller waits no longer, because its time is up; null if it has ended. */
    @Nullable
    AcquireTimeoutException timeOut(Waiter<A, C> waiter, Duration timeout) {
        A account = waiter.cell().account();
        Whereabouts elsewhere = (permits != null) ? permits.whereabouts(account) : null;
        AcquireTimeoutException timedOut =
                refusals.timedOut(waiter.cell(), timeout, (elsewhere != null) ? elsewhere.where() : null);
        Obstacle obstacle = locked(() -> {
            Obstacle seen = shortage.obstacle(waiter, elsewhere);
            return places.leave(waiter, now()) ? seen : null;
        });
        if (obstacle == null) {
            return null;
        }
        recorder.timedOut();
        shortage.timedOut(waiter.cell(), obstacle, elsewhere, now());
        events.publish(PoolEventType.TIMED_OUT, account, Map.of("waited", timeout));
        return timedOut;
    }

    private Duration timeoutOf(AcquireOptions options) {
        return (options.timeout() != null) ? options.timeout() : limits().acquireTimeout();
    }

    // Reports of the factory

    @Override
    public @Nullable Work<A, C> opened(Slot<A, C> slot, C client) {
        // Told before the client can be lent.
        events.publish(
                PoolEventType.OPENED,
                slot.cell().account(),
                () -> Map.of("took", Duration.ofNanos(Math.max(0, now() - slot.openedAt()))));
        return reported(() -> places.opened(slot, client, now()));
    }

    @Override
    public @Nullable Work<A, C> openFailed(Slot<A, C> slot, Throwable cause) {
        Duration retryAfter = RetryAfter.in(cause); // asks exceptions of the application, so not under the lock
        return reported(() -> places.openFailed(slot, cause, retryAfter, now()));
    }

    @Override
    public @Nullable Work<A, C> validated(Slot<A, C> slot, boolean valid) {
        return reported(() -> places.validated(slot, valid, now()));
    }

    @Override
    public @Nullable Work<A, C> closed(Slot<A, C> slot) {
        events.publish(
                PoolEventType.CLOSED,
                slot.cell().account(),
                () -> Map.of("reason", slot.closeReason().name()));
        return reported(() -> places.ended(slot, now()));
    }

    // Control

    @Override
    public void pause() {
        change(places::pause);
        tell(PoolEventType.PAUSED, Map.of());
    }

    @Override
    public void resume() {
        change(() -> {
            drains++;
            places.resume(now());
        });
        tell(PoolEventType.RESUMED, Map.of());
    }

    @Override
    public boolean isPaused() {
        return places.isPaused();
    }

    @Override
    public boolean drain(Duration timeout) throws InterruptedException {
        change(() -> places.drain(now()));
        tell(PoolEventType.DRAINED, Map.of());
        return awaitEmpty(timeout);
    }

    @Override
    public int evictIdle() {
        return evicted(null, locked(() -> places.evictIdle(now())));
    }

    @Override
    public int clear() {
        return evicted(null, locked(() -> places.clear(now())));
    }

    @Override
    public int closeAll(A account) {
        Cell<A, C> cell = places.find(account);
        return (cell != null) ? evicted(account, locked(() -> places.closeAll(cell, now()))) : 0;
    }

    private int evicted(@Nullable A account, int clients) {
        events.publish(PoolEventType.EVICTED, account, Map.of("clients", clients));
        return clients;
    }

    private void tell(PoolEventType type, Map<String, Object> details) {
        events.publish(type, null, details);
    }

    @Override
    public void changeLimits(AccountPoolSettings limits) {
        applyLimits(schedule.asSet(limits));
    }

    /** Sets limits, which an open window may go on to lower. */
    void applyLimits(AccountPoolSettings limits) {
        AccountPoolSettings before = limits();
        change(() -> {
            schedule.change(limits);
            places.change(schedule.rules(), now());
        });
        sessions.follow(limits());
        tell(PoolEventType.CHANGED, changes(before, limits));
        if (!limits.cleanupInterval().equals(before.cleanupInterval())) {
            threads.every(limits.cleanupInterval(), this::cleanUp);
        }
    }

    /* The two sizes in any case, and what else is another one now, by its key. */
    private static Map<String, Object> changes(AccountPoolSettings before, AccountPoolSettings now) {
        Map<String, Object> changes = new LinkedHashMap<>();
        changes.put("maxSize", now.maxSize());
        changes.put("maxPerAccount", now.maxPerAccount());
        for (AccountSetting setting : AccountSetting.ALL) {
            Object value = setting.value(now);
            if (!value.equals(setting.value(before))) {
                changes.put(setting.key(), value);
            }
        }
        return changes;
    }

    @Override
    public void changeLimit(A account, @Nullable Integer maxClients) {
        if (maxClients != null && maxClients < 1) {
            throw new IllegalArgumentException("maxClients must be at least 1 but is " + maxClients);
        }
        if (maxClients != null && maxClients > 1 && limits().exclusive()) {
            throw new IllegalArgumentException("maxClients must be 1 for an exclusive pool but is " + maxClients);
        }
        change(() -> places.changeLimit(account, maxClients, now()));
        tellOfLimit(account, maxClients);
    }

    private void tellOfLimit(Object account, @Nullable Integer maxClients) {
        events.publish(
                PoolEventType.CHANGED,
                account,
                (maxClients != null) ? Map.of("maxPerAccount", maxClients) : Map.of("maxPerAccount", "as the pool's"));
    }

    /** Gives the accounts of this text another limit; null to let them follow that of all. */
    void orderLimit(String text, @Nullable Integer maxClients) {
        change(() -> places.orderLimit(text, maxClients, now()));
        tellOfLimit(text, maxClients);
    }

    /** Drains, and closes what is held then under its holders. Returns at once. */
    void drainUntil(@Nullable Duration deadline, Consumer<Integer> atDeadline) {
        int drain = locked(() -> {
            places.drain(now());
            return ++drains;
        });
        tell(PoolEventType.DRAINED, Map.of());
        if (deadline != null) {
            Future<?> unused = threads.after(deadline, () -> atDeadline.accept(locked(() -> closeDrained(drain))));
        }
    }

    /* Under the lock: a drain that was ended, or a pool that is being closed, has another say on who holds what. */
    private int closeDrained(int drain) {
        boolean isOver = drains != drain || !places.isDraining() || places.isClosed();
        return isOver ? 0 : places.closeHeld(CloseReason.EVICTED, now());
    }

    @Override
    public void replaceFactory(ClientFactory<A, C> factory) {
        change(() -> places.replace(factory, now()));
        tell(PoolEventType.CHANGED, Map.of("factory", "replaced"));
    }

    @Override
    public void close() {
        if (!locked(() -> places.close(now()))) {
            return;
        }
        try {
            boolean interrupted = !awaitEmptyUninterrupted(limits().closeTimeout());
            change(() -> places.closeHeld(CloseReason.POOL_CLOSED, now()));
            interrupted |= !awaitEmptyUninterrupted(interrupted ? Duration.ZERO : LAST_MOMENT);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        } finally {
            endTimers();
        }
    }

    private void endTimers() {
        lock.lock();
        try {
            ended = true;
            cancelAlarm();
        } finally {
            lock.unlock();
        }
        if (permits != null) {
            permits.close();
        }
        threads.close();
        events.close();
        if (ownClock != null) {
            ownClock.release();
        }
    }

    // What observers read

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
        return places.rules().limits;
    }

    @Override
    public PoolSettings settings() {
        return schedule.overlay(orders.inForce(control.overlay(settings)));
    }

    @Override
    public PoolControl control() {
        return control;
    }

    @Override
    public PoolEvents events() {
        return events;
    }

    @Override
    public Map<String, Integer> priorities() {
        return priorities.all();
    }

    @Override
    public void changePriority(String name, int priority) {
        priorities.change(name, priority);
        tell(PoolEventType.CHANGED, Map.of("priority", name, "value", priority));
    }

    @Override
    public List<PoolNotice> notices() {
        List<PoolNotice> notices = new ArrayList<>();
        int parked = places.timetable().parked();
        if (parked > 0) {
            notices.add(
                    new PoolNotice(
                            "account-parked",
                            Map.of("parked", parked),
                            Duration.ZERO,
                            "Ask the service what these accounts did wrong: it wants no log-in of them for a time, after which each is tried again by itself; the events of the type parked name them."));
        }
        PoolNotice leak = leaks.notice(now(), places.rules(), settings.prefix());
        if (leak != null) {
            notices.add(leak);
        }
        if (answers != null) {
            notices.addAll(answers.notices());
        }
        if (guarding != null) {
            notices.addAll(guarding.notices());
        }
        if (permits != null) {
            notices.addAll(permits.notices());
        }
        return notices;
    }

    @Override
    public @Nullable Shortage shortage() {
        return shortage.find(now());
    }

    /** The limits without windows. */
    AccountPoolSettings setLimits() {
        return schedule.set();
    }

    /** The windows that are open now. */
    List<String> openWindows() {
        return schedule.open();
    }

    @Override
    public PoolRecorder recorder() {
        return recorder;
    }

    @Override
    public List<SessionRecord> sessions() {
        return sessions.records();
    }

    @Override
    public List<SessionRecord> sessions(A account) {
        return SessionsSection.of(sessions(), Refusals.label(account));
    }

    @Override
    public SessionSummary sessionSummary() {
        return summary(sessions());
    }

    private SessionSummary summary(List<SessionRecord> records) {
        PoolTotals totals = recorder.totals();
        return SessionSummary.of(
                records, totals.released() + totals.discarded(), snapshot().active(), limits().maxSize());
    }

    /** {@inheritDoc} Clients being validated count as opening. */
    @Override
    public PoolSnapshot snapshot() {
        int open = places.taken() - places.opening() - places.closing();
        int active = (int) Math.max(0, Math.min(recorder.held(), open));
        return PoolSnapshot.of(
                        active, Math.max(0, open - active), places.arrivals().count(), limits().maxSize(), 0)
                .withOpening(places.opening());
    }

    @Override
    public AccountSnapshot snapshot(A account) {
        Cell<A, C> cell = places.find(account);
        return (cell != null) ? cell.snapshot() : new AccountSnapshot(0, 0, 0, 0, 0);
    }

    @Override
    public List<ClientSnapshot> clients(A account) {
        Cell<A, C> cell = places.find(account);
        long now = now();
        return (cell != null)
                ? cell.slots().stream()
                        .map(slot -> AccountsSection.client(slot, now))
                        .toList()
                : List.of();
    }

    @Override
    public AcquireTotals totals() {
        long waiting = waited.sum();
        long direct = Math.max(0, recorder.totals().acquired() - waiting);
        return new AcquireTotals(
                direct, waiting, recorder.totals().timedOut(), failed.sum(), rejected.sum(), cancelled.sum());
    }

    @Override
    public long leaks() {
        return leaks.lost();
    }

    @Override
    public @Nullable Duration oldestWait() {
        Waiter<A, C> oldest = places.arrivals().oldest();
        return (oldest != null) ? Duration.ofNanos(Math.max(0, now() - oldest.startNanos())) : null;
    }

    @Override
    public List<PoolMeasure> measures() {
        List<PoolMeasure> measures = new ArrayList<>();
        measures.add(new PoolMeasure(
                "pool.leaks",
                PoolMeasure.Kind.COUNTER,
                "Leases that nobody had closed and nobody could any more",
                this::leaks));
        if (guarding != null) {
            measures.addAll(guarding.measures());
        }
        if (permits != null) {
            measures.addAll(permits.measures());
        }
        return measures;
    }

    @Override
    public Map<String, Object> sections() {
        Map<String, Object> sections = new LinkedHashMap<>();
        sections.put("accounts", AccountsSection.accounts(places.cells(), places.closing()));
        sections.put("acquires", AccountsSection.acquires(totals(), leaks(), oldestWait(), isPaused()));
        sections.put("holders", AccountsSection.holders(places.cells(), now()));
        Shortage found = shortage();
        if (found != null) {
            sections.put("shortage", found.toMap());
        }
        List<SessionRecord> records = sessions();
        sections.put("sessions", SessionsSection.of(summary(records), records));
        sections.put("events", SessionsSection.of(events));
        Map<String, Object> protection = (guarding != null) ? guarding.section() : Map.of();
        if (!protection.isEmpty()) {
            sections.put("protection", protection);
        }
        if (permits != null) {
            sections.put("cluster", permits.section());
        }
        if (!schedule.isEmpty()) {
            sections.put("openWindows", schedule.open());
        }
        return sections;
    }

    @Override
    public Map<String, PagedSection> pagedSections() {
        return Map.of("sessions", query -> SessionsSection.page(sessions(), query));
    }

    @Override
    public String toString() {
        return "AccountPool '" + name + "'";
    }

    // Time

    private void cleanUp() {
        sessions.setClock();
        reclaimLost();
        change(() -> places.cleanUp(now()));
    }

    private void lookAtWindowsLater() {
        if (!schedule.isEmpty() && !places.isClosed()) {
            Future<?> unused = threads.after(schedule.untilNextLook(), this::lookAtWindows);
        }
    }

    private void lookAtWindows() {
        try {
            String what = locked(() -> {
                String changed = schedule.look();
                if (changed != null) {
                    places.change(schedule.rules(), now());
                }
                return changed;
            });
            if (what != null) {
                diary.limitsFollow(what, limits());
            }
        } finally {
            lookAtWindowsLater();
        }
    }

    private void askForLimits() {
        LimitAnswers<A> asked = answers;
        if (asked != null) {
            asked.ask(new LimitOwner());
        }
    }

    /** An alarm that had rung already when it was replaced must not pass for its successor. */
    private void lookWhenDue(long number) {
        change(() -> {
            if (number == alarms) {
                alarm = null;
            }
            places.look(now());
        });
    }

    /** Takes back what leases had that nobody can release any more. */
    private void reclaimLost() {
        for (Reference<?> reference = lost.poll(); reference != null; reference = lost.poll()) {
            if (reference instanceof Hold<?, ?> hold) {
                reclaim(hold);
            }
        }
    }

    @SuppressWarnings("unchecked") // only holds of this pool have its queue
    private void reclaim(Hold<?, ?> reference) {
        Hold<A, C> hold = (Hold<A, C>) reference;
        long now = now();
        change(() -> {
            if (places.retract(hold.slot(), hold.lease(), CloseReason.LEAKED, now)) {
                places.note(() -> lost(hold, now));
            }
        });
    }

    private void lost(Hold<A, C> hold, long now) {
        recorder.discarded(now - hold.sinceNanos());
        diary.lost(hold, now - hold.sinceNanos());
    }

    // The lock

    private <T extends @Nullable Object> T locked(Supplier<T> change) {
        lock.lock();
        try {
            return change.get();
        } finally {
            unlockAndDo();
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            unlockAndDo();
        }
    }

    private @Nullable Work<A, C> reported(Runnable report) {
        lock.lock();
        Work<A, C> work = null;
        try {
            report.run();
        } finally {
            work = unlock();
        }
        return work;
    }

    private void unlockAndDo() {
        calls.begin(unlock());
    }

    private @Nullable Work<A, C> unlock() {
        try {
            if (places.taken() == 0) {
                places.forgetIfOver();
                emptied.signalAll();
            }
            setAlarm();
            return places.takeWork();
        } finally {
            lock.unlock();
        }
    }

    private void setAlarm() {
        Timetable<A, C> timetable = places.timetable();
        if (ended || timetable.isEmpty()) {
            cancelAlarm();
            return;
        }
        long due = timetable.next();
        if (alarm == null || due - alarmAt < 0) {
            cancelAlarm();
            alarmAt = due;
            long number = ++alarms;
            alarm = threads.after(Duration.ofNanos(Math.max(0, due - now())), () -> lookWhenDue(number));
        }
    }

    private void cancelAlarm() {
        Future<?> set = alarm;
        if (set != null) {
            set.cancel(false);
            alarm = null;
        }
    }

    private boolean awaitEmpty(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos(timeout);
            while (places.taken() > 0 && left > 0) {
                left = emptied.awaitNanos(left);
            }
            return places.taken() == 0;
        } finally {
            lock.unlock();
        }
    }

    /** False if interrupted. */
    private boolean awaitEmptyUninterrupted(Duration timeout) {
        try {
            awaitEmpty(timeout);
            return true;
        } catch (InterruptedException ex) {
            return false;
        }
    }

    private long now() {
        return nanoTime.getAsLong();
    }

    private static long nanos(Duration duration) {
        return TimeUnit.NANOSECONDS.convert(duration);
    }

    /** The pool, as those see it who ask for limits. */
    private final class LimitOwner implements LimitAnswers.Owner<A> {

        @Override
        public void change(Runnable change) {
            SlotAccountPool.this.change(change);
        }

        @Override
        public void limitChanged(A account) {
            places.limitChanged(account, now());
        }

        @Override
        public void told(A account, int from, int to) {
            diary.limitFollows(account, from, to);
        }

        @Override
        public void limitsChanged() {
            places.limitsChanged(now());
        }

        @Override
        public boolean isClosed() {
            return places.isClosed();
        }
    }

    /** What refusals say of the whole pool. */
    private final class Figures implements Refusals.Numbers {

        @Override
        public int inUse() {
            return places.taken() - snapshot().idle();
        }

        @Override
        public int maxSize() {
            return limits().maxSize();
        }

        @Override
        public int pending() {
            return places.arrivals().count();
        }

        @Override
        public boolean isRejecting() {
            return limits().isRejecting();
        }
    }
}
