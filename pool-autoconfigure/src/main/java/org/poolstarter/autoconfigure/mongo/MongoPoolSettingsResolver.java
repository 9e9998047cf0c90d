/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoException;
import com.mongodb.WriteConcern;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.MongoPoolProperties;
import org.poolstarter.autoconfigure.MongoTuning;
import org.poolstarter.autoconfigure.PoolProfile;
import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.autoconfigure.ProfileResolver;
import org.poolstarter.mongo.MongoBaseline;
import org.poolstarter.mongo.MongoPoolSettings;
import org.poolstarter.pool.PoolSettings;

/** Weighs own keys, options of the connection string and profiles of one client. */
final class MongoPoolSettingsResolver {

    private static final String DEFAULT_DATABASE = "test";

    private static final ConnectionString WITHOUT_OPTIONS = new ConnectionString("mongodb://localhost");

    private final String defaultProfile;
    private final Map<String, MongoPoolProperties> pools;
    private final ProfileResolver profiles;

    MongoPoolSettingsResolver(PoolsProperties properties, ProfileResolver profiles) {
        this.defaultProfile = properties.getProfile();
        this.pools = properties.getMongo();
        this.profiles = profiles;
    }

    /** Whether the start fails when no server of this client answers. */
    boolean isFailFast(String name) {
        return pool(name).isFailFast();
    }

    /**
     * What {@code pools.profile} sets underneath the settings of clients that are not ours. The socket timeout is left
     * out: it would cut long reads that an application makes without expecting it.
     *
     * @throws InvalidPoolConfigurationException if the profile does not exist, or a value of it cannot be used
     */
    MongoBaseline baseline() {
        String prefix = "pools.profiles." + defaultProfile + ".mongo";
        WeighedMongoKeys keys = new WeighedMongoKeys(
                profiles.<MongoTuning>resolve(prefix, null, new MongoTuning(), PoolProfile::getMongo), prefix);
        try {
            MongoPoolSettings.Limits limits = limits(keys, WITHOUT_OPTIONS);
            MongoPoolSettings.Timeouts all = timeouts(keys, WITHOUT_OPTIONS);
            MongoPoolSettings.Timeouts timeouts =
                    new MongoPoolSettings.Timeouts(all.acquire(), all.serverSelection(), all.connect(), null);
            MongoPoolSettings.Operations operations = operations(keys, WITHOUT_OPTIONS);
            List<PoolSettings.Setting> shown = keys.settings().settings().stream()
                    .filter(setting -> !setting.key().equals("socket-timeout"))
                    .toList();
            return new MongoBaseline(limits, timeouts, operations, new PoolSettings(defaultProfile, null, shown));
        } catch (IllegalArgumentException ex) {
            throw unusable(prefix, String.valueOf(ex.getMessage()), keys.settings());
        }
    }

    /**
     * The settings of one client.
     *
     * @param connectionString where its servers are, in place of its key {@code uri}; null to use the key
     * @throws InvalidPoolConfigurationException if a value is missing or cannot be used
     */
    MongoPoolSettings resolve(String name, @Nullable ConnectionString connectionString) {
        MongoPoolProperties own = pool(name);
        String prefix = "pools.mongo." + name;
        ConnectionString target = (connectionString != null) ? connectionString : parse(name, own.getUri());
        WeighedMongoKeys keys = new WeighedMongoKeys(
                profiles.<MongoTuning>resolve(prefix, own.getProfile(), own, PoolProfile::getMongo),
                (connectionString != null) ? "connection details of " + name : prefix + ".uri");
        try {
            String database = keys.database(own.getDatabase(), target.getDatabase(), DEFAULT_DATABASE);
            MongoPoolSettings.Limits limits = limits(keys, target);
            MongoPoolSettings.Timeouts timeouts = timeouts(keys, target);
            MongoPoolSettings.Operations operations = operations(keys, target);
            return new MongoPoolSettings(name, target, database, limits, timeouts, operations, keys.settings());
        } catch (IllegalArgumentException ex) {
            throw unusable(prefix, String.valueOf(ex.getMessage()), keys.settings());
        }
    }

    private static MongoPoolSettings.Limits limits(WeighedMongoKeys keys, ConnectionString uri) {
        int maxSize = keys.required("max-size", uri.getMaxConnectionPoolSize(), MongoTuning::getMaxSize);
        int minIdle = keys.minIdle(uri.getMinConnectionPoolSize(), maxSize);
        Integer maxConnecting = keys.value("max-connecting", uri.getMaxConnecting(), MongoTuning::getMaxConnecting);
        Duration idleTimeout =
                keys.unlessZero("idle-timeout", millis(uri.getMaxConnectionIdleTime()), MongoTuning::getIdleTimeout);
        Duration maxLifetime =
                keys.unlessZero("max-lifetime", millis(uri.getMaxConnectionLifeTime()), MongoTuning::getMaxLifetime);
        return new MongoPoolSettings.Limits(minIdle, maxSize, maxConnecting, idleTimeout, maxLifetime);
    }

