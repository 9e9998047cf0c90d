/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.mongodb.MongoClientSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;

/** The keys of a MongoDB pool, each with where its value stands in the driver's settings. */
enum ShownSetting {
    MIN_IDLE("min-idle", client -> client.getConnectionPoolSettings().getMinSize()),
    MAX_SIZE("max-size", client -> client.getConnectionPoolSettings().getMaxSize()),
    MAX_CONNECTING(
            "max-connecting", client -> client.getConnectionPoolSettings().getMaxConnecting()),
    ACQUIRE_TIMEOUT(
            "acquire-timeout", client -> time(client.getConnectionPoolSettings().getMaxWaitTime(MILLISECONDS))),
    IDLE_TIMEOUT(
            "idle-timeout", client -> time(client.getConnectionPoolSettings().getMaxConnectionIdleTime(MILLISECONDS))),
    MAX_LIFETIME(
            "max-lifetime", client -> time(client.getConnectionPoolSettings().getMaxConnectionLifeTime(MILLISECONDS))),
    SERVER_SELECTION_TIMEOUT(
            "server-selection-timeout",
            client -> time(client.getClusterSettings().getServerSelectionTimeout(MILLISECONDS))),
    CONNECT_TIMEOUT("connect-timeout", client -> time(client.getSocketSettings().getConnectTimeout(MILLISECONDS))),
    SOCKET_TIMEOUT("socket-timeout", client -> time(client.getSocketSettings().getReadTimeout(MILLISECONDS))),
    RETRY_READS("retry-reads", MongoClientSettings::getRetryReads),
    RETRY_WRITES("retry-writes", MongoClientSettings::getRetryWrites),
    WRITE_CONCERN("write-concern", ShownSetting::writeConcern),
    JOURNAL("journal", client -> client.getWriteConcern().getJournal());

    static final String CUSTOMIZER = "customizer of the application";
    static final String DRIVER = "default of the driver";

    private final String key;

    @SuppressWarnings("ImmutableEnumChecker") // The readers above keep no state.
    private final Function<MongoClientSettings, @Nullable Object> reader;

    ShownSetting(String key, Function<MongoClientSettings, @Nullable Object> reader) {
        this.key = key;
        this.reader = reader;
    }

    /**
     * What is in force.
     *
     * @param resolved the settings that were asked for; those that the driver does not hold are shown as they are
     * @param configured the driver's settings before customizers
     * @param effective the driver's settings after them
     */
    static PoolSettings all(PoolSettings resolved, MongoClientSettings configured, MongoClientSettings effective) {
        List<Setting> settings = new ArrayList<>();
        for (ShownSetting shown : values()) {
            Object value = shown.reader.apply(effective);
            if (value != null) {
                boolean changed = !Objects.equals(value, shown.reader.apply(configured));
                settings.add(new Setting(shown.key, value, changed ? CUSTOMIZER : shown.originIn(resolved)));
            }
        }
        resolved.settings().stream()
                .filter(setting -> Arrays.stream(values()).noneMatch(shown -> shown.key.equals(setting.key())))
                .forEach(settings::add);
        return new PoolSettings(resolved.profile(), resolved.prefix(), settings);
    }

    private String originIn(PoolSettings resolved) {
        return resolved.settings().stream()
                .filter(setting -> setting.key().equals(key))
                .map(Setting::origin)
                .findFirst()
                .orElse(DRIVER);
    }

    private static @Nullable Object writeConcern(MongoClientSettings client) {
        Object w = client.getWriteConcern().getWObject();
        return (w != null) ? w.toString() : null;
    }

    private static Duration time(long millis) {
        return Duration.ofMillis(millis);
    }
}
