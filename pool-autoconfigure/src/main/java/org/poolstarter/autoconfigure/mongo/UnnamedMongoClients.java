/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.mongo.MongoBaseline;
import org.poolstarter.mongo.MongoWatch;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.boot.mongodb.autoconfigure.PropertiesMongoConnectionDetails;
import org.springframework.boot.mongodb.autoconfigure.StandardMongoClientSettingsBuilderCustomizer;

/**
 * Tunes and watches the clients that are built by Boot's customizers: Boot's own, and one that the application builds in
 * the same way. Settings that the application made as a whole, as a bean, are its own and are not tuned.
 */
final class UnnamedMongoClients {

    private static final String URI = "spring.mongodb.uri";

    private final PoolsProperties properties;
    private final MongoPoolSettingsResolver resolver;
    private final ObjectProvider<StandardMongoClientSettingsBuilderCustomizer> standard;
    private final ObjectProvider<MongoConnectionDetails> connectionDetails;

    /** Weak, because clients come and go that are no beans; each client holds its own watch. */
    private final Set<MongoWatch> watches = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    UnnamedMongoClients(
            PoolsProperties properties,
            MongoPoolSettingsResolver resolver,
            ObjectProvider<StandardMongoClientSettingsBuilderCustomizer> standard,
            ObjectProvider<MongoConnectionDetails> connectionDetails) {
        this.properties = properties;
        this.resolver = resolver;
        this.standard = standard;
        this.connectionDetails = connectionDetails;
    }

    /**
     * Before every other customizer.
     *
     * @throws InvalidPoolConfigurationException if the profile cannot be used
     */
    void tune(MongoClientSettings.Builder builder) {
        MongoBaseline baseline = baseline();
        if (baseline != null) {
            baseline.applyTo(builder);
        }
    }

    /** After every other customizer. */
    void watch(MongoClientSettings.Builder builder) {
        watches.add(begin(builder));
    }

    /** The watch of this client; null where it was built without {@link #watch}. */
    @Nullable
    MongoWatch watchOf(MongoClient client) {
        synchronized (watches) {
            return watches.stream()
                    .filter(watch -> watch.isOf(client))
                    .findFirst()
                    .orElse(null);
        }
    }

    private MongoWatch begin(MongoClientSettings.Builder builder) {
        MongoConnectionDetails details = details();
        ConnectionString uri = (details != null) ? details.getConnectionString() : null;
        return (details instanceof PropertiesMongoConnectionDetails)
                ? MongoWatch.begin(builder, baseline(), uri, URI, option -> withOption(uri, option))
                : MongoWatch.begin(
                        builder,
                        baseline(),
                        uri,
                        "connection details of mongo",
                        "%s in the connection string of its MongoConnectionDetails"::formatted);
    }

    /* Where there is a URI, Boot looks at neither the host nor what belongs to it. */
    private static String withOption(@Nullable ConnectionString uri, String option) {
        return "%s=%s.../?%s, with the servers, login and options that it has now"
                .formatted(URI, (uri != null && uri.isSrvProtocol()) ? "mongodb+srv://" : "mongodb://", option);
    }

    private @Nullable MongoBaseline baseline() {
        if (!properties.isTuneBoot() || !isStandard()) {
            return null;
        }
        MongoBaseline baseline = resolver.baseline();
        MongoConnectionDetails details = details();
        return (details != null) ? baseline.under(details.getConnectionString()) : baseline;
    }

    private @Nullable MongoConnectionDetails details() {
        return isStandard() ? connectionDetails.getIfUnique() : null;
    }

    /* Boot applies its connection string to every client, unless the application has made the settings. */
    private boolean isStandard() {
        return standard.stream().findAny().isPresent();
    }
}