    private static MongoPoolSettings.Timeouts timeouts(WeighedMongoKeys keys, ConnectionString uri) {
        return new MongoPoolSettings.Timeouts(
                keys.required("acquire-timeout", millis(uri.getMaxWaitTime()), MongoTuning::getAcquireTimeout),
                keys.required(
                        "server-selection-timeout",
                        millis(uri.getServerSelectionTimeout()),
                        MongoTuning::getServerSelectionTimeout),
                keys.required("connect-timeout", millis(uri.getConnectTimeout()), MongoTuning::getConnectTimeout),
                keys.unlessZero("socket-timeout", millis(uri.getSocketTimeout()), MongoTuning::getSocketTimeout));
    }

    private static MongoPoolSettings.Operations operations(WeighedMongoKeys keys, ConnectionString uri) {
        return new MongoPoolSettings.Operations(
                keys.required("retry-reads", uri.getRetryReads(), MongoTuning::getRetryReads),
                keys.required("retry-writes", uri.getRetryWritesValue(), MongoTuning::getRetryWrites),
                writeConcern(keys, uri.getWriteConcern()));
    }

    private static @Nullable WriteConcern writeConcern(WeighedMongoKeys keys, @Nullable WriteConcern uri) {
        Object inUri = (uri != null) ? uri.getWObject() : null;
        String w = keys.value("write-concern", (inUri != null) ? inUri.toString() : null, MongoTuning::getWriteConcern);
        Boolean journal = keys.value("journal", (uri != null) ? uri.getJournal() : null, MongoTuning::getJournal);
        if (w == null && journal == null && uri == null) {
            return null;
        }
        WriteConcern result = (uri != null) ? uri : WriteConcern.ACKNOWLEDGED;
        if (w != null) {
            // Asked of the key first: the driver's own text for w=0 with a journal does not name it.
            if (Boolean.TRUE.equals(journal) && w.equals("0")) {
                throw new IllegalArgumentException("journal must be false where write-concern=0 but is true");
            }
            result = w.matches("\\d+") ? result.withW(Integer.parseInt(w)) : result.withW(w);
        }
        return (journal != null) ? result.withJournal(journal) : result;
    }

    private MongoPoolProperties pool(String name) {
        MongoPoolProperties pool = pools.get(name);
        if (pool == null) {
            throw new InvalidPoolConfigurationException(
                    "pools.mongo.%s is not configured".formatted(name),
                    "Set pools.mongo.%s.uri, which was there when the application was built.".formatted(name));
        }
        return pool;
    }

    private static ConnectionString parse(String name, @Nullable String uri) {
        String key = "pools.mongo." + name + ".uri";
        if (uri == null || uri.isBlank()) {
            throw new InvalidPoolConfigurationException(
                    "%s is missing, and no MongoConnectionDetails bean has the qualifier '%s'".formatted(key, name),
                    "Set %s to a connection string, such as mongodb://localhost:27017/%s, or define the bean."
                            .formatted(key, name));
        }
        try {
            return new ConnectionString(uri);
        } catch (IllegalArgumentException | MongoException ex) {
            // The driver's text may quote a part of a password that was not encoded.
            String reason = mayHoldSecret(uri) ? "" : ": " + ex.getMessage();
            throw new InvalidPoolConfigurationException(
                    key + " is not a connection string of MongoDB" + reason,
                    "Write mongodb://user:password@host:port/database?options; in user and password, replace each of"
                            + " : / ? # [ ] @ % by its percent code.");
        }
    }

    private static boolean mayHoldSecret(String uri) {
        String lower = uri.toLowerCase(Locale.ROOT);
        return lower.contains("@") || lower.contains("password") || lower.contains("authmechanism");
    }

    private static InvalidPoolConfigurationException unusable(String prefix, String problem, PoolSettings settings) {
        String origins = settings.settings().stream()
                .filter(setting -> problem.contains(setting.key()))
                .map(setting ->
                        "%s=%s comes from %s".formatted(setting.key(), setting.readableValue(), setting.origin()))
                .collect(Collectors.joining(", "));
        return new InvalidPoolConfigurationException(prefix + "." + problem, "Change the value; " + origins + ".");
    }

    private static @Nullable Duration millis(@Nullable Integer value) {
        return (value != null) ? Duration.ofMillis(value) : null;
    }
}
