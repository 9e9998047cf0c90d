/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One caller who waits for a client of an account, until it is lent one, is refused, or leaves; the first of these
 * counts. Ended under the lock of the pool, read by its caller without it.
 *
 * <p>Callers of one account are ranked by the time at which they came, to which each step of priority is worth a fixed
 * time: one of higher priority overtakes those who came at most that much earlier, so nobody is overtaken for ever.
 */
final class Waiter<A, C> implements Comparable<Waiter<A, C>> {

    /** What a waiter was lent. */
    record Loan<A, C>(Slot<A, C> slot, long lease, boolean opened, long sinceNanos) {}

    private final Cell<A, C> cell;
    private final boolean fresh;
    private final long startNanos;
    private final long rank;
    private final long number;
    private final Consumer<Waiter<A, C>> wake;

    /* Guarded by the lock of the pool. */
    private @Nullable Slot<A, C> opening;
    private boolean left;
    private boolean impatient;

    private volatile @Nullable Loan<A, C> loan;
    private volatile @Nullable Supplier<AcquireException> refusal;

    /**
     * A caller who does not wait yet.
     *
     * @param fresh whether only a client opened for it will do
     * @param rank the time it came, less what its priority is worth
     * @param number its number, by which equal ranks are told apart
     * @param wake to be called once it has ended, outside the lock
     */
    Waiter(Cell<A, C> cell, boolean fresh, long startNanos, long rank, long number, Consumer<Waiter<A, C>> wake) {
        this.cell = cell;
        this.fresh = fresh;
        this.startNanos = startNanos;
        this.rank = rank;
        this.number = number;
        this.wake = wake;
    }

    Cell<A, C> cell() {
        return cell;
    }

    boolean isFresh() {
        return fresh;
    }

    /** Whether it waits for a client to be opened, but not for others to release. */
    boolean isImpatient() {
        return impatient;
    }

    void impatient(boolean impatient) {
        this.impatient = impatient;
    }

    long startNanos() {
        return startNanos;
    }

    /** Whether it was lent a client or refused one. */
    boolean hasEnded() {
        return loan != null || refusal != null;
    }

    @Nullable
    Loan<A, C> loan() {
        return loan;
    }

    /** Makes the exception on the thread that asks, so that its trace shows the caller; null if not refused. */
    @Nullable
    AcquireException refusal() {
        Supplier<AcquireException> known = refusal;
        return (known != null) ? known.get() : null;
    }

    void openBegan(Slot<A, C> slot) {
        opening = slot;
    }

    /** Whether a client is being opened for this caller. */
    boolean hasOpening() {
        return opening != null && opening.state() == Slot.State.OPENING;
    }

    void lend(Loan<A, C> loan) {
        this.loan = loan;
    }

    void refuse(Supplier<AcquireException> refusal) {
        this.refusal = refusal;
    }

    /** False if it has left or ended before. */
    boolean leave() {
        if (left || hasEnded()) {
            return false;
        }
        left = true;
        return true;
    }

    void wake() {
        wake.accept(this);
    }

    /** Waits on the system's clock until ended; false if the time was up or the thread was interrupted before. */
    boolean await(long nanos) {
        long deadline = System.nanoTime() + nanos;
        for (long left = nanos; !hasEnded(); left = deadline - System.nanoTime()) {
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(this, left);
        }
        return true;
    }

    @Override
    public int compareTo(Waiter<A, C> other) {
        long difference = rank - other.rank;
        return (difference != 0) ? Long.signum(difference) : Long.compare(number, other.number);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }
}
