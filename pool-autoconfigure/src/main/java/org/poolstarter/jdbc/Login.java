/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.util.Credentials;
import org.jspecify.annotations.Nullable;

/** As whom a connection logged in. */
record Login(@Nullable String username, @Nullable String password) {

    static Login of(Credentials credentials) {
        return new Login(credentials.getUsername(), credentials.getPassword());
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Login " + username;
    }
}
