/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.BackendEvidence;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.PoolEventType;
import org.poolstarter.pool.PoolEvents;
import org.poolstarter.pool.PoolRecorder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts, logs and tells what should not happen to a pool. */
final class PoolDiary<A, C> implements Places.Journal<A, C> {

    private static final Logger logger = LoggerFactory.getLogger(AccountPool.class);

    private final String pool;
    private final PoolRecorder recorder;
    private final PoolEvents events;
    private final Supplier<AccountPoolSettings> limits;
    private final Sessions<A, C> sessions;
    private final Leaks<A, C> leaks;
    private final @Nullable Guarding<A> guarding;
    private final Runnable askForLimits;
    private volatile boolean leak;

    /**
     * A diary of one pool.
     *
     * @param askForLimits begins to ask for the limits of accounts
     */
    PoolDiary(
            String pool,
            PoolRecorder recorder,
            PoolEvents events,
            Sessions<A, C> sessions,
            Leaks<A, C> leaks,
            Supplier<AccountPoolSettings> limits,
            @Nullable Guarding<A> guarding,
            Runnable askForLimits) {
        this.pool = pool;
        this.recorder = recorder;
        this.events = events;
        this.sessions = sessions;
        this.leaks = leaks;
        this.limits = limits;
        this.guarding = guarding;
        this.askForLimits = askForLimits;
    }

    /** Whether a lease was ever held for too long or lost. */
    boolean hasLeak() {
        return leak;
    }

    @Override
    public void openFailed(Slot<A, C> slot, Throwable cause) {
        recorder.openFailed(cause);
        tellOpenFailed(slot, cause);
    }

    private void tellOpenFailed(Slot<A, C> slot, Throwable cause) {
        String error = BackendEvidence.describe(cause);
        slot.cell().failure(error);
        Map<String, Object> details = Map.of("error", error);
        events.publish(PoolEventType.OPEN_FAILED, slot.cell().account(), details);
    }

    @Override
    public void parked(Cell<A, C> cell, Duration retryAfter) {
        events.publish(PoolEventType.PARKED, cell.account(), Map.of("retryAfter", retryAfter));
    }

    @Override
    public void openOverdue(Slot<A, C> slot, Throwable cause) {
        openFailed(slot, cause);
        logger.warn(
                "{}: opening a client takes longer than {} ms; its place stays taken until that ends",
                where(slot),
                limits.get().connectTimeout().toMillis());
    }

    @Override
    public void closeOverdue(Slot<A, C> slot) {
        logger.warn(
                "{}: closing a client takes longer than {} ms; its place stays taken until that ends",
                where(slot),
                limits.get().connectTimeout().toMillis());
    }

    @Override
    public void heldForLong(Slot<A, C> slot, Hold<A, C> hold, long heldNanos) {
        leak = true;
        leaks.overdue(hold);
        sessions.leaks(hold, heldNanos);
        logger.warn(
                "{}: a client has been held for {} ms, of {} ms that it may be. {}",
                where(slot),
                TimeUnit.NANOSECONDS.toMillis(heldNanos),
                limits.get().sessionTimeout().toMillis(),
                origin(hold));
    }

    @Override
    public void sessionEnded(Slot<A, C> slot, CloseReason reason, long heldNanos) {
        recorder.discarded(heldNanos);
        Hold<A, C> hold = slot.hold();
        // Without one, or with that of the lease before, its caller was not awake yet, and finds the session ended.
        if (hold != null && hold.lease() == slot.lastLease()) {
            hold.endUnused();
            if (hold.takeOnce()) {
                sessions.ended(hold, endOf(reason), hold.sinceNanos() + heldNanos);
            }
        }
        if (reason == CloseReason.SESSION_TIMEOUT) {
            logger.warn(
                    "{}: a client was held for longer than the session timeout of {} ms and is closed under its holder",
                    where(slot),
                    limits.get().sessionTimeout().toMillis());
        }
    }

    @Override
    public void permitLost(Slot<A, C> slot, boolean held) {
        events.publish(PoolEventType.PERMIT_LOST, slot.cell().account(), Map.of("held", held));
        logger.warn(
                "{}: the permit of the cluster for a client has ended, so it is closed{}",
                where(slot),
                held ? " under its holder" : "");
    }

    /** How a session ended that the pool has ended for this reason. */
    static SessionEnd endOf(CloseReason reason) {
        return switch (reason) {
            case SESSION_TIMEOUT -> SessionEnd.EXPIRED;
            case EVICTED -> SessionEnd.DRAINED; // only the deadline of a drain evicts what is held
            case PERMIT_LOST -> SessionEnd.PERMIT_LOST;
            default -> SessionEnd.POOL_CLOSED;
        };
    }

    @Override
    public void openFailedUnseen(A account, Throwable cause) {
        if (guarding != null) {
            guarding.openFailed(account, cause);
        }
    }

    @Override
    public void limitsWanted() {
        askForLimits.run();
    }

    /** The limits of the pool have changed by themselves. */
    void limitsFollow(String what, AccountPoolSettings inForce) {
        events.publish(
                PoolEventType.LIMIT_CHANGED,
                null,
                Map.of("window", what, "maxSize", inForce.maxSize(), "maxPerAccount", inForce.maxPerAccount()));
        logger.info(
                "Account pool '{}': window {}; max-size is {}, max-per-account {}",
                pool,
                what,
                inForce.maxSize(),
                inForce.maxPerAccount());
    }

    /** The limit of an account that somebody else says has changed; 0 where nothing was or is said. */
    void limitFollows(A account, int from, int to) {
        events.publish(PoolEventType.LIMIT_CHANGED, account, Map.of("from", from, "to", to));
        logger.info("{}: its limit is {} now, and was {}", Refusals.where(pool, account), limit(to), limit(from));
    }

    private static Object limit(int limit) {
        return (limit == LimitAnswers.NOTHING) ? "that of all" : limit;
    }

    /** The protection of an account has changed. */
    void protectionChanged(A account, String from, String to) {
        events.publish(PoolEventType.BREAKER_CHANGED, account, Map.of("from", from, "to", to));
        logger.info("{}: its protection is {} now, and was {}", Refusals.where(pool, account), to, from);
    }

    /** Its lease can no longer be closed by anybody. */
    void lost(Hold<A, C> hold, long heldNanos) {
        leak = true;
        leaks.lost(hold.sinceNanos() + heldNanos);
        hold.endUnused();
        sessions.lost(hold, heldNanos);
        sessions.ended(hold, SessionEnd.LEAKED, hold.sinceNanos() + heldNanos);
        logger.warn(
                "{}: a lease was lost without having been closed, {} ms after it began; its client is closed. {}",
                where(hold.slot()),
                TimeUnit.NANOSECONDS.toMillis(heldNanos),
                origin(hold));
    }

    private static String origin(Hold<?, ?> hold) {
        Throwable stack = hold.stack();
        if (stack != null) {
            return "It was acquired at\n" + Stacks.of(stack.getStackTrace());
        }
        Thread thread = hold.thread();
        if (thread != null && thread.isAlive()) {
            return "It was acquired by thread '%s', which is now at%n%s"
                    .formatted(Stacks.nameOf(thread), Stacks.of(thread.getStackTrace()));
        }
        return "The next leases keep where they are acquired, unless leak-stacks is none";
    }

    private String where(Slot<A, C> slot) {
        return Refusals.where(pool, slot.cell().account());
    }
}
