/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.BackendEvidence;
import org.poolstarter.pool.CloseReason;

/**
 * One place of the pool and the client in it, from the decision to open it until it is closed; the only class that
 * changes the state of that place.
 *
 * <pre>
 *           fail                  giveBack   handOver
 *  FAILED <------ OPENING     +---------------+ +--+
 *    ^               |  |     v               | |  v
 *    |          open |  +-> IDLE --- lend --> ACTIVE
 *    | fail          |  open  | ^              |
 *    |        giveUp |        | | pass         |
 *    +------------- LATE      | +-------+      |
 *                    |        | check   |      |
 *      arriveTooLate |        +--> VALIDATING  |
 *                    |        |         |      |
 *                    |  evict |  reject |      | retract
 *                    v        v         v      v
 *                    +------> CLOSING <--------+ --- end --> CLOSED
 * </pre>
 *
 * <p>Each arrow is one method. False, or {@link #NOT_LENT}, means that the place was not in the state the arrow begins
 * in, because another event came first; then nothing has changed. A place counts against the limits in every state but
 * FAILED and CLOSED.
 *
 * <p>Each lend has a number of its own, and only its number can end it: a late release of an old lease finds another
 * number and changes nothing. The number is also the count of uses.
 *
 * <p>A doomed place ends as soon as its holder or the factory lets go of it: {@code giveBack}, {@code handOver} and
 * {@code pass} do not apply to it, and {@code arriveTooLate} applies to it while it is OPENING.
 *
 * <p>State, doom and the number of the last lend are one word, changed by compare-and-set: {@code lend} and {@code
 * giveBack} by any thread, everything else under the lock of the pool. What the first two write besides, they write
 * before the word. All other fields are written under the lock, and read without it where they are volatile.
 */
@SuppressWarnings("EnumOrdinal") // the states are bits of a word here, and nowhere else
final class Slot<A, C> {

    enum State {
        /** The factory is asked for a client, and callers may count on it. */
        OPENING,
        /** The factory took too long; the place stays taken until it returns, and what it returns is closed. */
        LATE,
        /** Open and free. */
        IDLE,
        /** Being asked whether it still works; neither free nor held. */
        VALIDATING,
        /** Held by a caller. */
        ACTIVE,
        /** Being closed; the place stays taken until that has ended. */
        CLOSING,
        /** Closed; the place is free. */
        CLOSED,
        /** Never opened; the place is free. */
        FAILED
    }

    /** The number of no lease. */
    static final long NOT_LENT = 0;

