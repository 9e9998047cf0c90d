/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A lease that asks its place whether it still holds. Its holder ends it once; whatever comes after does nothing. */
final class SlotLease<A, C> implements Lease<C> {

    private static final VarHandle ENDED;

    static {
        try {
            ENDED = MethodHandles.lookup().findVarHandle(SlotLease.class, "ended", boolean.class);
        } catch (ReflectiveOperationException ex) {
            throw new ExceptionInInitializerError(ex);
        }
    }

    private final SlotAccountPool<A, C> pool;
    private final Slot<A, C> slot;
    private final long number;
    private final boolean opened;
    private final long sinceNanos;
    private @Nullable Hold<A, C> hold;
    private volatile boolean closeAfterUse;

    @SuppressWarnings("UnusedVariable") // by its handle
    private volatile boolean ended;

    SlotLease(SlotAccountPool<A, C> pool, Slot<A, C> slot, long number, boolean opened, long sinceNanos) {
        this.pool = pool;
        this.slot = slot;
        this.number = number;
        this.opened = opened;
        this.sinceNanos = sinceNanos;
    }

    @Override
    public C client() {
        if (!isHeld()) {
            throw new IllegalStateException(
                    "The lease of account '%s' has ended: it was closed or discarded, or the pool took the client back"
                            .formatted(Refusals.label(slot.cell().account())));
        }
        if (!slot.isPermitted()) {
            // The pool learns of it as well, and may be late: a process can be stopped for longer than a permit holds.
            throw new IllegalStateException(
                    "The client of account '%s' must not be used any more: its permit of the cluster has ended"
                            .formatted(Refusals.label(slot.cell().account())));
        }
        return slot.client();
    }

    @Override
    public boolean opened() {
        return opened;
    }

    @Override
    public void close() {
        if (end()) {
            try {
                pool.release(this);
            } finally {
                GuardedUse use = use();
                if (use != null) {
                    use.succeeded();
                }
            }
        }
    }

    @Override
    public void discard() {
        if (end()) {
            try {
                pool.discard(this);
            } finally {
                GuardedUse use = use();
                if (use != null) {
                    use.unused();
                }
            }
        }
    }

    @Override
    public void closeAfterUse() {
        closeAfterUse = true;
    }

    @Override
    public void failed(Throwable error) {
        if (isHeld()) {
            slot.failed(error);
            hold().tally(pool::newTally).failed(error);
            GuardedUse use = use();
            if (use != null) {
                use.failed(error);
            }
        }
    }

    @Override
    public void count(String counter, long amount) {
        if (amount < 0) {
            throw new IllegalArgumentException("amount must not be negative but is " + amount);
        }
        if (isHeld()) {
            hold().tally(pool::newTally).count(counter, amount);
        }
    }

    private boolean isHeld() {
        return !ended && slot.isHeldBy(number);
    }

    Slot<A, C> slot() {
        return slot;
    }

    long number() {
        return number;
    }

    long sinceNanos() {
        return sinceNanos;
    }

    boolean isToClose() {
        return closeAfterUse;
    }

    Hold<A, C> hold() {
        return Objects.requireNonNull(hold);
    }

    /** To be called before the holder sees the lease. */
    void hold(Hold<A, C> hold) {
        this.hold = hold;
    }

    /** To be called before the holder sees the lease; the client may have been taken back already. */
    void guardedBy(GuardedUse use) {
        Hold<A, C> known = hold;
        if (known != null) {
            known.use(use);
        }
        if (!slot.isHeldBy(number)) {
            use.unused();
        }
    }

    private @Nullable GuardedUse use() {
        Hold<A, C> known = hold;
        return (known != null) ? known.use() : null;
    }

    private boolean end() {
        if (!ENDED.compareAndSet(this, false, true)) {
            return false;
        }
        hold().end();
        return true;
    }
}
