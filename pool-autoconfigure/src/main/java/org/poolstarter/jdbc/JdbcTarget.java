/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * Where a JDBC pool connects to, and as whom.
 *
 * @param url the JDBC URL, beginning with {@code jdbc:}; it may hold credentials
 * @param username who logs in; null to leave that to the URL or the driver
 * @param password the password; null for none
 * @param driverClassName the driver; null to find it by the URL
 */
public record JdbcTarget(
        String url,
        @Nullable String username,
        @Nullable String password,
        @Nullable String driverClassName) {

    /**
     * Checks the URL.
     *
     * @throws InvalidJdbcSettingException if the URL does not begin with {@code jdbc:}
     */
    public JdbcTarget {
        if (!url.startsWith("jdbc:")) {
            throw new InvalidJdbcSettingException("url", "must begin with jdbc:");
        }
    }

    /** The URL without credentials, and nothing else. */
    @Override
    public String toString() {
        return new JdbcUrl(url).withoutCredentials();
    }
}
