/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.poolstarter.account.AccountPermits.Claim;
import org.poolstarter.account.AccountPermits.Demand;
import org.poolstarter.account.AccountPermits.Permit;

/** The pool, as those see it who grant it permits: each method is one change under the lock of the pool. */
final class Permitting<A, C> implements AccountPermits.Holder<A> {

    private final Places<A, C> places;
    private final Refusals<A, C> refusals;
    private final ReentrantLock lock;
    private final Runnable unlockAndDo;
    private final LongSupplier nanoTime;

    /**
     * The holder of the permits of one pool.
     *
     * @param unlockAndDo releases the lock and does what was decided under it
     */
    Permitting(
            Places<A, C> places,
            Refusals<A, C> refusals,
            ReentrantLock lock,
            Runnable unlockAndDo,
            LongSupplier nanoTime) {
        this.places = places;
        this.refusals = refusals;
        this.lock = lock;
        this.unlockAndDo = unlockAndDo;
        this.nanoTime = nanoTime;
    }

    @Override
    public Demand demand(A account) {
        lock.lock();
        try {
            return places.permitDemand(account);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void granted(A account, Permit permit) {
        change(() -> places.permitGranted(account, permit, now()));
    }

    @Override
    public void lost(A account, Permit permit, boolean interrupt) {
        change(() -> places.permitLost(account, permit, interrupt, now()));
    }

    @Override
    public boolean giveUp(A account, Claim claim) {
        lock.lock();
        try {
            return places.giveUp(account, claim, now());
        } finally {
            unlockAndDo.run();
        }
    }

    @Override
    public boolean giveUpAny() {
        lock.lock();
        try {
            return places.giveUpAny(now());
        } finally {
            unlockAndDo.run();
        }
    }

    @Override
    public void busy(A account, String where) {
        change(() -> places.refuseImpatient(account, cell -> refusals.busyElsewhere(cell, where), now()));
    }

    @Override
    public void unavailable(A account, String reason, Duration retryAfter) {
        change(() -> places.refuseImpatient(account, cell -> refusals.unavailable(cell, reason, retryAfter), now()));
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            unlockAndDo.run();
        }
    }

    private long now() {
        return nanoTime.getAsLong();
    }
}
