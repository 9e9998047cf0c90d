/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.JdbcPoolProperties;
import org.poolstarter.autoconfigure.JdbcTuning;
import org.poolstarter.autoconfigure.PoolProfile;
import org.poolstarter.autoconfigure.ProfileResolver;
import org.poolstarter.autoconfigure.ResolvedKeys;
import org.poolstarter.jdbc.DriverTimeouts;
import org.poolstarter.jdbc.InvalidJdbcSettingException;
import org.poolstarter.jdbc.JdbcPoolLimits;
import org.poolstarter.jdbc.JdbcPoolSettings;
import org.poolstarter.jdbc.JdbcTarget;
import org.poolstarter.jdbc.JdbcWatchSettings;
import org.poolstarter.pool.PoolSettings;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * Resolves the settings of one JDBC pool, key by key: native key, own key, profiles. A value of a profile is lowered
 * where a stronger key leaves it no room; two keys that contradict each other are an error.
 */
final class JdbcSettingsResolver {

    private static final String OFF = "off";
    private static final String WATCHER = "net.ttddyy:datasource-proxy";

    private final String name;
    private final JdbcPoolProperties properties;
    private final NativeHikariKeys natives;
    private final ResolvedKeys<JdbcTuning> keys;
    private final PgBouncerKeys pgbouncer;
    private final boolean statementsCanBeWatched;

    /* What the values of profiles are lowered to; empty where nothing is. */
    private final JdbcTuning bounds;

    /**
     * A resolver for one pool.
     *
     * @param statementsCanBeWatched whether the library for it is on the class path
     */
    JdbcSettingsResolver(
            String name,
            JdbcPoolProperties properties,
            ProfileResolver profiles,
            NativeHikariKeys natives,
            PgBouncerKeys pgbouncer,
            boolean statementsCanBeWatched) {
        this.statementsCanBeWatched = statementsCanBeWatched;
        this.name = name;
        this.properties = properties;
        this.natives = natives;
        this.pgbouncer = pgbouncer;
        this.bounds = pgbouncer.sharesServers() ? profiles.behindPgBouncer() : new JdbcTuning();
        this.keys = profiles.resolve(prefix(name), properties.getProfile(), properties, PoolProfile::getJdbc);
    }

    /** The key all keys of a JDBC pool begin with. */
    static String prefix(String name) {
        return "pools.jdbc." + name;
    }

    /**
     * The settings.
     *
     * @param details where the database is, stronger than any key; null to take that from the keys
     * @throws InvalidPoolConfigurationException if a key is missing or a value does not fit
     */
    JdbcPoolSettings resolve(@Nullable JdbcConnectionDetails details) {
        try {
            keys.showSizing(properties.getSizing(), properties.getAdaptiveMinSize(), properties.getAdaptiveMaxSize());
            JdbcTarget target = pgbouncer.target((details != null) ? target(details) : target());
            return new JdbcPoolSettings(
                    name, target, limits(), timeouts(), watch(), failFast(), properties.isWarmUp(), keys.settings());
        } catch (InvalidJdbcSettingException ex) {
            throw invalid(ex, keys.settings());
        }
    }

    /** Says the same as the exception, with the full key that has to be changed. */
    static InvalidPoolConfigurationException invalid(InvalidJdbcSettingException ex, PoolSettings settings) {
        String own = settings.prefix() + "." + ex.key();
        String origin = settings.origin(ex.key()).orElse("");
        boolean fromProfile = !origin.isEmpty() && !origin.startsWith(String.valueOf(settings.prefix()));
        String key = (origin.isEmpty() || fromProfile) ? own : origin;
        InvalidPoolConfigurationException invalid = new InvalidPoolConfigurationException(
                "%s %s%s".formatted(key, ex.rule(), fromProfile ? " (from profile " + origin + ")" : ""),
                remedy(ex.key(), key, fromProfile ? origin : null));
        invalid.addSuppressed(ex);
        return invalid;
    }

    private static String remedy(String setting, String key, @Nullable String profile) {
        if (setting.equals("url") || setting.equals("driver-class-name")) {
            return "Add the JDBC driver of the database to the class path, or correct %s.".formatted(key);
        }
        return (profile != null)
                ? "Correct the profile, or set %s to a value that fits.".formatted(key)
                : "Change %s, or remove it%s."
                        .formatted(key, setting.startsWith("pgbouncer.") ? "" : " to use the value of the profile");
    }

