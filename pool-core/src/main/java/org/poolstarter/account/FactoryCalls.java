/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolRecorder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the factory on the threads of the pool, each call watched by its time limit, counts it, and reports how it
 * ended. Whatever the factory does, throws or returns, there is a report.
 *
 * <p>To be called without the lock of the pool.
 */
final class FactoryCalls<A, C> implements Orders<A, C> {

    /** Takes the reports, on any thread. */
    interface Reports<A, C> {

        void opened(Slot<A, C> slot, C client);

        void openFailed(Slot<A, C> slot, Throwable cause);

        /** Opening takes longer than the time limit; how it ends is reported too. */
        void openOverdue(Slot<A, C> slot, TimeoutException cause);

        /** Reported a second time if the answer comes after the time limit. */
        void validated(Slot<A, C> slot, boolean valid);

        void closed(Slot<A, C> slot);
    }

    private static final Logger logger = LoggerFactory.getLogger(FactoryCalls.class);

    private final String name;
    private final ClientFactory<A, C> factory;
    private final Duration timeLimit;
    private final PoolThreads threads;
    private final PoolRecorder recorder;
    private final LongSupplier nanoTime;
    private final Reports<A, C> reports;

    FactoryCalls(AccountPoolBuilder<A, C> builder, PoolThreads threads, PoolRecorder recorder, Reports<A, C> reports) {
        this.name = builder.name();
        this.factory = builder.factory();
        this.timeLimit = builder.limits().connectTimeout();
        this.nanoTime = builder.nanoTime();
        this.threads = threads;
        this.recorder = recorder;
        this.reports = reports;
    }

    @Override
    public void open(Slot<A, C> slot) {
        OpenCall call = new OpenCall(slot);
        try {
            threads.execute(call);
        } catch (RejectedExecutionException | OutOfMemoryError ex) {
            call.failed(ex);
        }
    }

    @Override
    public void validate(Slot<A, C> slot) {
        Future<?> alarm = threads.after(timeLimit, () -> reports.validated(slot, false));
        try {
            threads.execute(() -> callValidate(slot, alarm));
        } catch (RejectedExecutionException | OutOfMemoryError ex) {
            logger.debug("{}: no thread for validating a client", where(slot), ex);
            cancel(alarm);
            reports.validated(slot, false);
        }
    }

    @Override
    public void close(Slot<A, C> slot) {
        threads.executeInAnyCase(() -> callClose(slot));
    }

    private void callValidate(Slot<A, C> slot, @Nullable Future<?> alarm) {
        boolean valid = false;
        try {
            valid = factory.validate(slot.client());
        } catch (Throwable ex) {
            // Whatever the factory throws, it does not say that the client works.
            logger.debug("{}: validating a client failed", where(slot), ex);
        }
        cancel(alarm);
        reports.validated(slot, valid);
    }

    private void callClose(Slot<A, C> slot) {
        try {
            factory.close(slot.client());
        } catch (Throwable ex) {
            // Whatever the factory throws, there is nothing more to be done to the client.
            logger.warn("{}: closing a client failed", where(slot), ex);
        }
        recorder.closed(slot.closeReason());
        reports.closed(slot);
    }

    /* The package is null-marked, the application's factory need not be. */
    private static <C> C requireClient(@Nullable C client) {
        if (client == null) {
            throw new IllegalStateException("the factory returned null");
        }
        return client;
    }

    private static void cancel(@Nullable Future<?> alarm) {
        if (alarm != null) {
            alarm.cancel(false);
        }
    }

    private String where(Slot<A, C> slot) {
        return Refusals.where(name, slot.cell().account());
    }

    /** One opening of a client. The answer of the factory or the time limit decides it, whichever comes first. */
    private final class OpenCall implements Runnable {

        private final Slot<A, C> slot;
        private final AtomicBoolean decided = new AtomicBoolean();
        private final @Nullable Future<?> alarm;

        OpenCall(Slot<A, C> slot) {
            this.slot = slot;
            this.alarm = threads.after(timeLimit, this::overdue);
        }

        @Override
        public void run() {
            long start = nanoTime.getAsLong();
            C client;
            try {
                client = requireClient(factory.open(slot.cell().account()));
            } catch (Throwable ex) {
                // Whatever the factory throws, errors included, is the failure of this one client: it is counted and
                // told to the caller who waits for it.
                failed(ex);
                return;
            }
            decided.set(true);
            cancel(alarm);
            recorder.opened(nanoTime.getAsLong() - start);
            reports.opened(slot, client);
        }

        void failed(Throwable cause) {
            cancel(alarm);
            if (decided.compareAndSet(false, true)) {
                recorder.openFailed(cause);
            }
            reports.openFailed(slot, cause);
        }

        private void overdue() {
            if (!decided.compareAndSet(false, true)) {
                return;
            }
            TimeoutException cause = new TimeoutException("not open after " + timeLimit.toMillis() + " ms");
            recorder.openFailed(cause);
            logger.warn(
                    "{}: opening a client takes longer than {} ms; its place stays taken until that ends",
                    where(slot),
                    timeLimit.toMillis());
            reports.openOverdue(slot, cause);
        }
    }
}
