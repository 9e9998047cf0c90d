/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import org.jspecify.annotations.Nullable;

/** Why an acquire ended without a lease. The message names the pool, the account and the numbers that explain it. */
public abstract sealed class AcquireException extends RuntimeException
        permits AccountBusyException,
                AccountParkedException,
                AccountUnavailableException,
                AcquireRejectedException,
                AcquireTimeoutException,
                OpenFailedException,
                PoolClosedException {

    private static final long serialVersionUID = 1L;

    AcquireException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