    private static JdbcTarget target(JdbcConnectionDetails details) {
        return new JdbcTarget(
                details.getJdbcUrl(), details.getUsername(), details.getPassword(), details.getDriverClassName());
    }

    private JdbcTarget target() {
        String url = text("jdbc-url", properties.getUrl());
        if (url == null || url.isBlank()) {
            throw new InvalidPoolConfigurationException(
                    "%s.url is missing, and no JdbcConnectionDetails bean has the qualifier '%s'"
                            .formatted(keys.prefix(), name),
                    "Set %1$s.url to the JDBC URL of the database, such as jdbc:postgresql://localhost/%2$s, or define the bean."
                            .formatted(keys.prefix(), name));
        }
        return new JdbcTarget(
                url,
                text("username", properties.getUsername()),
                text("password", properties.getPassword()),
                text("driver-class-name", properties.getDriverClassName()));
    }

    private JdbcPoolLimits limits() {
        int maxSize = number("max-size", "maximum-pool-size", () -> bounded("max-size", JdbcTuning::getMaxSize));
        int minIdle = number(
                "min-idle", "minimum-idle", () -> atMost(maxSize, "max-size", "min-idle", JdbcTuning::getMinIdle));
        Duration acquireTimeout = time(
                "acquire-timeout",
                "connection-timeout",
                () -> bounded("acquire-timeout", JdbcTuning::getAcquireTimeout));
        Duration validationTimeout =
                time("validation-timeout", "validation-timeout", () -> validationTimeout(acquireTimeout));
        Duration maxLifetime = unlessOff(
                "max-lifetime",
                time("max-lifetime", "max-lifetime", () -> bounded("max-lifetime", JdbcTuning::getMaxLifetime)));
        Duration idleTimeout =
                unlessOff("idle-timeout", time("idle-timeout", "idle-timeout", () -> idleTimeout(maxLifetime)));
        Duration keepalive = unlessOff("keepalive", time("keepalive", "keepalive-time", () -> keepalive(maxLifetime)));
        Duration leakThreshold = unlessOff("leak-threshold", leakThreshold(maxLifetime));
        return new JdbcPoolLimits(
                minIdle,
                maxSize,
                acquireTimeout,
                validationTimeout,
                idleTimeout,
                maxLifetime,
                keepalive,
                leakThreshold);
    }

    private Duration validationTimeout(Duration acquireTimeout) {
        Duration value = bounded("validation-timeout", JdbcTuning::getValidationTimeout);
        Duration half = acquireTimeout.dividedBy(2);
        Duration room = (half.compareTo(JdbcPoolLimits.SHORTEST_TIMEOUT) < 0) ? JdbcPoolLimits.SHORTEST_TIMEOUT : half;
        return (value.compareTo(acquireTimeout) < 0)
                ? value
                : keys.atMost(room, "acquire-timeout", "validation-timeout", JdbcTuning::getValidationTimeout);
    }

    private Duration idleTimeout(@Nullable Duration maxLifetime) {
        return (maxLifetime == null)
                ? bounded("idle-timeout", JdbcTuning::getIdleTimeout)
                : atMost(
                        maxLifetime.minus(JdbcPoolLimits.IDLE_MARGIN),
                        "max-lifetime",
                        "idle-timeout",
                        JdbcTuning::getIdleTimeout);
    }

    private Duration keepalive(@Nullable Duration maxLifetime) {
        Duration value = bounded("keepalive", JdbcTuning::getKeepalive);
        if (maxLifetime == null || value.compareTo(maxLifetime) < 0 || keys.isOwn("keepalive")) {
            return value;
        }
        Duration below = maxLifetime.minusSeconds(1);
        return (below.compareTo(JdbcPoolLimits.SHORTEST_LIFETIME) < 0)
                ? keys.atMost(Duration.ZERO, "max-lifetime", "keepalive", JdbcTuning::getKeepalive)
                : keys.atMost(below, "max-lifetime", "keepalive", JdbcTuning::getKeepalive);
    }

