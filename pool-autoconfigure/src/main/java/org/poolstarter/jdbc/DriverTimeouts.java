/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.HikariConfig;
import java.time.Duration;
import java.util.function.UnaryOperator;
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
     * @param url where the URL was set, for people, such as a key
     * @param properties where a property of the driver was set, by its name; for people, such as a key
     * @return the same settings, in which the two times say what became of them
     */
    public PoolSettings applyTo(HikariConfig config, PoolSettings shown, String url, UnaryOperator<String> properties) {
        return AppliedTimeouts.apply(this, config, shown, new AppliedTimeouts.Places(url, properties));
    }

    /** The origin of a property that is one part of what is set at a place, such as {@code app.url (connectTimeout)}. */
    public static String partOf(String place, String property) {
        return DriverProperties.partOf(place, property);
    }

    /**
     * How the driver is told one of these times.
     *
     * @param url of the pool
     * @param key {@code connect-timeout} or {@code socket-timeout}
     * @param value positive
     * @return its property with the value, such as {@code connectTimeout=10}; null for another key, or where the driver is
     *     not known
     */
    public static @Nullable String property(String url, String key, Duration value) {
        DriverProperties driver = DriverProperties.of(url);
        if (driver == null) {
            return null;
        }
        return switch (key) {
            case "connect-timeout" -> driver.connect().get(0).assign(value);
            case "socket-timeout" -> driver.socket().get(0).assign(value);
            default -> null;
        };
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
