/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import org.jspecify.annotations.Nullable;

/**
 * The account is exclusive and its one client is held or being opened: a session is already active, in this process or in another
 * replica of the cluster, which the message then names.
 */
public final class AccountBusyException extends AcquireException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String elsewhere;

    /** @param elsewhere as {@link #elsewhere()} says it */
    AccountBusyException(String message, @Nullable String elsewhere) {
        super(message, null);
        this.elsewhere = elsewhere;
    }

    /** Where in the cluster the session is, such as {@code held by replica one}; null if it is in this process. */
    public @Nullable String elsewhere() {
        return elsewhere;
    }
}
