/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * What the pool knows of one lease without keeping it alive: if nobody but the pool is left who knows the lease, it was
 * lost, and its hold comes out of the queue. A hold whose lease has ended knows no thread any more.
 */
final class Hold<A, C> extends WeakReference<SlotLease<A, C>> {

    private final Slot<A, C> slot;
    private final long lease;
    private final long sinceNanos;
    private final @Nullable Throwable stack;
    private volatile @Nullable Thread thread;
    private boolean warned;

    Hold(SlotLease<A, C> lease, @Nullable Thread thread, @Nullable Throwable stack, ReferenceQueue<Object> lost) {
        super(lease, lost);
        this.slot = lease.slot();
        this.lease = lease.number();
        this.sinceNanos = lease.sinceNanos();
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

    /** True the first time. To be called under the lock of the pool. */
    boolean warnOnce() {
        boolean first = !warned;
        warned = true;
        return first;
    }

    void end() {
        thread = null;
    }
}
