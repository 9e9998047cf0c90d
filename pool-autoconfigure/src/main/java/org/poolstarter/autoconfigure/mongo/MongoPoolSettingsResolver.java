/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.ConnectionString;
import java.util.List;
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
import org.poolstarter.mongo.MongoClientValues;
import org.poolstarter.mongo.MongoPoolSettings;
import org.poolstarter.pool.PoolSettings;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;

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
            MongoClientValues values = new WeighedMongoValues(keys, WITHOUT_OPTIONS).baseline();
            List<PoolSettings.Setting> shown = keys.settings().settings().stream()
                    .filter(setting -> !setting.key().equals("socket-timeout"))
                    .toList();
            return new MongoBaseline(values, new PoolSettings(defaultProfile, null, shown));
        } catch (IllegalArgumentException ex) {
            throw unusable(prefix, String.valueOf(ex.getMessage()), keys.settings());
        }
    }

    /**
     * The settings of one client.
     *
     * @param details where its servers are, in place of its keys; null to use the keys
     * @throws InvalidPoolConfigurationException if a value is missing or cannot be used
     */
    MongoPoolSettings resolve(String name, @Nullable MongoConnectionDetails details) {
        MongoPoolProperties own = pool(name);
        String prefix = "pools.mongo." + name;
        MongoTarget target = (details != null)
                ? new MongoTarget(details.getConnectionString(), "connection details of " + name)
                : MongoTarget.of(name, own);
        ConnectionString uri = target.connectionString();
        WeighedMongoKeys keys = new WeighedMongoKeys(
                profiles.<MongoTuning>resolve(prefix, own.getProfile(), own, PoolProfile::getMongo), target.origin());
        try {
            String database = keys.database(own.getDatabase(), uri.getDatabase(), DEFAULT_DATABASE);
            MongoClientValues values = new WeighedMongoValues(keys, uri).all();
            keys.applicationName(uri.getApplicationName(), name);
            keys.tls(own.getSslBundle(), details != null && details.getSslBundle() != null, uri.getSslEnabled());
            return new MongoPoolSettings(name, uri, database, values, keys.settings());
        } catch (IllegalArgumentException ex) {
            throw unusable(prefix, String.valueOf(ex.getMessage()), keys.settings());
        }
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

    private static InvalidPoolConfigurationException unusable(String prefix, String problem, PoolSettings settings) {
        String origins = settings.settings().stream()
                .filter(setting -> problem.contains(setting.key()))
                .map(setting ->
                        "%s=%s comes from %s".formatted(setting.key(), setting.readableValue(), setting.origin()))
                .collect(Collectors.joining(", "));
        return new InvalidPoolConfigurationException(prefix + "." + problem, "Change the value; " + origins + ".");
    }
}
