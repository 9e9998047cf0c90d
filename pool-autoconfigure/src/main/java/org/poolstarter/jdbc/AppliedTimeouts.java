/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.HikariConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.poolstarter.jdbc.DriverProperties.Property;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.ReadableDuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lays the timeouts on the properties of the driver, and the outcome on the shown settings. What the URL or the native
 * properties say wins.
 */
final class AppliedTimeouts {

    private static final Logger logger = LoggerFactory.getLogger(AppliedTimeouts.class);

    private final JdbcUrl url;
    private final @Nullable DriverProperties driver;
    private final Properties properties;
    private final String prefix;
    private final Places places;
    private final List<Setting> shown;

    private AppliedTimeouts(HikariConfig config, PoolSettings settings, Places places) {
        this.url = new JdbcUrl(config.getJdbcUrl());
        this.driver = DriverProperties.of(config.getJdbcUrl());
        this.properties = config.getDataSourceProperties();
        this.prefix = prefixOf(settings);
        this.places = places;
        this.shown = new ArrayList<>(settings.settings());
    }

    /** As the other method, for a pool whose own keys set the URL and the properties. */
    static PoolSettings apply(DriverTimeouts timeouts, HikariConfig config, PoolSettings settings) {
        String prefix = prefixOf(settings);
        return apply(
                timeouts,
                config,
                settings,
                new Places(prefix + "url", name -> prefix + "hikari.data-source-properties." + name));
    }

    /**
     * Sets the driver properties of the configuration.
     *
     * @return the settings to show, in which the two timeouts say what became of them
     */
    static PoolSettings apply(DriverTimeouts timeouts, HikariConfig config, PoolSettings settings, Places places) {
        AppliedTimeouts applied = new AppliedTimeouts(config, settings, places);
        DriverProperties driver = applied.driver;
        applied.apply("connect-timeout", timeouts.connect(), (driver != null) ? driver.connect() : List.of());
        applied.apply("socket-timeout", timeouts.socket(), (driver != null) ? driver.socket() : List.of());
        return new PoolSettings(settings.profile(), settings.prefix(), applied.shown);
    }

    private static String prefixOf(PoolSettings settings) {
        return (settings.prefix() != null) ? settings.prefix() + "." : "";
    }

    private void apply(String key, @Nullable Duration timeout, List<Property> names) {
        if (names.isEmpty()) {
            if (timeout != null) {
                notApplied(key, timeout);
            }
            return;
        }
        Property main = names.get(0);
        String inUrl = url.property(main.name());
        String inProperties = properties.getProperty(main.name());
        if (inUrl != null) {
            show(key, main.parse(inUrl), DriverProperties.partOf(places.url(), main.name()));
        } else if (inProperties != null) {
            show(key, main.parse(inProperties), places.properties().apply(main.name()));
        } else if (timeout != null) {
            names.forEach(name -> setUnlessSet(name, timeout));
        }
    }

    private void setUnlessSet(Property name, Duration timeout) {
        if (url.property(name.name()) == null) {
            properties.putIfAbsent(name.name(), name.format(timeout));
        }
    }

    private void notApplied(String key, Duration timeout) {
        String origin = origin(key);
        if (origin.equals(prefix + key)) {
            logger.warn(
                    "{}{}={} is not applied: no property for it is known of the driver of {}",
                    prefix,
                    key,
                    ReadableDuration.of(timeout),
                    url);
        }
        show(key, timeout, origin + ", not applied: the driver has no such property");
    }

    private String origin(String key) {
        return shown.stream()
                .filter(setting -> setting.key().equals(key))
                .map(Setting::origin)
                .findFirst()
                .orElse("");
    }

    private void show(String key, Object value, String origin) {
        Setting setting = new Setting(key, value, origin);
        for (int i = 0; i < shown.size(); i++) {
            if (shown.get(i).key().equals(key)) {
                shown.set(i, setting);
                return;
            }
        }
        shown.add(setting);
    }

    /**
     * Where the driver is told something, for people.
     *
     * @param url where the URL was set
     * @param properties where a property was set, by its name
     */
    record Places(String url, UnaryOperator<String> properties) {}
}
