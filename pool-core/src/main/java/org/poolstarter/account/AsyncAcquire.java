/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One asynchronous acquire: ends its future, on a thread of the pool, as its waiter ends, and the other way round. */
final class AsyncAcquire<A, C> implements Consumer<Waiter<A, C>> {

    private final SlotAccountPool<A, C> pool;
    private final PoolThreads threads;
    private final long start;
    private final @Nullable GuardedUse use;
    private final CompletableFuture<Lease<C>> future = new CompletableFuture<>();

    AsyncAcquire(SlotAccountPool<A, C> pool, PoolThreads threads, long start, @Nullable GuardedUse use) {
        this.pool = pool;
        this.threads = threads;
        this.start = start;
        this.use = use;
    }

    CompletableFuture<Lease<C>> future() {
        return future;
    }

    /** The caller has joined, and may have ended already. */
    void waitsAs(Waiter<A, C> waiter, Duration timeout) {
        CompletableFuture<?> unused = future.whenComplete((lease, failure) -> ended(waiter, failure));
        Future<?> alarm = threads.after(timeout, () -> timeOut(waiter, timeout));
        if (alarm != null) {
            CompletableFuture<?> unusedEither = future.whenComplete((lease, failure) -> alarm.cancel(false));
        }
    }

    /* A future that its caller ends, normally or not, ends its waiter; one that has ended before sees the future ended. */
    private void ended(Waiter<A, C> waiter, @Nullable Throwable failure) {
        boolean byCaller = !waiter.hasEnded();
        if (byCaller) {
            pool.cancel(waiter);
        }
        if (use != null && failure != null) {
            use.notAcquired(failure);
        } else if (use != null && byCaller) {
            use.unused();
        }
    }

    /** The waiter has ended. */
    @Override
    public void accept(Waiter<A, C> waiter) {
        threads.executeInAnyCase(() -> end(waiter));
    }

    void fail(Throwable cause) {
        notAcquired(cause);
        future.completeExceptionally(cause);
    }

    private void end(Waiter<A, C> waiter) {
        try {
            SlotLease<A, C> lease = pool.result(waiter, start, null);
            if (use != null) {
                lease.guardedBy(use);
            }
            if (!future.complete(lease)) {
                if (use != null) {
                    use.unused();
                }
                lease.close();
            }
        } catch (Throwable ex) {
            // A refusal, or whatever else is thrown, errors included: somebody waits for the future.
            fail(ex);
        }
    }

    private void notAcquired(Throwable failure) {
        if (use != null) {
            use.notAcquired(failure);
        }
    }

    private void timeOut(Waiter<A, C> waiter, Duration timeout) {
        AcquireTimeoutException timedOut = pool.timeOut(waiter, timeout);
        if (timedOut != null) {
            threads.executeInAnyCase(() -> fail(timedOut));
        }
    }
}
