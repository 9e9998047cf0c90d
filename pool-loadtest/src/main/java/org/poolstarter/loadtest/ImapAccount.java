/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import org.jspecify.annotations.Nullable;

/**
 * A mail account. {@link #toString()} is the user alone.
 *
 * @param username who logs in
 * @param password never shown
 */
record ImapAccount(String username, String password) {

    ImapAccount {
        require("username", username);
        require("password", password);
    }

    private static void require(String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + " of an account is missing");
        }
    }

    @Override
    public String toString() {
        return username;
    }
}
