/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.Work.Order;
import org.poolstarter.pool.PoolRecorder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the factory on the threads of the pool and reports how each call ended, whatever the factory does, throws or
 * returns. What follows from a report is done on the same thread, as far as it is one call.
 *
 * <p>To be called without the lock of the pool.
 */
final class FactoryCalls<A, C> {

    /** Takes the reports, on any thread, and tells what is to be done next; null for nothing. */
    interface Reports<A, C> {

        @Nullable
        Work<A, C> opened(Slot<A, C> slot, C client);

        @Nullable
        Work<A, C> openFailed(Slot<A, C> slot, Throwable cause);

        @Nullable
        Work<A, C> validated(Slot<A, C> slot, boolean valid);

        @Nullable
        Work<A, C> closed(Slot<A, C> slot);
    }

    private static final Logger logger = LoggerFactory.getLogger(FactoryCalls.class);

    private final String name;
    private final LongSupplier nanoTime;
    private final PoolThreads threads;
    private final PoolRecorder recorder;
    private final Reports<A, C> reports;

    FactoryCalls(
            String name, LongSupplier nanoTime, PoolThreads threads, PoolRecorder recorder, Reports<A, C> reports) {
        this.name = name;
        this.nanoTime = nanoTime;
        this.threads = threads;
        this.recorder = recorder;
        this.reports = reports;
    }

    /** Wakes callers and hands the calls to threads of the pool. Does nothing that blocks. */
    void begin(@Nullable Work<A, C> work) {
        for (Work<A, C> next = work; next != null; ) {
            next.noteAndWake();
            next = submit(next.orders());
        }
    }

    /* What follows from the calls that could not be submitted. */
    private @Nullable Work<A, C> submit(List<Order<A, C>> orders) {
        Work<A, C> follows = null;
        for (Order<A, C> order : orders) {
            Work<A, C> more = submit(order);
            if (follows == null) {
                follows = more;
            } else if (more != null) {
                follows.add(more);
            }
        }
        return follows;
    }

    private @Nullable Work<A, C> submit(Order<A, C> order) {
        Runnable task = () -> run(order);
        try {
            if (order.call() == Work.Call.CLOSE) {
                threads.executeInAnyCase(task);
            } else {
                threads.execute(task);
            }
            return null;
        } catch (RuntimeException | OutOfMemoryError ex) {
            // A refusal, whatever the application's executor throws instead, or no thread.
            if (order.call() == Work.Call.OPEN) {
                return reports.openFailed(order.slot(), ex);
            }
            Work.tryRun(() -> logger.debug("{}: no thread for validating a client", where(order.slot()), ex));
            return reports.validated(order.slot(), false);
        }
    }

    private void run(Order<A, C> first) {
        for (Order<A, C> next = first; next != null; ) {
            Work<A, C> work = perform(next);
            next = null;
            if (work != null) {
                work.noteAndWake();
                next = Thread.currentThread().isInterrupted() ? null : work.takeOne();
                begin(submit(work.orders()));
            }
        }
    }

    private @Nullable Work<A, C> perform(Order<A, C> order) {
        return switch (order.call()) {
            case OPEN -> open(order.slot());
            case VALIDATE -> reports.validated(order.slot(), isValid(order.slot()));
            case CLOSE -> close(order.slot());
        };
    }

    private @Nullable Work<A, C> open(Slot<A, C> slot) {
        long start = nanoTime.getAsLong();
        C client;
        try {
            client = requireClient(open(slot, slot.cell().account()));
        } catch (Throwable ex) {
            // Whatever the factory throws, errors included, is the failure of this one client: it is counted and told
            // to the caller who waits for it.
            return reports.openFailed(slot, ex);
        }
        recorder.opened(nanoTime.getAsLong() - start);
        return reports.opened(slot, client);
    }

    private C open(Slot<A, C> slot, A account) throws Exception {
        AccountPermits.Permit permit = slot.permit();
        if (permit == null) {
            return slot.factory().open(account);
        }
        if (!permit.isValid()) {
            throw new IllegalStateException("the permit of the cluster has ended before the client was opened");
        }
        return slot.factory().open(account, permit.fence());
    }

    private boolean isValid(Slot<A, C> slot) {
        if (slot.state() != Slot.State.VALIDATING) {
            // The call waited for a thread until its time was up, and the client may be closed by now.
            return false;
        }
        try {
            return slot.factory().validate(slot.client());
        } catch (Throwable ex) {
            // Whatever the factory throws, it does not say that the client works.
            Work.tryRun(() -> logger.debug("{}: validating a client failed", where(slot), ex));
            return false;
        }
    }

    private @Nullable Work<A, C> close(Slot<A, C> slot) {
        try {
            slot.factory().close(slot.client());
        } catch (Throwable ex) {
            // Whatever the factory throws, there is nothing more to be done to the client.
            Work.tryRun(() -> logger.warn("{}: closing a client failed", where(slot), ex));
        }
        recorder.closed(slot.closeReason());
        return reports.closed(slot);
    }

    /* The package is null-marked, the application's factory need not be. */
    private static <C> C requireClient(@Nullable C client) {
        if (client == null) {
            throw new IllegalStateException("the factory returned null");
        }
        return client;
    }

    private String where(Slot<A, C> slot) {
        return Refusals.where(name, slot.cell().account());
    }
}
