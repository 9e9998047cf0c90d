/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

/** The client opened for this caller could not be opened; the cause is what the factory threw. */
public final class OpenFailedException extends AcquireException {

    private static final long serialVersionUID = 1L;

    OpenFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
