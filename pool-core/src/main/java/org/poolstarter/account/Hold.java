/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the pool knows of one lease without keeping it alive: if nobody but the pool is left who knows the lease, it was
 * lost, and its hold comes out of the queue. A hold whose lease has ended knows no thread any more.
 */
final class Hold<A, C> extends WeakReference<SlotLease<A, C>> {

    private final Slot<A, C> slot;
    private final long lease;
    private final long sinceNanos;
    private final boolean opened;
    private final @Nullable Throwable stack;
    private volatile @Nullable Thread thread;
    private volatile @Nullable GuardedUse use;
    private boolean warned;

    /* Written under the monitor of this, read without. */
    private volatile @Nullable Tally tally;

    /* Guarded by this: whether the pool ended the session, and whether its end was told. */
    private boolean taken;
    private boolean told;

    Hold(SlotLease<A, C> lease, @Nullable Thread thread, @Nullable Throwable stack, ReferenceQueue<Object> lost) {
        super(lease, lost);
        this.slot = lease.slot();
        this.lease = lease.number();
        this.sinceNanos = lease.sinceNanos();
        this.opened = lease.opened();
        this.thread = thread;
        this.stack = stack;
    }

    Slot<A, C> slot() {
        return slot;
    }

    long lease() {
        return lease;
    }

    long sinceNanos() {
        return sinceNanos;
    }

    /** Whether the acquire opened the client. */
    boolean opened() {
        return opened;
    }

    /** What the holder has counted; null if nothing. */
    @Nullable
    Tally tally() {
        return tally;
    }

    /** As {@link #tally()}, made when it is first asked for. */
    synchronized Tally tally(Supplier<Tally> maker) {
        Tally known = tally;
        if (known == null) {
            known = maker.get();
            tally = known;
        }
        return known;
    }

    /** True the first time: of the pool that ends a session and the caller who just begins it, one writes it down. */
    synchronized boolean takeOnce() {
        boolean first = !taken;
        taken = true;
        return first;
    }

    /** Tells that the session has ended; nothing of it may be told afterwards. What is run must not block. */
    synchronized void tellEnd(Runnable tell) {
        told = true;
        tell.run();
    }

    /** Tells something of the session, unless its end was told. What is run must not block. */
    synchronized void tellUnlessEnded(Runnable tell) {
        if (!told) {
            tell.run();
        }
    }

    /** Who acquired; null if that was asynchronous or has ended. */
    @Nullable
    Thread thread() {
        return thread;
    }

    /** Where it was acquired, if that was kept. */
    @Nullable
    Throwable stack() {
        return stack;
    }

    /** What a guard is told by of this lease; null without a guard. */
    @Nullable
    GuardedUse use() {
        return use;
    }

    void use(GuardedUse use) {
        this.use = use;
    }

    /** The lease ended in a way that says nothing of its account. */
    void endUnused() {
        GuardedUse told = use;
        if (told != null) {
            told.unused();
        }
    }

    /** True the first time. To be called under the lock of the pool. */
    boolean warnOnce() {
        boolean first = !warned;
        warned = true;
        return first;
    }

    /** Interrupts who acquired, unless the lease has ended. */
    void interrupt() {
        Thread holder = thread;
        if (holder != null) {
            holder.interrupt();
        }
    }

    void end() {
        thread = null;
    }
}
