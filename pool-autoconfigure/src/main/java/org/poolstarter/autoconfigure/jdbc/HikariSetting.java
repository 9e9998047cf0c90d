/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import com.zaxxer.hikari.HikariConfig;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.JdbcTuning;
import org.poolstarter.autoconfigure.ResolvedKeys;
import org.poolstarter.jdbc.JdbcPoolLimits;
import org.poolstarter.pool.ReadableDuration;

/** The settings that profiles and HikariCP both know, as numbers: of connections, or of milliseconds. */
@SuppressWarnings("ImmutableEnumChecker") // only method references, which hold no state
enum HikariSetting {
    MAX_SIZE(
            "max-size",
            "maximum-pool-size",
            new Range(1, false),
            keys -> size(keys, "max-size", JdbcTuning::getMaxSize),
            HikariConfig::getMaximumPoolSize,
            (config, value) -> config.setMaximumPoolSize((int) value)),
    MIN_IDLE(
            "min-idle",
            "minimum-idle",
            new Range(0, false),
            keys -> size(keys, "min-idle", JdbcTuning::getMinIdle),
            HikariConfig::getMinimumIdle,
            (config, value) -> config.setMinimumIdle((int) value)),
    ACQUIRE_TIMEOUT(
            "acquire-timeout",
            "connection-timeout",
            new Range(JdbcPoolLimits.SHORTEST_TIMEOUT.toMillis(), false),
            keys -> millis(keys, "acquire-timeout", JdbcTuning::getAcquireTimeout),
            HikariConfig::getConnectionTimeout,
            HikariConfig::setConnectionTimeout),
    VALIDATION_TIMEOUT(
            "validation-timeout",
            "validation-timeout",
            new Range(JdbcPoolLimits.SHORTEST_TIMEOUT.toMillis(), false),
            keys -> millis(keys, "validation-timeout", JdbcTuning::getValidationTimeout),
            HikariConfig::getValidationTimeout,
            HikariConfig::setValidationTimeout),
    MAX_LIFETIME(
            "max-lifetime",
            "max-lifetime",
            new Range(JdbcPoolLimits.SHORTEST_LIFETIME.toMillis(), true),
            keys -> millis(keys, "max-lifetime", JdbcTuning::getMaxLifetime),
            HikariConfig::getMaxLifetime,
            HikariConfig::setMaxLifetime),
    IDLE_TIMEOUT(
            "idle-timeout",
            "idle-timeout",
            new Range(JdbcPoolLimits.SHORTEST_IDLE_TIMEOUT.toMillis(), true),
            keys -> millis(keys, "idle-timeout", JdbcTuning::getIdleTimeout),
            HikariConfig::getIdleTimeout,
            HikariConfig::setIdleTimeout),
    KEEPALIVE(
            "keepalive",
            "keepalive-time",
            new Range(JdbcPoolLimits.SHORTEST_LIFETIME.toMillis(), true),
            keys -> millis(keys, "keepalive", JdbcTuning::getKeepalive),
            HikariConfig::getKeepaliveTime,
            HikariConfig::setKeepaliveTime),
    LEAK_THRESHOLD(
            "leak-threshold",
            "leak-detection-threshold",
            new Range(JdbcPoolLimits.SHORTEST_LEAK_THRESHOLD.toMillis(), true),
            keys -> millis(keys, "leak-threshold", JdbcTuning::getLeakThreshold),
            HikariConfig::getLeakDetectionThreshold,
            HikariConfig::setLeakDetectionThreshold);

    private final String key;
    private final String nativeKey;
    private final Range range;
    private final Function<ResolvedKeys<JdbcTuning>, @Nullable Long> resolved;
    private final ToLongFunction<HikariConfig> getter;
    private final ObjLongConsumer<HikariConfig> setter;

    HikariSetting(
            String key,
            String nativeKey,
            Range range,
            Function<ResolvedKeys<JdbcTuning>, @Nullable Long> resolved,
            ToLongFunction<HikariConfig> getter,
            ObjLongConsumer<HikariConfig> setter) {
        this.key = key;
        this.nativeKey = nativeKey;
        this.range = range;
        this.resolved = resolved;
        this.getter = getter;
        this.setter = setter;
    }

    /** The key of a profile, such as {@code max-size}. */
    String key() {
        return key;
    }

    /** The key of HikariCP, such as {@code maximum-pool-size}. */
    String nativeKey() {
        return nativeKey;
    }

    /** The value of the profile; null if none sets it. */
    @Nullable
    Long in(ResolvedKeys<JdbcTuning> keys) {
        return resolved.apply(keys);
    }

    /** The value in force; -1 is HikariCP's word for the least idle connections that nobody has set. */
    long in(HikariConfig config) {
        return getter.applyAsLong(config);
    }

    /** Sets the value, which the setting {@linkplain #accepts accepts}. */
    void set(HikariConfig config, long value) {
        setter.accept(config, value);
    }

    boolean accepts(long value) {
        return value >= range.least || (value == 0 && range.canBeOff);
    }

    /** The value for people. */
    Object shown(long value) {
        if (isSize()) {
            return (int) value;
        }
        return (value == 0 && range.canBeOff) ? "off" : Duration.ofMillis(value);
    }

    /** Why this value is not accepted, for people. */
    String rule(long value) {
        String off = range.canBeOff ? ", or 0 for off," : "";
        return "must be at least %s%s but is %s".formatted(text(range.least), off, text(value));
    }

    private String text(long value) {
        return isSize() ? String.valueOf(value) : ReadableDuration.of(Duration.ofMillis(value));
    }

    private boolean isSize() {
        return this == MAX_SIZE || this == MIN_IDLE;
    }

    private static @Nullable Long size(
            ResolvedKeys<JdbcTuning> keys, String key, Function<JdbcTuning, @Nullable Integer> getter) {
        Integer value = keys.value(key, getter);
        return (value != null) ? Long.valueOf(value) : null;
    }

    private static @Nullable Long millis(
            ResolvedKeys<JdbcTuning> keys, String key, Function<JdbcTuning, @Nullable Duration> getter) {
        Duration value = keys.value(key, getter);
        return (value != null) ? value.toMillis() : null;
    }

    private record Range(long least, boolean canBeOff) {}
}
