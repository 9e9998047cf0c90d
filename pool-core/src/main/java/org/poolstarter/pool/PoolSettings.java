/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings a pool runs with, and where each came from.
 *
 * @param profile the name of the profile that fills what the pool's own keys leave open; null without one
 * @param prefix the configuration key all of the pool's own keys begin with, such as {@code pools.jdbc.orders}; null
 *     for a pool that is not configured by keys
 * @param settings the settings, in the order in which they are shown
 */
public record PoolSettings(
        @Nullable String profile, @Nullable String prefix, List<Setting> settings) {

    private static final PoolSettings NONE = new PoolSettings(null, null, List.of());

    public PoolSettings {
        settings = List.copyOf(settings);
    }

    /** No settings are known. */
    public static PoolSettings none() {
        return NONE;
    }

    /** Where the setting of this key comes from; empty if it is not shown. */
    public Optional<String> origin(String key) {
        return settings.stream()
                .filter(setting -> setting.key().equals(key))
                .map(Setting::origin)
                .findFirst();
    }

    /**
     * One setting in force.
     *
     * @param key the key without the pool's prefix, such as {@code max-size}
     * @param value a number, boolean, string or {@link Duration}; never a secret
     * @param origin where the value comes from: the name of a profile, or the full key that set it
     */
    public record Setting(String key, Object value, String origin) {

        /**
         * The value as people write it: a duration as {@link ReadableDuration} does, a constant in lower case with dashes,
         * all else as it is.
         */
        public Object readableValue() {
            if (value instanceof Enum<?> constant) {
                return EnumWord.of(constant);
            }
            return (value instanceof Duration duration) ? ReadableDuration.of(duration) : value;
        }
    }
}
