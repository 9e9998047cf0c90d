/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One caller who waits for a client of an account, until it is granted one, is refused, or leaves. Guarded by the lock
 * of the pool; once it has ended its caller reads it without.
 */
final class Waiter<A, C> {

    private final Cell<A, C> cell;
    private final Condition ended;
    private @Nullable Slot<A, C> opening;
    private @Nullable Grant<A, C> grant;
    private @Nullable Supplier<AcquireException> refusal;

    /**
     * A caller who does not wait yet.
     *
     * @param ended a condition of the pool's lock and of this caller alone
     */
    Waiter(Cell<A, C> cell, Condition ended) {
        this.cell = cell;
        this.ended = ended;
    }

    Cell<A, C> cell() {
        return cell;
    }

    /** Waits on the system's clock; returns whether it has ended in time. */
    boolean await(Duration timeout) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.convert(timeout);
        while (!hasEnded() && left > 0) {
            left = ended.awaitNanos(left);
        }
        return hasEnded();
    }

    boolean hasEnded() {
        return grant != null || refusal != null;
    }

    void openBegan(Slot<A, C> slot) {
        opening = slot;
    }

    /** Whether a client is being opened for this caller. */
    boolean hasOpening() {
        return opening != null && opening.state() == Slot.State.OPENING;
    }

    void grant(Grant<A, C> grant) {
        this.grant = grant;
        ended.signal();
    }

    /** The exception is made on the caller's thread, so that its trace shows the caller. */
    void refuse(Supplier<AcquireException> refusal) {
        this.refusal = refusal;
        ended.signal();
    }

    /** What an ended waiter was granted; throws what it was refused with. */
    Grant<A, C> result() {
        if (refusal != null) {
            throw refusal.get();
        }
        return Objects.requireNonNull(grant);
    }
}
