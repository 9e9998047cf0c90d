/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariCredentialsProvider;
import com.zaxxer.hikari.util.Credentials;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** As whom a connection logged in. */
record Login(@Nullable String username, @Nullable String password) {

    static Login of(Credentials credentials) {
        return new Login(credentials.getUsername(), credentials.getPassword());
    }

    /** What a pool of this configuration logs in with at this moment. */
    static Login of(HikariConfig config) {
        HikariCredentialsProvider provider = config.getCredentialsProvider();
        return of((provider != null) ? provider.getCredentials() : config.getCredentials());
    }

    /** Opens a connection with it. Blocks. */
    Connection open(DataSource source) throws SQLException {
        return (username == null) ? source.getConnection() : source.getConnection(username, password);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Login " + username;
    }
}