    private @Nullable Duration leakThreshold(@Nullable Duration maxLifetime) {
        Duration nativeValue = nativeTime("leak-threshold", "leak-detection-threshold");
        if (nativeValue != null) {
            return nativeValue;
        }
        Duration value = keys.value("leak-threshold", JdbcTuning::getLeakThreshold);
        return (value == null || maxLifetime == null)
                ? value
                : keys.atMost(maxLifetime, "max-lifetime", "leak-threshold", JdbcTuning::getLeakThreshold);
    }

    /** The value, lowered to the one behind PgBouncer where there is a lower one. */
    private <V extends Comparable<V>> V bounded(String key, Function<JdbcTuning, @Nullable V> getter) {
        V bound = getter.apply(bounds);
        return (bound != null) ? keys.atMost(bound, "pgbouncer.mode", key, getter) : keys.required(key, getter);
    }

    /** The value, lowered to the lower one of a bound and of the one behind PgBouncer. */
    private <V extends Comparable<V>> V atMost(
            V bound, String boundKey, String key, Function<JdbcTuning, @Nullable V> getter) {
        V other = getter.apply(bounds);
        return (other != null && other.compareTo(bound) < 0)
                ? keys.atMost(other, "pgbouncer.mode", key, getter)
                : keys.atMost(bound, boundKey, key, getter);
    }

    private DriverTimeouts timeouts() {
        return new DriverTimeouts(
                keys.value("connect-timeout", JdbcTuning::getConnectTimeout),
                unlessOff("socket-timeout", keys.value("socket-timeout", JdbcTuning::getSocketTimeout)));
    }

    private JdbcWatchSettings watch() {
        Integer maxPending = keys.value("max-pending", JdbcTuning::getMaxPending);
        if (maxPending != null && maxPending == 0) {
            keys.show("max-pending", OFF, keys.settings().origin("max-pending").orElse(""));
            maxPending = null;
        }
        return new JdbcWatchSettings(
                maxPending,
                keys.value("max-size-limit", JdbcTuning::getMaxSizeLimit),
                slowQueryThreshold(),
                Boolean.TRUE.equals(keys.value("slow-query-parameters", JdbcTuning::getSlowQueryParameters)));
    }

    private @Nullable Duration slowQueryThreshold() {
        String key = "slow-query-threshold";
        Duration value = unlessOff(key, keys.value(key, JdbcTuning::getSlowQueryThreshold));
        if (value == null || statementsCanBeWatched) {
            return value;
        }
        if (keys.isOwn(key)) {
            throw new InvalidPoolConfigurationException(
                    "%s.%s=%s needs %s, which is not on the class path"
                            .formatted(keys.prefix(), key, value.toMillis() + "ms", WATCHER),
                    "Add the dependency %s, or set %s.%s to 0.".formatted(WATCHER, keys.prefix(), key));
        }
        keys.show(
                key,
                "unavailable: %s is not on the class path".formatted(WATCHER),
                keys.settings().origin(key).orElse(""));
        return null;
    }

    private boolean failFast() {
        Long millis = natives.value("initialization-fail-timeout", Long.class);
        if (millis != null) {
            keys.show("fail-fast", millis > 0, natives.key("initialization-fail-timeout"));
            return millis > 0;
        }
        if (properties.isFailFast()) {
            keys.show("fail-fast", true, keys.prefix() + ".fail-fast");
        }
        return properties.isFailFast();
    }

    private @Nullable String text(String nativeKey, @Nullable String own) {
        String value = natives.value(nativeKey, String.class);
        return (value != null) ? value : own;
    }

    private int number(String key, String nativeKey, Supplier<Integer> resolved) {
        Integer value = natives.value(nativeKey, Integer.class);
        if (value == null) {
            return resolved.get();
        }
        keys.show(key, value, natives.key(nativeKey));
        return value;
    }

    private Duration time(String key, String nativeKey, Supplier<Duration> resolved) {
        Duration value = nativeTime(key, nativeKey);
        return (value != null) ? value : resolved.get();
    }

    private @Nullable Duration nativeTime(String key, String nativeKey) {
        Long millis = natives.value(nativeKey, Long.class);
        if (millis == null) {
            return null;
        }
        Duration value = Duration.ofMillis(millis);
        keys.show(key, value, natives.key(nativeKey));
        return value;
    }

    private @Nullable Duration unlessOff(String key, @Nullable Duration value) {
        if (value == null || !value.isZero()) {
            return value;
        }
        keys.show(key, OFF, keys.settings().origin(key).orElse(""));
        return null;
    }
}
