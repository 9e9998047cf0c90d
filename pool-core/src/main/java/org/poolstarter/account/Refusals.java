/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The ways in which an acquire ends without a lease, each with the numbers of the moment in its message. */
final class Refusals<A, C> implements Places.Refuser<A, C> {

    /** The numbers of a pool. */
    interface Numbers {

        int inUse();

        int maxSize();

        int pending();

        /** Whether whoever finds an account busy is told so at once. */
        boolean isRejecting();
    }

    private final String pool;
    private final Numbers numbers;

    Refusals(String pool, Numbers numbers) {
        this.pool = pool;
        this.numbers = numbers;
    }

    AccountBusyException busy(Cell<A, C> cell) {
        return new AccountBusyException("%s: session already active; %s".formatted(where(cell), numbers(cell)), null);
    }

    AcquireRejectedException rejected(Cell<A, C> cell) {
        return new AcquireRejectedException(
                "%s: no client is free, and the caller did not want to wait; %s".formatted(where(cell), numbers(cell)));
    }

    AcquireRejectedException tooManyWait(Cell<A, C> cell, String key, int bound) {
        return new AcquireRejectedException(
                "%s: as many callers wait as may, %s is %d; %s".formatted(where(cell), key, bound, numbers(cell)));
    }

    /** @param elsewhere where in the cluster the clients of the account are; null if nothing is known */
    AcquireTimeoutException timedOut(Cell<A, C> cell, Duration timeout, @Nullable String elsewhere) {
        return new AcquireTimeoutException("%s: no client within %d ms; %s%s"
                .formatted(
                        where(cell),
                        timeout.toMillis(),
                        numbers(cell),
                        (elsewhere != null) ? "; in the cluster " + elsewhere : ""));
    }

    /** @param elsewhere where in the cluster the clients of the account are */
    Supplier<AcquireException> busyElsewhere(Cell<A, C> cell, String elsewhere) {
        return () -> numbers.isRejecting()
                ? new AccountBusyException(
                        "%s: session already active, %s".formatted(where(cell), elsewhere), elsewhere)
                : new AcquireRejectedException("%s: no client is free, and the caller did not want to wait; %s"
                        .formatted(where(cell), elsewhere));
    }

    Supplier<AcquireException> unavailable(Cell<A, C> cell, String reason, Duration retryAfter) {
        return () -> new AccountUnavailableException(
                "%s: %s; try again in %d ms".formatted(where(cell), reason, retryAfter.toMillis()), retryAfter);
    }

    @Override
    public Supplier<AcquireException> openFailed(Cell<A, C> cell, Throwable cause) {
        return () -> new OpenFailedException(
                "%s: a client could not be opened; %s".formatted(where(cell), numbers(cell)), cause);
    }

    @Override
    public Supplier<AcquireException> parked(Cell<A, C> cell, Duration left) {
        return () -> new AccountParkedException(
                "%s: the service wants no log-in for another %d ms".formatted(where(cell), left.toMillis()), left);
    }

    @Override
    public Supplier<AcquireException> closed() {
        return () -> new PoolClosedException("Account pool '%s' is closed".formatted(pool));
    }

    /** The words for an account of a pool in messages and logs. */
    static String where(String pool, Object account) {
        return "Account pool '%s', account '%s'".formatted(pool, label(account));
    }

    /** The words for an account in messages, logs and reports. Never fails, whatever its {@code toString} does. */
    static String label(Object account) {
        try {
            return String.valueOf(account);
        } catch (Throwable ex) {
            // Whatever a toString of the application throws: it must not hide what is to be reported.
            return account.getClass().getName();
        }
    }

    private String where(Cell<A, C> cell) {
        return where(pool, cell.account());
    }

    private String numbers(Cell<A, C> cell) {
        AccountSnapshot own = cell.snapshot();
        return "%d of %d clients in use, %d waiting; of this account %d of %d in use, %d waiting"
                .formatted(
                        numbers.inUse(),
                        numbers.maxSize(),
                        numbers.pending(),
                        own.active() + own.opening() + own.closing(),
                        cell.limit(),
                        own.pending());
    }
}
