/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;

/** The ways in which an acquire ends without a lease, each with the numbers of the moment in its message. */
final class Refusals {

    private final String pool;
    private final AccountPoolSettings limits;
    private final Tally tally;

    Refusals(String pool, AccountPoolSettings limits, Tally tally) {
        this.pool = pool;
        this.limits = limits;
        this.tally = tally;
    }

    AccountBusyException busy(Cell<?, ?> cell) {
        return new AccountBusyException("%s: session already active; %s".formatted(where(cell), numbers(cell)));
    }

    AcquireRejectedException rejected(Cell<?, ?> cell) {
        return new AcquireRejectedException(
                "%s: no client is free, and the caller did not want to wait; %s".formatted(where(cell), numbers(cell)));
    }

    AcquireTimeoutException timedOut(Cell<?, ?> cell, Duration timeout) {
        return new AcquireTimeoutException(
                "%s: no client within %d ms; %s".formatted(where(cell), timeout.toMillis(), numbers(cell)));
    }

    OpenFailedException openFailed(Cell<?, ?> cell, Throwable cause) {
        return new OpenFailedException(
                "%s: a client could not be opened; %s".formatted(where(cell), numbers(cell)), cause);
    }

    PoolClosedException closed() {
        return new PoolClosedException("Account pool '%s' is closed".formatted(pool));
    }

    /** The words for an account of a pool in messages and logs. */
    static String where(String pool, Object account) {
        return "Account pool '%s', account '%s'".formatted(pool, label(account));
    }

    /** The words for an account in messages, logs and reports. Never fails, whatever its {@code toString} does. */
    static String label(Object account) {
        try {
            return String.valueOf(account);
        } catch (RuntimeException ex) {
            // Whatever a toString of the application throws: it must not hide what is to be reported.
            return account.getClass().getName();
        }
    }

    private String where(Cell<?, ?> cell) {
        return where(pool, cell.account());
    }

    private String numbers(Cell<?, ?> cell) {
        Tally own = cell.tally();
        return "%d of %d clients in use, %d waiting; of this account %d of %d in use, %d waiting"
                .formatted(
                        tally.inUse(),
                        limits.maxSize(),
                        tally.pending(),
                        own.inUse(),
                        limits.maxPerAccount(),
                        own.pending());
    }
}
