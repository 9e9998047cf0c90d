/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCompressor;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.TaggableReadPreference;
import com.mongodb.WriteConcern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.EnumWord;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;

/** The keys of a MongoDB pool, each with where its value stands in the driver's settings. */
enum ShownSetting {
    MIN_IDLE(
            "min-idle",
            client -> client.getConnectionPoolSettings().getMinSize(),
            ConnectionString::getMinConnectionPoolSize),
    MAX_SIZE(
            "max-size",
            client -> client.getConnectionPoolSettings().getMaxSize(),
            ConnectionString::getMaxConnectionPoolSize),
    MAX_CONNECTING(
            "max-connecting",
            client -> client.getConnectionPoolSettings().getMaxConnecting(),
            ConnectionString::getMaxConnecting),
    TIMEOUT("timeout", client -> time(client.getTimeout(MILLISECONDS)), uri -> time(uri.getTimeout())),
    ACQUIRE_TIMEOUT(
            "acquire-timeout",
            client -> byStep(client, client.getConnectionPoolSettings().getMaxWaitTime(MILLISECONDS)),
            uri -> time(uri.getMaxWaitTime())),
    IDLE_TIMEOUT(
            "idle-timeout",
            client -> time(client.getConnectionPoolSettings().getMaxConnectionIdleTime(MILLISECONDS)),
            uri -> time(uri.getMaxConnectionIdleTime())),
    MAX_LIFETIME(
            "max-lifetime",
            client -> time(client.getConnectionPoolSettings().getMaxConnectionLifeTime(MILLISECONDS)),
            uri -> time(uri.getMaxConnectionLifeTime())),
    SERVER_SELECTION_TIMEOUT(
            "server-selection-timeout",
            client -> time(client.getClusterSettings().getServerSelectionTimeout(MILLISECONDS)),
            uri -> time(uri.getServerSelectionTimeout())),
    CONNECT_TIMEOUT(
            "connect-timeout",
            client -> time(client.getSocketSettings().getConnectTimeout(MILLISECONDS)),
            uri -> time(uri.getConnectTimeout())),
    SOCKET_TIMEOUT(
            "socket-timeout",
            client -> byStep(client, client.getSocketSettings().getReadTimeout(MILLISECONDS)),
            uri -> time(uri.getSocketTimeout())),
    RETRY_READS("retry-reads", MongoClientSettings::getRetryReads, ConnectionString::getRetryReads),
    RETRY_WRITES("retry-writes", MongoClientSettings::getRetryWrites, ConnectionString::getRetryWritesValue),
    WRITE_CONCERN("write-concern", client -> w(client.getWriteConcern()), uri -> w(uri.getWriteConcern())),
    JOURNAL("journal", client -> client.getWriteConcern().getJournal(), uri -> journal(uri.getWriteConcern())),
    WRITE_CONCERN_TIMEOUT(
            "write-concern-timeout",
            client -> byStep(client, client.getWriteConcern().getWTimeout(MILLISECONDS)),
            uri -> wTimeout(uri.getWriteConcern())),
    READ_CONCERN("read-concern", client -> level(client.getReadConcern()), uri -> level(uri.getReadConcern())),
    READ_PREFERENCE(
            "read-preference", client -> mode(client.getReadPreference()), uri -> mode(uri.getReadPreference())),
    MAX_STALENESS(
            "max-staleness",
            client -> staleness(client.getReadPreference()),
            uri -> staleness(uri.getReadPreference())),
    COMPRESSORS("compressors", client -> names(client.getCompressorList()), uri -> names(uri.getCompressorList())),
    UUID_REPRESENTATION(
            "uuid-representation",
            client -> dashed(client.getUuidRepresentation()),
            uri -> dashed(uri.getUuidRepresentation())),
    TLS("tls", client -> client.getSslSettings().isEnabled(), ConnectionString::getSslEnabled),
    APP_NAME("app-name", MongoClientSettings::getApplicationName, ConnectionString::getApplicationName);

    static final String CUSTOMIZER = "customizer of the application";
    static final String DRIVER = "default of the driver";

    private final String key;

