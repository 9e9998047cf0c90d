/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountGuard.Answer;
import org.poolstarter.account.AccountGuard.Denial;
import org.poolstarter.account.AccountGuard.Pass;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolNotice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the guard of a pool. To be called without the lock of the pool, and safe for many threads. */
final class Guarding<A> {

    private static final Logger logger = LoggerFactory.getLogger(AccountPool.class);

    private final String pool;
    private final AccountGuard<A> guard;
    private final AtomicBoolean failed = new AtomicBoolean();

    Guarding(String pool, AccountGuard<A> guard) {
        this.pool = pool;
        this.guard = guard;
    }

    /**
     * Asks for one acquire.
     *
     * @throws AccountUnavailableException if the guard refuses
     */
    GuardedUse enter(A account) {
        Answer answer = guard.ask(account);
        if (answer instanceof Denial denial) {
            throw new AccountUnavailableException(
                    "%s: %s; try again in %d ms"
                            .formatted(
                                    Refusals.where(pool, account),
                                    denial.reason(),
                                    denial.retryAfter().toMillis()),
                    denial.retryAfter());
        }
        return new GuardedUse((Pass) answer);
    }

    /** A client could not be opened, and nobody waits for it any more. */
    void openFailed(A account, Throwable cause) {
        GuardedUse.tryRun(() -> guard.openFailed(account, cause));
    }

    /** Empty if the guard throws. */
    Map<String, Object> section() {
        return read(guard::section, Map.of());
    }

    /** Empty if the guard throws. */
    List<PoolNotice> notices() {
        return read(guard::notices, List.of());
    }

    /** Empty if the guard throws. */
    List<PoolMeasure> measures() {
        return read(guard::measures, List.of());
    }

    private <T> T read(Supplier<? extends @Nullable T> question, T nothing) {
        try {
            T said = question.get();
            return (said != null) ? said : nothing;
        } catch (Throwable ex) {
            // Whatever a guard of the application throws, errors included: observers are told the rest. Logged once.
            if (failed.compareAndSet(false, true)) {
                Work.tryRun(() -> logger.warn("Pool '{}': its guard cannot be read", pool, ex));
            }
            return nothing;
        }
    }
}
