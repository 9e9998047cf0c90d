/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One acquire that a guard has let through: tells it once how that went. Safe for many threads. */
final class GuardedUse {

    private static final Logger logger = LoggerFactory.getLogger(GuardedUse.class);

    private final AccountGuard.Pass pass;
    private final AtomicBoolean told = new AtomicBoolean();

    GuardedUse(AccountGuard.Pass pass) {
        this.pass = pass;
    }

    void succeeded() {
        tell(pass::succeeded);
    }

    void failed(Throwable error) {
        tell(() -> pass.failed(error));
    }

    void unused() {
        tell(pass::unused);
    }

    /** The acquire has ended by this, without a lease. */
    void notAcquired(Throwable failure) {
        Throwable cause = (failure instanceof OpenFailedException) ? failure.getCause() : null;
        if (cause != null) {
            failed(cause);
        } else {
            unused();
        }
    }

    private void tell(Runnable report) {
        if (told.compareAndSet(false, true)) {
            tryRun(report);
        }
    }

    /** Runs a report to a guard, whose exceptions must harm nobody. */
    static void tryRun(Runnable report) {
        try {
            report.run();
        } catch (Throwable ex) {
            // Whatever a guard of the application throws, errors included.
            Work.tryRun(() -> logger.error("The guard of an account pool failed at a report", ex));
        }
    }
}