    @SuppressWarnings("ImmutableEnumChecker") // The readers above keep no state.
    private final Function<MongoClientSettings, @Nullable Object> reader;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Function<ConnectionString, @Nullable Object> option;

    ShownSetting(
            String key,
            Function<MongoClientSettings, @Nullable Object> reader,
            Function<ConnectionString, @Nullable Object> option) {
        this.key = key;
        this.reader = reader;
        this.option = option;
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
        settings.addAll(notOfTheDriver(resolved));
        return new PoolSettings(resolved.profile(), resolved.prefix(), settings);
    }

    /**
     * What is in force in a client that is configured elsewhere, each with the first origin that explains its value.
     *
     * @param underneath what the client had before that configuration was applied
     * @param uri whose options were applied; null if there is none
     * @param uriOrigin where it comes from
     * @param effective the driver's settings in the end
     */
    static PoolSettings all(
            PoolSettings underneath, @Nullable ConnectionString uri, String uriOrigin, MongoClientSettings effective) {
        MongoClientSettings defaults = MongoClientSettings.builder().build();
        List<Setting> settings = new ArrayList<>();
        for (ShownSetting shown : values()) {
            Object value = shown.reader.apply(effective);
            if (value == null) {
                continue;
            }
            String origin = CUSTOMIZER;
            if (uri != null && value.equals(shown.option.apply(uri))) {
                origin = uriOrigin;
            } else if (value.equals(shown.valueIn(underneath))) {
                origin = shown.originIn(underneath);
            } else if (value.equals(shown.reader.apply(defaults))) {
                origin = DRIVER;
            }
            settings.add(new Setting(shown.key, value, origin));
        }
        settings.addAll(notOfTheDriver(underneath));
        return new PoolSettings(underneath.profile(), underneath.prefix(), settings);
    }

    private static List<Setting> notOfTheDriver(PoolSettings resolved) {
        return resolved.settings().stream()
                .filter(setting -> Arrays.stream(values()).noneMatch(shown -> shown.key.equals(setting.key())))
                .toList();
    }

    private @Nullable Object valueIn(PoolSettings resolved) {
        return resolved.settings().stream()
                .filter(setting -> setting.key().equals(key))
                .map(Setting::value)
                .findFirst()
                .orElse(null);
    }

    private String originIn(PoolSettings resolved) {
        return resolved.origin(key).orElse(DRIVER);
    }

    private static @Nullable Object w(@Nullable WriteConcern writeConcern) {
        Object w = (writeConcern != null) ? writeConcern.getWObject() : null;
        return (w != null) ? w.toString() : null;
    }

    private static @Nullable Object journal(@Nullable WriteConcern writeConcern) {
        return (writeConcern != null) ? writeConcern.getJournal() : null;
    }

    private static @Nullable Object wTimeout(@Nullable WriteConcern writeConcern) {
        return (writeConcern != null) ? time(writeConcern.getWTimeout(MILLISECONDS)) : null;
    }

    private static @Nullable Object level(@Nullable ReadConcern readConcern) {
        return (readConcern != null) ? dashed(readConcern.getLevel()) : null;
    }

    private static @Nullable Object mode(@Nullable ReadPreference readPreference) {
        return (readPreference != null)
                ? readPreference.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)
                : null;
    }

    private static @Nullable Object staleness(@Nullable ReadPreference readPreference) {
        return (readPreference instanceof TaggableReadPreference taggable)
                ? time(taggable.getMaxStaleness(MILLISECONDS))
                : null;
    }

    private static @Nullable Object names(List<MongoCompressor> compressors) {
        return compressors.isEmpty()
                ? null
                : compressors.stream().map(MongoCompressor::getName).collect(Collectors.joining(", "));
    }

    private static @Nullable Object dashed(@Nullable Enum<?> constant) {
        return (constant != null) ? EnumWord.of(constant) : null;
    }

    /** The limit of one step, which is not in force where there is a timeout of the whole operation. */
    private static @Nullable Object byStep(MongoClientSettings client, @Nullable Number millis) {
        return (client.getTimeout(MILLISECONDS) == null) ? time(millis) : null;
    }

    private static @Nullable Object time(@Nullable Number millis) {
        return (millis != null) ? Duration.ofMillis(millis.longValue()) : null;
    }
}
