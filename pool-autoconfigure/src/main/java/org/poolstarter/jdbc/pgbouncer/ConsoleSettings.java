/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc.pgbouncer;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.poolstarter.jdbc.InvalidJdbcSettingException;
import org.poolstarter.jdbc.JdbcTarget;
import org.poolstarter.pool.ReadableDuration;
import org.postgresql.Driver;

/**
 * Where the console of PgBouncer is, and how often it is read.
 *
 * @param url a URL of the PostgreSQL driver whose database is {@code pgbouncer}; it may hold credentials
 * @param username who reads it, one of {@code stats_users} or {@code admin_users}; null to leave that to the URL
 * @param password the password; null for none
 * @param pollInterval the time from one reading to the next, 1 s or more
 */
public record ConsoleSettings(
        String url, @Nullable String username, @Nullable String password, Duration pollInterval) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /**
     * Checks the URL and the interval.
     *
     * @throws InvalidJdbcSettingException if one of them cannot be used
     */
    public ConsoleSettings {
        requirePostgresUrl("pgbouncer.admin-url", url);
        if (pollInterval.compareTo(SHORTEST) < 0) {
            throw new InvalidJdbcSettingException(
                    "pgbouncer.poll-interval", "must be at least 1s but is " + ReadableDuration.of(pollInterval));
        }
    }

    /**
     * Checks that a URL is one of the PostgreSQL driver.
     *
     * @throws InvalidJdbcSettingException if it is not; the message holds no credentials
     */
    public static void requirePostgresUrl(String key, String url) {
        if (!url.startsWith("jdbc:postgresql:") || Driver.parseURL(url, null) == null) {
            String shown = url.startsWith("jdbc:") ? new JdbcTarget(url, null, null, null).toString() : "no JDBC URL";
            throw new InvalidJdbcSettingException(
                    key,
                    "must be a URL of the PostgreSQL driver, such as jdbc:postgresql://host:6432/database, but is "
                            + shown);
        }
    }

    /** The URL without credentials, and nothing else. */
    @Override
    public String toString() {
        return new JdbcTarget(url, null, null, null).toString();
    }
}
