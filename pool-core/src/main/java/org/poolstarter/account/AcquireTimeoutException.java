/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

/** No client became available in time. */
public final class AcquireTimeoutException extends AcquireException {

    private static final long serialVersionUID = 1L;

    AcquireTimeoutException(String message) {
        super(message, null);
    }
}
