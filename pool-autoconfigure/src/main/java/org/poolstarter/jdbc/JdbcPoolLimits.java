/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.ReadableDuration;

/**
 * The sizes and times a JDBC pool keeps. What HikariCP would correct in silence is refused here.
 *
 * @param minIdle the idle connections the pool tries to keep, 0 to {@code maxSize}
 * @param maxSize the upper bound of connections, 1 or more
 * @param acquireTimeout how long a caller waits, 250 ms or more
 * @param validationTimeout how long a check that a connection is alive may take, 250 ms or more and below
 *     {@code acquireTimeout}
 * @param idleTimeout how long a connection above {@code minIdle} stays idle, 10 s or more and at least one second below
 *     {@code maxLifetime}; null to keep it
 * @param maxLifetime how old a connection gets, 30 s or more; null for no limit
 * @param keepalive how often an idle connection is checked, 30 s or more and below {@code maxLifetime}; null for never
 * @param leakThreshold from how long on a held connection is reported, 2 s or more and not above {@code maxLifetime};
 *     null for never
 */
public record JdbcPoolLimits(
        int minIdle,
        int maxSize,
        Duration acquireTimeout,
        Duration validationTimeout,
        @Nullable Duration idleTimeout,
        @Nullable Duration maxLifetime,
        @Nullable Duration keepalive,
        @Nullable Duration leakThreshold) {

    /** The shortest time a caller may be told to wait. */
    public static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(250);

    /** The shortest lifetime, and the shortest time between two checks that keep a connection open. */
    public static final Duration SHORTEST_LIFETIME = Duration.ofSeconds(30);

    /** How far below the lifetime the idle timeout has to stay to have an effect. */
    public static final Duration IDLE_MARGIN = Duration.ofSeconds(1);

    /** The shortest time after which an idle connection is closed. */
    public static final Duration SHORTEST_IDLE_TIMEOUT = Duration.ofSeconds(10);

    /** The shortest time from which on a held connection is reported. */
    public static final Duration SHORTEST_LEAK_THRESHOLD = Duration.ofSeconds(2);

    /**
     * Checks each bound.
     *
     * @throws InvalidJdbcSettingException for the first setting that breaks its bound
     */
    public JdbcPoolLimits {
        requireAtLeast("max-size", maxSize, 1);
        requireAtLeast("min-idle", minIdle, 0);
        if (minIdle > maxSize) {
            throw new InvalidJdbcSettingException(
                    "min-idle", "must be at most max-size, which is %d, but is %d".formatted(maxSize, minIdle));
        }
        requireAtLeast("acquire-timeout", acquireTimeout, SHORTEST_TIMEOUT);
        requireAtLeast("validation-timeout", validationTimeout, SHORTEST_TIMEOUT);
        requireBelow("validation-timeout", validationTimeout, "acquire-timeout", acquireTimeout);
        requireAtLeast("max-lifetime", maxLifetime, SHORTEST_LIFETIME);
        requireAtLeast("idle-timeout", idleTimeout, SHORTEST_IDLE_TIMEOUT);
        requireAtLeast("keepalive", keepalive, SHORTEST_LIFETIME);
        requireAtLeast("leak-threshold", leakThreshold, SHORTEST_LEAK_THRESHOLD);
        if (maxLifetime != null) {
            requireAtMost("idle-timeout", idleTimeout, "max-lifetime less 1s", maxLifetime.minus(IDLE_MARGIN));
            requireBelow("keepalive", keepalive, "max-lifetime", maxLifetime);
            requireAtMost("leak-threshold", leakThreshold, "max-lifetime", maxLifetime);
        }
    }

    private static void requireAtLeast(String key, int value, int bound) {
        if (value < bound) {
            throw new InvalidJdbcSettingException(key, "must be at least %d but is %d".formatted(bound, value));
        }
    }

    private static void requireAtLeast(String key, @Nullable Duration value, Duration bound) {
        if (value != null && value.compareTo(bound) < 0) {
            throw new InvalidJdbcSettingException(
                    key,
                    "must be at least %s but is %s".formatted(ReadableDuration.of(bound), ReadableDuration.of(value)));
        }
    }

    private static void requireBelow(String key, @Nullable Duration value, String boundKey, Duration bound) {
        if (value != null && value.compareTo(bound) >= 0) {
            throw new InvalidJdbcSettingException(
                    key,
                    "must be below %s, which is %s, but is %s"
                            .formatted(boundKey, ReadableDuration.of(bound), ReadableDuration.of(value)));
        }
    }

    private static void requireAtMost(String key, @Nullable Duration value, String boundKey, Duration bound) {
        if (value != null && value.compareTo(bound) > 0) {
            throw new InvalidJdbcSettingException(
                    key,
                    "must be at most %s, which is %s, but is %s"
                            .formatted(boundKey, ReadableDuration.of(bound), ReadableDuration.of(value)));
        }
    }
}
