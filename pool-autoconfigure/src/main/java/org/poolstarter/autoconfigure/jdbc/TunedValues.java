/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import com.zaxxer.hikari.HikariConfig;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.JdbcTuning;
import org.poolstarter.autoconfigure.ResolvedKeys;
import org.poolstarter.pool.PoolSettings.Setting;

/**
 * The values that a profile has put onto a configuration of HikariCP and that are still in force: those the user sets
 * win, and where one of his leaves another no room, the profile's gives way. What the user's own values make of each
 * other is left to HikariCP.
 */
final class TunedValues {

    private static final long MARGIN_MILLIS = 1_000;

    private final HikariConfig config;
    private final Map<HikariSetting, Tuned> values = new EnumMap<>(HikariSetting.class);

    TunedValues(HikariConfig config) {
        this.config = config;
    }

    /**
     * Puts the values of the profile onto the configuration.
     *
     * @throws InvalidPoolConfigurationException if the profile has a value that no pool takes
     */
    void lay(ResolvedKeys<JdbcTuning> keys) {
        for (HikariSetting setting : HikariSetting.values()) {
            Long value = setting.in(keys);
            if (value == null) {
                continue;
            }
            if (!setting.accepts(value)) {
                throw invalid(setting.key(), setting.rule(value), keys);
            }
            change(setting, value, originOf(setting.key(), keys));
        }
    }

    /** Says that the profile's value of a key cannot be used. */
    static InvalidPoolConfigurationException invalid(String key, String rule, ResolvedKeys<JdbcTuning> keys) {
        String full = "pools.profiles.%s.jdbc.%s".formatted(originOf(key, keys), key);
        return new InvalidPoolConfigurationException(
                "%s %s".formatted(full, rule), "Set %s to a value that fits.".formatted(full));
    }

    /** Leaves these to the user, and makes room for them. */
    void giveWayTo(Set<HikariSetting> users) {
        values.keySet().removeAll(users);
        long max = value(HikariSetting.MAX_SIZE);
        long min = value(HikariSetting.MIN_IDLE);
        if (min > max) {
            fit(HikariSetting.MIN_IDLE, max, HikariSetting.MAX_SIZE, min);
        }
        long acquire = value(HikariSetting.ACQUIRE_TIMEOUT);
        long validation = value(HikariSetting.VALIDATION_TIMEOUT);
        if (validation >= acquire) {
            long half = HikariSetting.VALIDATION_TIMEOUT.accepts(acquire / 2) ? acquire / 2 : acquire;
            fit(HikariSetting.VALIDATION_TIMEOUT, half, HikariSetting.ACQUIRE_TIMEOUT, validation + MARGIN_MILLIS);
        }
        fitIntoLifetime(HikariSetting.IDLE_TIMEOUT);
        fitIntoLifetime(HikariSetting.KEEPALIVE);
        fitIntoLifetime(HikariSetting.LEAK_THRESHOLD);
    }

    /** Where the value in force comes from; null if it is not, or no longer, the profile's. */
    @Nullable
    String origin(HikariSetting setting, long value) {
        Tuned tuned = values.get(setting);
        return (tuned != null && tuned.value == value) ? tuned.origin : null;
    }

    private void fitIntoLifetime(HikariSetting setting) {
        long lifetime = value(HikariSetting.MAX_LIFETIME);
        long most = lifetime - MARGIN_MILLIS;
        // HikariCP replaces a lifetime that is too short by its default, into which everything fits that a user may
        // set.
        boolean limited = lifetime > 0 && HikariSetting.MAX_LIFETIME.accepts(lifetime);
        if (limited && value(setting) > most) {
            fit(setting, setting.accepts(most) ? most : 0, HikariSetting.MAX_LIFETIME, value(setting) + MARGIN_MILLIS);
        }
    }

    /* The smaller one is lowered if it is the profile's; else the greater one is raised, if that is. */
    private void fit(HikariSetting smaller, long lowered, HikariSetting greater, long raised) {
        Tuned small = values.get(smaller);
        Tuned great = values.get(greater);
        if (small != null) {
            change(smaller, lowered, small.origin + ", lowered to " + greater.key());
        } else if (great != null) {
            change(greater, raised, great.origin + ", raised to " + smaller.key());
        }
    }

    private void change(HikariSetting setting, long value, String origin) {
        setting.set(config, value);
        values.put(setting, new Tuned(value, origin));
    }

    private long value(HikariSetting setting) {
        return setting.in(config);
    }

    private static String originOf(String key, ResolvedKeys<JdbcTuning> keys) {
        return keys.settings().settings().stream()
                .filter(setting -> setting.key().equals(key))
                .map(Setting::origin)
                .findFirst()
                .orElseThrow();
    }

    private record Tuned(long value, String origin) {}
}
