/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.BackendEvidence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been decided under the lock of the pool and is to be done after it: callers to be woken, calls of the
 * factory, and whatever else must not happen under a lock. Guarded by that lock until it is taken away.
 */
final class Work<A, C> {

    enum Call {
        OPEN,
        VALIDATE,
        CLOSE
    }

    /** One call of the factory. */
    record Order<A, C>(Call call, Slot<A, C> slot) {}

    private static final Logger logger = LoggerFactory.getLogger(Work.class);

    private final List<Waiter<A, C>> ended = new ArrayList<>(2);
    private final List<Order<A, C>> orders = new ArrayList<>(2);
    private final List<Runnable> notes = new ArrayList<>(2);

    void wake(Waiter<A, C> waiter) {
        ended.add(waiter);
    }

    void order(Call call, Slot<A, C> slot) {
        orders.add(new Order<>(call, slot));
    }

    void note(Runnable note) {
        notes.add(note);
    }

    boolean isEmpty() {
        return ended.isEmpty() && orders.isEmpty() && notes.isEmpty();
    }

    List<Order<A, C>> orders() {
        return orders;
    }

    /** Takes the first order away; null if there is none. */
    @Nullable
    Order<A, C> takeOne() {
        return orders.isEmpty() ? null : orders.remove(0);
    }

    void add(Work<A, C> more) {
        ended.addAll(more.ended);
        orders.addAll(more.orders);
        notes.addAll(more.notes);
    }

    /** Runs what writes something down, which must stop nobody. */
    static void tryRun(Runnable note) {
        try {
            note.run();
        } catch (Throwable ex) {
            // Whatever a log, or the message of an exception of the application, throws, errors included: nobody may be
            // left waiting, and what is ordered must be done.
            tryLog(ex);
        }
    }

    private static void tryLog(Throwable failure) {
        try {
            logger.error("An account pool could not write down what has happened", failure);
        } catch (Throwable ex) {
            // The failure itself may be what no log can write.
            logger.error("An account pool could not write down: {}", BackendEvidence.describe(failure));
        }
    }

    /** Writes down first, so that a caller finds done what its end depends on. */
    void noteAndWake() {
        notes.forEach(Work::tryRun);
        ended.forEach(Waiter::wake);
    }
}
