/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

/** The pool is closed, or was closed while the caller waited. */
public final class PoolClosedException extends AcquireException {

    private static final long serialVersionUID = 1L;

    PoolClosedException(String message) {
        super(message, null);
    }
}
