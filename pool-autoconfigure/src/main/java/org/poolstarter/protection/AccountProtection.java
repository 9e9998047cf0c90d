/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.protection;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountGuard;

/**
 * Makes guards out of Resilience4j. Each account has a breaker and a limit of its own.
 *
 * @param breaker when accounts are given a rest; null for never; needs {@code resilience4j-circuitbreaker} on the class
 *     path
 * @param rate how often each may be acquired; null for any number of times; needs {@code resilience4j-ratelimiter} on the
 *     class path
 * @param maxAccounts how many accounts are watched at once, 1 or more; those beyond are let through
 */
public record AccountProtection(
        @Nullable BreakerSettings breaker, @Nullable RateSettings rate, int maxAccounts) {

    /** Checks the values; each message begins with the key. */
    public AccountProtection {
        if (maxAccounts < 1) {
            throw new IllegalArgumentException("max-accounts must be at least 1 but is " + maxAccounts);
        }
    }

    /**
     * A guard for one pool.
     *
     * @param pool the name of the pool, for logs
     * @param nanoTime a monotonic clock in nanoseconds with any origin
     */
    public <A> AccountGuard<A> guard(String pool, LongSupplier nanoTime) {
        return new ProtectingGuard<>(pool, this, nanoTime);
    }
}