    private static final State[] STATES = State.values();
    private static final long STATE_MASK = 7;
    private static final long DOOMED = 8;
    private static final int LEASE_SHIFT = 4;

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(Slot.class, "word", long.class);
        } catch (ReflectiveOperationException ex) {
            throw new ExceptionInInitializerError(ex);
        }
    }

    private final Cell<A, C> cell;
    private final ClientFactory<A, C> factory;
    private final Heap.Entry<Slot<A, C>> deadline = new Heap.Entry<>(this);
    private final Heap.Entry<Slot<A, C>> lastUse = new Heap.Entry<>(this);
    private volatile long word = State.OPENING.ordinal();

    /* Written before the word: when the present use or rest began, until when this client may be lent as it is, and
    its rank among the rests of its account. */
    private long since;
    private long reuseUntil;
    private int rank;

    /* Written by the holder, after the word. */
    private volatile @Nullable Hold<A, C> hold;
    private volatile int errors;
    private volatile @Nullable String lastError;

    private @Nullable Waiter<A, C> openedFor;
    private AccountPermits.@Nullable Permit permit;
    private @Nullable C client;
    private volatile long openedAt;
    private volatile long validatedAt;
    private volatile long lifeEnd;
    private volatile @Nullable CloseReason closeReason;
    private volatile long due;
    private volatile boolean benched;
    private long leaseSeen;

    /**
     * A place in OPENING.
     *
     * @param factory whose client it will be
     * @param openedFor the caller whose want has it opened
     */
    Slot(Cell<A, C> cell, ClientFactory<A, C> factory, Waiter<A, C> openedFor, long nowNanos) {
        this.cell = cell;
        this.factory = factory;
        this.openedFor = openedFor;
        this.since = nowNanos;
        this.openedAt = nowNanos;
        this.validatedAt = nowNanos;
        this.lifeEnd = nowNanos;
    }

    boolean open(C client, long reuseUntil, long lifeEnd, long nowNanos) {
        long seen = word;
        if (stateOf(seen) != State.OPENING || isDoomed(seen)) {
            return false;
        }
        arrived(client, nowNanos);
        this.reuseUntil = reuseUntil;
        this.lifeEnd = lifeEnd;
        return move(seen, State.IDLE);
    }

    /** Whatever comes of it, it is not for the caller any more whose want had it opened: that one is forgotten. */
    boolean giveUp() {
        long seen = word;
        openedFor = null;
        return stateOf(seen) == State.OPENING && move(seen, State.LATE);
    }

    /** What nobody waits for any more has arrived. */
    boolean arriveTooLate(C client, CloseReason reason, long nowNanos) {
        long seen = word;
        State state = stateOf(seen);
        if (state != State.LATE && !(state == State.OPENING && isDoomed(seen))) {
            return false;
        }
        arrived(client, nowNanos);
        return close(seen, reason);
    }

    boolean fail() {
        long seen = word;
        State state = stateOf(seen);
        return (state == State.OPENING || state == State.LATE) && move(seen, State.FAILED);
    }

    /** Begins a lease and returns its number. Any thread. */
    long lend(long nowNanos) {
        long seen = word;
        if (stateOf(seen) != State.IDLE) {
            return NOT_LENT;
        }
        since = nowNanos;
        long lease = (seen >>> LEASE_SHIFT) + 1;
        return WORD.compareAndSet(this, seen, wordOf(State.ACTIVE, lease)) ? lease : NOT_LENT;
    }

    /** Ends a lease; the client may be lent as it is until the given time. Any thread that ends this lease. */
    boolean giveBack(long lease, long reuseUntil, long nowNanos) {
        long held = wordOf(State.ACTIVE, lease);
        if (word != held) {
            return false;
        }
        this.reuseUntil = reuseUntil;
        since = nowNanos;
        return WORD.compareAndSet(this, held, wordOf(State.IDLE, lease));
    }

    /** Ends a lease and begins another one, whose number it returns. */
    long handOver(long lease, long nowNanos) {
        long held = wordOf(State.ACTIVE, lease);
        if (word != held) {
            return NOT_LENT;
        }
        since = nowNanos;
        return WORD.compareAndSet(this, held, wordOf(State.ACTIVE, lease + 1)) ? lease + 1 : NOT_LENT;
    }

    boolean retract(long lease, CloseReason reason) {
        for (long seen = word; isLease(seen, lease); seen = word) {
            if (close(seen, reason)) {
                return true;
            }
        }
        return false;
    }

    boolean check() {
        long seen = word;
        return stateOf(seen) == State.IDLE && move(seen, State.VALIDATING);
    }

    /** It works, and may be lent as it is until the given time. The rest goes on that had begun before. */
    boolean pass(long reuseUntil, long nowNanos) {
        long seen = word;
        if (stateOf(seen) != State.VALIDATING || isDoomed(seen)) {
            return false;
        }
        this.reuseUntil = reuseUntil;
        validatedAt = nowNanos;
        return move(seen, State.IDLE);
    }

    boolean reject(CloseReason reason) {
        long seen = word;
        return stateOf(seen) == State.VALIDATING && close(seen, reason);
    }

    boolean evict(CloseReason reason) {
        long seen = word;
        return stateOf(seen) == State.IDLE && close(seen, reason);
    }

    boolean end() {
        long seen = word;
        return stateOf(seen) == State.CLOSING && move(seen, State.CLOSED);
    }

    /** Has a place closed as soon as it is let go. False if it is idle, which asks for {@link #evict}, or at its end. */
    boolean doom(CloseReason reason) {
        for (long seen = word; ; seen = word) {
            switch (stateOf(seen)) {
                case OPENING, VALIDATING, ACTIVE -> {
                    if (!isDoomed(seen)) {
                        closeReason = reason;
                    }
                    if (WORD.compareAndSet(this, seen, seen | DOOMED)) {
                        return true;
                    }
                }
                default -> {
                    return false;
                }
            }
        }
    }

    Cell<A, C> cell() {
        return cell;
    }

    ClientFactory<A, C> factory() {
        return factory;
    }

    State state() {
        return stateOf(word);
    }

    boolean isIdle() {
        return stateOf(word) == State.IDLE;
    }

    /** The number of the last lease, which is also how often the client was lent. */
    long lastLease() {
        return word >>> LEASE_SHIFT;
    }

    /** Whether this lease has not ended. */
    boolean isHeldBy(long lease) {
        return isLease(word, lease);
    }

    /** The caller whose want had this place opened, while it is opened; it may have been served otherwise or have left. */
    @Nullable
    Waiter<A, C> openedFor() {
        return openedFor;
    }

    /** The client of a place that is or was open. */
    C client() {
        return Objects.requireNonNull(client);
    }

    /** The permit of the cluster for this place; null without a cluster. */
    AccountPermits.@Nullable Permit permit() {
        return permit;
    }

    /** To be called before anybody else sees the place. */
    void permit(AccountPermits.@Nullable Permit permit) {
        this.permit = permit;
    }

    /** Whether no cluster has taken back what it has granted. */
    boolean isPermitted() {
        AccountPermits.Permit known = permit;
        return known == null || known.isValid();
    }

    /** Why a place in CLOSING or CLOSED is closed, or a doomed one will be. */
    CloseReason closeReason() {
        return Objects.requireNonNull(closeReason);
    }

    /** When the present lease or rest began. */
    long since() {
        return since;
    }

    long openedAt() {
        return openedAt;
    }

    /** When an idle client was last known to work: opened, given back or validated. */
    long aliveAt() {
        long begin = since;
        long validated = validatedAt;
        return (validated - begin > 0) ? validated : begin;
    }

    long lifeEnd() {
        return lifeEnd;
    }

    boolean isReusable(long nowNanos) {
        return nowNanos - reuseUntil < 0;
    }

    int rank() {
        return rank;
    }

    void rank(int rank) {
        this.rank = rank;
    }

    @Nullable
    Hold<A, C> hold() {
        return hold;
    }

    void hold(Hold<A, C> hold) {
        this.hold = hold;
    }

    int errors() {
        return errors;
    }

    @Nullable
    String lastError() {
        return lastError;
    }

    /** To be called by the holder alone. */
    void failed(Throwable error) {
        lastError = BackendEvidence.describe(error);
        int before = errors;
        errors = before + 1;
    }

    Heap.Entry<Slot<A, C>> deadline() {
        return deadline;
    }

    Heap.Entry<Slot<A, C>> lastUse() {
        return lastUse;
    }

    /** When this place will be looked at. */
    long due() {
        return due;
    }

    void due(long due) {
        this.due = due;
    }

    /** Whether it was found in use when an idle client was looked for, and has to be told when it comes back. */
    boolean isBenched() {
        return benched;
    }

    void benched(boolean benched) {
        this.benched = benched;
    }

    /** Whether it was lent since this was asked last. */
    boolean wasLentSinceSeen() {
        long lease = lastLease();
        boolean lent = lease != leaseSeen;
        leaseSeen = lease;
        return lent;
    }

    private void arrived(C client, long nowNanos) {
        this.client = client;
        openedFor = null;
        openedAt = nowNanos;
        validatedAt = nowNanos;
        since = nowNanos;
    }

    private boolean close(long seen, CloseReason reason) {
        CloseReason before = closeReason;
        closeReason = isDoomed(seen) ? before : reason;
        if (move(seen, State.CLOSING)) {
            return true;
        }
        closeReason = before;
        return false;
    }

    private boolean move(long seen, State to) {
        return WORD.compareAndSet(this, seen, wordOf(to, seen >>> LEASE_SHIFT) | (seen & DOOMED));
    }

    /** Whether it is closed as soon as it is let go. */
    boolean isDoomed() {
        return isDoomed(word);
    }

    private static boolean isLease(long word, long lease) {
        return (word & ~DOOMED) == wordOf(State.ACTIVE, lease);
    }

    private static boolean isDoomed(long word) {
        return (word & DOOMED) != 0;
    }

    private static State stateOf(long word) {
        return STATES[(int) (word & STATE_MASK)];
    }

    private static long wordOf(State state, long lease) {
        return (lease << LEASE_SHIFT) | state.ordinal();
    }
}
