/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

/** The account or the pool is at its limit and the caller did not want to wait for others to release. */
public final class AcquireRejectedException extends AcquireException {

    private static final long serialVersionUID = 1L;

    AcquireRejectedException(String message) {
        super(message, null);
    }
}
