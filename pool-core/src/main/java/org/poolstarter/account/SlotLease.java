/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A lease that asks its place whether it still holds. */
final class SlotLease<A, C> implements Lease<C> {

    private final LockedAccountPool<A, C> pool;
    private final Grant<A, C> grant;
    private final C client;
    private volatile boolean closeAfterUse;
    private volatile @Nullable Future<?> expiry;

    SlotLease(LockedAccountPool<A, C> pool, Grant<A, C> grant) {
        this.pool = pool;
        this.grant = grant;
        this.client = grant.slot().client();
    }

    @Override
    public C client() {
        if (!grant.isHeld()) {
            throw new IllegalStateException(
                    "The lease of account '%s' has ended: it was closed or discarded, or the pool took the client back"
                            .formatted(Refusals.label(grant.slot().cell().account())));
        }
        return client;
    }

    @Override
    public boolean opened() {
        return grant.opened();
    }

    @Override
    public void close() {
        pool.release(grant, closeAfterUse);
        cancelExpiry();
    }

    @Override
    public void discard() {
        pool.discard(grant);
        cancelExpiry();
    }

    @Override
    public void closeAfterUse() {
        closeAfterUse = true;
    }

    /** To be called before the holder sees the lease. */
    void expiresBy(@Nullable Future<?> expiry) {
        this.expiry = expiry;
    }

    private void cancelExpiry() {
        Future<?> pending = expiry;
        if (pending != null) {
            pending.cancel(false);
            expiry = null;
        }
    }
}
