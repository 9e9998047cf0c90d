/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;

/**
 * The guard of the account refused the acquire, as an open circuit breaker or a used-up rate does; see {@link AccountGuard}. Or
 * nobody grants permits of the cluster now, and the caller does not wait; see {@link AccountPermits}.
 */
public final class AccountUnavailableException extends AcquireException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    AccountUnavailableException(String message, Duration retryAfter) {
        super(message, null);
        this.retryAfter = retryAfter;
    }

    /** How long, from when this was thrown, it makes no sense to try again; zero or more. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
