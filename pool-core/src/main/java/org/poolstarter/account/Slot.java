/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.CloseReason;

/**
 * One place of the pool and the client in it, from the decision to open it until it is closed; the only class that
 * changes the state of that place.
 *
 * <pre>
 *           fail                  giveBack
 *  FAILED <------ OPENING     +----------------+
 *    ^               |  |     v                |
 *    |          open |  +-> IDLE --- lend --> ACTIVE
 *    | fail          |  open  | ^              |
 *    |        giveUp |        | | pass         |
 *    +------------- LATE      | +-------+      |
 *                    |        | check   |      |
 *         arriveLate |        +--> VALIDATING  |
 *                    |        |         |      |
 *                    |  evict |  reject |      | retract
 *                    v        v         v      v
 *                    +------> CLOSING <--------+ --- end --> CLOSED
 * </pre>
 *
 * <p>Each arrow is one method. False means that the place was not in the state the arrow begins in, because another
 * event came first; then nothing has changed. A place counts against the limits in every state but FAILED and CLOSED.
 *
 * <p>Each lend has a number of its own, and only its number can end it: a late release of an old lease finds another
 * number and changes nothing.
 *
 * <p>All fields are guarded by the lock of the pool, except {@code lease}, which is written under it and read by all.
 */
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

    private static final long NOT_LENT = 0;

    private final Cell<A, C> cell;
    private final Waiter<A, C> openedFor;
    private State state = State.OPENING;
    private long since;
    private long openedAt;
    private long lastLease = NOT_LENT;
    private volatile long lease = NOT_LENT;
    private @Nullable C client;
    private @Nullable CloseReason closeReason;

    /** A place in OPENING, counted at once. */
    Slot(Cell<A, C> cell, Waiter<A, C> openedFor, long nowNanos) {
        this.cell = cell;
        this.openedFor = openedFor;
        this.since = nowNanos;
        cell.tally().enter(state);
    }

    boolean open(C client, long nowNanos) {
        if (!move(State.OPENING, State.IDLE, nowNanos)) {
            return false;
        }
        this.client = client;
        openedAt = nowNanos;
        return true;
    }

    boolean giveUp(long nowNanos) {
        return move(State.OPENING, State.LATE, nowNanos);
    }

    boolean arriveLate(C client, long nowNanos) {
        if (!close(Set.of(State.LATE), CloseReason.DISCARDED, nowNanos)) {
            return false;
        }
        this.client = client;
        openedAt = nowNanos;
        return true;
    }

    boolean fail(long nowNanos) {
        return move(EnumSet.of(State.OPENING, State.LATE), State.FAILED, nowNanos);
    }

    /** Begins a lease; its number is then {@link #lease()}. */
    boolean lend(long nowNanos) {
        if (!move(State.IDLE, State.ACTIVE, nowNanos)) {
            return false;
        }
        lastLease++;
        lease = lastLease;
        return true;
    }

    boolean giveBack(long lease, long nowNanos) {
        if (!isHeldBy(lease) || !move(State.ACTIVE, State.IDLE, nowNanos)) {
            return false;
        }
        this.lease = NOT_LENT;
        return true;
    }

    boolean retract(long lease, CloseReason reason, long nowNanos) {
        if (!isHeldBy(lease) || !close(Set.of(State.ACTIVE), reason, nowNanos)) {
            return false;
        }
        this.lease = NOT_LENT;
        return true;
    }

    boolean check(long nowNanos) {
        return move(State.IDLE, State.VALIDATING, nowNanos);
    }

    boolean pass(long nowNanos) {
        return move(State.VALIDATING, State.IDLE, nowNanos);
    }

    boolean reject(CloseReason reason, long nowNanos) {
        return close(Set.of(State.VALIDATING), reason, nowNanos);
    }

    boolean evict(CloseReason reason, long nowNanos) {
        return close(Set.of(State.IDLE), reason, nowNanos);
    }

    boolean end(long nowNanos) {
        return move(State.CLOSING, State.CLOSED, nowNanos);
    }

    Cell<A, C> cell() {
        return cell;
    }

    /** The caller whose want had this place opened; it may have been served otherwise or have left. */
    Waiter<A, C> openedFor() {
        return openedFor;
    }

    State state() {
        return state;
    }

    /** How long it has been in its state, in nanoseconds. */
    long timeInState(long nowNanos) {
        return nowNanos - since;
    }

    /** How long its client has been open, in nanoseconds. */
    long age(long nowNanos) {
        return nowNanos - openedAt;
    }

    /** The number of the lease now, or of none. */
    long lease() {
        return lease;
    }

    /** Whether this lease has not ended. Needs no lock. */
    boolean isHeldBy(long lease) {
        return lease != NOT_LENT && this.lease == lease;
    }

    /** The client of a place that is or was open. */
    C client() {
        return Objects.requireNonNull(client);
    }

    /** Why a place in CLOSING or CLOSED is closed. */
    CloseReason closeReason() {
        return Objects.requireNonNull(closeReason);
    }

    private boolean close(Set<State> from, CloseReason reason, long nowNanos) {
        if (!move(from, State.CLOSING, nowNanos)) {
            return false;
        }
        closeReason = reason;
        return true;
    }

    private boolean move(State from, State to, long nowNanos) {
        return move(Set.of(from), to, nowNanos);
    }

    private boolean move(Set<State> from, State to, long nowNanos) {
        if (!from.contains(state)) {
            return false;
        }
        cell.tally().move(state, to);
        state = to;
        since = nowNanos;
        return true;
    }
}
