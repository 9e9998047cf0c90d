/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;

/** The service wants no log-in of this account for a time, and no client of it is open; see {@link RetryAfter}. */
public final class AccountParkedException extends AcquireException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    AccountParkedException(String message, Duration retryAfter) {
        super(message, null);
        this.retryAfter = retryAfter;
    }

    /** How long, from when this was thrown, it makes no sense to try again; zero or more. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
