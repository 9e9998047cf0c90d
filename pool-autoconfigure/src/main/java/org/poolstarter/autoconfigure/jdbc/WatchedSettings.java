/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.jdbc.DriverTimeouts;
import org.poolstarter.jdbc.WatchedJdbcPool;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;

/** Reads the settings of a data source that is not ours, and where each value comes from as far as can be told. */
final class WatchedSettings implements Supplier<PoolSettings> {

    private static final String DEFAULT = "default of HikariCP";
    private static final String CODE = "set in code";

    private final HikariConfig config;
    private final HikariConfig defaults = new HikariConfig();
    private final @Nullable String prefix;
    private final Map<HikariSetting, Long> keys;
    private final @Nullable BootDataSourceTuning tuning;
    private final List<Setting> timeouts;

    /**
     * Settings of one data source.
     *
     * @param prefix what is bound to it; null if nothing is
     * @param keys what is set under the prefix
     * @param places where its driver is told something
     * @param tuning what has tuned it; null if nothing has
     */
    WatchedSettings(
            HikariConfig config,
            @Nullable String prefix,
            Map<HikariSetting, Long> keys,
            DriverPlaces places,
            @Nullable BootDataSourceTuning tuning) {
        this.config = config;
        this.prefix = prefix;
        this.keys = keys;
        this.tuning = tuning;
        this.timeouts = (tuning != null) ? tuning.timeouts() : timeoutsOfDriver(config, places);
    }

    /* What the URL and the properties of the driver say. */
    private static List<Setting> timeoutsOfDriver(HikariConfig config, DriverPlaces places) {
        return (config instanceof HikariDataSource dataSource && WatchedJdbcPool.connectsByUrl(dataSource))
                ? new DriverTimeouts(null, null)
                        .applyTo(config, PoolSettings.none(), places.url(), places::of)
                        .settings()
                : List.of();
    }

    @Override
    public PoolSettings get() {
        List<Setting> settings = new ArrayList<>();
        for (HikariSetting setting : HikariSetting.values()) {
            long value = setting.in(config);
            if (setting == HikariSetting.MIN_IDLE && value < 0) {
                settings.add(shown(setting, HikariSetting.MAX_SIZE.in(config), DEFAULT));
            } else if (setting != HikariSetting.LEAK_THRESHOLD || value > 0) {
                settings.add(shown(setting, value, origin(setting, value)));
            }
        }
        settings.addAll(timeouts);
        return new PoolSettings((tuning != null) ? tuning.profile() : null, null, settings);
    }

    /** The line of configuration that gives a setting this value; null if nothing is bound to the data source. */
    @Nullable
    String assignment(String key, Object value) {
        if (prefix == null) {
            return null;
        }
        return Arrays.stream(HikariSetting.values())
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .map(setting -> "%s.%s=%s"
                        .formatted(
                                prefix,
                                setting.nativeKey(),
                                (value instanceof Duration time) ? time.toMillis() : value))
                .orElseGet(() -> (value instanceof Duration time) ? ofDriver(key, time) : null);
    }

    private @Nullable String ofDriver(String key, Duration value) {
        String url = config.getJdbcUrl();
        String property = (url != null) ? DriverTimeouts.property(url, key, value) : null;
        return (property != null) ? "%s.data-source-properties.%s".formatted(prefix, property) : null;
    }

    private static Setting shown(HikariSetting setting, long value, String origin) {
        return new Setting(setting.key(), setting.shown(value), origin);
    }

    private String origin(HikariSetting setting, long value) {
        Long set = keys.get(setting);
        if (set != null) {
            String key = prefix + "." + setting.nativeKey();
            return (set == value) ? key : key + "=" + set + ", changed since";
        }
        String profile = (tuning != null) ? tuning.origin(setting, value) : null;
        if (profile != null) {
            return profile;
        }
        return isDefault(setting, value) ? DEFAULT : CODE;
    }

    /* HikariCP keeps as many idle as there may be, unless told otherwise. */
    private boolean isDefault(HikariSetting setting, long value) {
        return value == setting.in(defaults)
                || (setting == HikariSetting.MIN_IDLE && value == HikariSetting.MAX_SIZE.in(config));
    }
}
