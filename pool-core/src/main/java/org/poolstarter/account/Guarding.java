/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.List;
import java.util.Map;
import org.poolstarter.account.AccountGuard.Answer;
import org.poolstarter.account.AccountGuard.Denial;
import org.poolstarter.account.AccountGuard.Pass;
import org.poolstarter.pool.PoolNotice;

/** Asks the guard of a pool. To be called without the lock of the pool, and safe for many threads. */
final class Guarding<A> {

    private final String pool;
    private final AccountGuard<A> guard;

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

    Map<String, Object> section() {
        return guard.section();
    }

    List<PoolNotice> notices() {
        return guard.notices();
    }
}
