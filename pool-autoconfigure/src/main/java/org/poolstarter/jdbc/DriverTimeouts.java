/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.HikariConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.ReadableDuration;

/**
 * Times that the driver keeps, each mapped to the driver's own property.
 *
 * @param connect how long connecting and logging in may take, 1 s or more; null to leave it to the driver
 * @param socket how long one read may take, 1 s or more; null for no limit
 */
public record DriverTimeouts(
        @Nullable Duration connect, @Nullable Duration socket) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /**
     * Checks the bounds.
     *
     * @throws InvalidJdbcSettingException if a time is shorter than a second
     */
    public DriverTimeouts {
        requireLongEnough("connect-timeout", connect);
        requireLongEnough("socket-timeout", socket);
    }

    /**
     * Sets the properties of the driver that a configuration connects with by URL, unless the URL or the configuration
     * sets them.
     *
     * @param config a configuration with a URL, whose pool has not started
     * @param shown settings that name the two times, with their origins
     * @return the same settings, in which the two times say what became of them
     */
    public PoolSettings applyTo(HikariConfig config, PoolSettings shown) {
        return AppliedTimeouts.apply(this, config, shown);
    }

    private static void requireLongEnough(String key, @Nullable Duration value) {
        if (value != null && value.compareTo(SHORTEST) < 0) {
            throw new InvalidJdbcSettingException(
                    key,
                    "must be at least %s but is %s"
                            .formatted(ReadableDuration.of(SHORTEST), ReadableDuration.of(value)));
        }
    }
}
