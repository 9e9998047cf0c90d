/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.Slot.State;

/**
 * How many places are in each state, and how many callers wait. Written only under the lock of the pool, so that there
 * the counts agree; read by all without it, one after another. What is counted here is counted in the whole too.
 */
final class Tally {

    private final @Nullable Tally whole;
    private final Map<State, AtomicInteger> byState = new EnumMap<>(State.class);
    private final AtomicInteger pending = new AtomicInteger();

    Tally(@Nullable Tally whole) {
        this.whole = whole;
        for (State state : State.values()) {
            byState.put(state, new AtomicInteger());
        }
    }

    void enter(State state) {
        of(state).incrementAndGet();
        if (whole != null) {
            whole.enter(state);
        }
    }

    void move(State from, State to) {
        of(from).decrementAndGet();
        of(to).incrementAndGet();
        if (whole != null) {
            whole.move(from, to);
        }
    }

    void callerWaits() {
        pending.incrementAndGet();
        if (whole != null) {
            whole.callerWaits();
        }
    }

    void callerWaitsNoMore() {
        pending.decrementAndGet();
        if (whole != null) {
            whole.callerWaitsNoMore();
        }
    }

    int active() {
        return in(State.ACTIVE);
    }

    int idle() {
        return in(State.IDLE);
    }

    /** Clients on their way to a caller: being opened or validated, those that are late included. */
    int opening() {
        return supply() + in(State.LATE);
    }

    /** Clients on their way that a caller may count on. */
    int supply() {
        return in(State.OPENING) + in(State.VALIDATING);
    }

    int closing() {
        return in(State.CLOSING);
    }

    int pending() {
        return pending.get();
    }

    /** Places taken, whatever for: what the limits bound. */
    int places() {
        return active() + idle() + opening() + closing();
    }

    /** Places taken by anything but idle clients. */
    int inUse() {
        return active() + opening() + closing();
    }

    private int in(State state) {
        return of(state).get();
    }

    private AtomicInteger of(State state) {
        return Objects.requireNonNull(byState.get(state));
    }
}
