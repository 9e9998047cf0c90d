/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

/** The account is exclusive and its one client is held or being opened: a session is already active. */
public final class AccountBusyException extends AcquireException {

    private static final long serialVersionUID = 1L;

    AccountBusyException(String message) {
        super(message, null);
    }
}
