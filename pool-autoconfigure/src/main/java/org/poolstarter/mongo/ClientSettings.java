/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.mongodb.MongoClientSettings;
import com.mongodb.connection.ConnectionPoolSettings;
import com.mongodb.connection.SocketSettings;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolSettings;

/**
 * The driver's settings of one client, and how they are shown. Customizers of the application have the last word; what
 * they changed is shown as theirs.
 *
 * @param effective what the client is built with
 * @param display the settings in force and their origins
 * @param events what will be heard of the client
 */
record ClientSettings(MongoClientSettings effective, PoolSettings display, DriverEvents events) {

    static ClientSettings of(
            MongoPoolSettings settings,
            @Nullable SSLContext tls,
            List<Consumer<MongoClientSettings.Builder>> customizers) {
        MongoClientSettings.Builder builder = MongoClientSettings.builder();
        builder.applicationName(settings.name());
        // First, because the options that have a place in our settings were weighed already and are set again below.
        builder.applyConnectionString(settings.connectionString());
        apply(settings.values(), builder);
        if (tls != null) {
            builder.applyToSslSettings(ssl -> ssl.enabled(true).context(tls));
        }
        MongoClientSettings configured = builder.build();
        customizers.forEach(customizer -> customizer.accept(builder));
        DriverEvents events =
                DriverEvents.listen(settings.name(), settings.values().slowCommands(), builder);
        MongoClientSettings effective = builder.build();
        return new ClientSettings(effective, ShownSetting.all(settings.display(), configured, effective), events);
    }

    int min() {
        return effective.getConnectionPoolSettings().getMinSize();
    }

    /** Upper bound to each server, 1 or more. */
    int max() {
        int max = effective.getConnectionPoolSettings().getMaxSize();
        // 0 is the driver's word for no bound; only a customizer can set it.
        return (max > 0) ? max : Integer.MAX_VALUE;
    }

    /** Sets what these hold, and nothing else. */
    static void apply(MongoClientValues values, MongoClientSettings.Builder builder) {
        MongoClientValues.Timeouts timeouts = values.timeouts();
        builder.applyToConnectionPoolSettings(pool -> apply(values.limits(), timeouts, pool));
        builder.applyToSocketSettings(socket -> apply(timeouts, socket));
        builder.applyToClusterSettings(cluster ->
                cluster.serverSelectionTimeout(timeouts.serverSelection().toMillis(), MILLISECONDS));
        if (timeouts.operation() != null) {
            builder.timeout(timeouts.operation().toMillis(), MILLISECONDS);
        }
        apply(values.operations(), builder);
        apply(values.encoding(), builder);
    }

    private static void apply(
            MongoClientValues.Limits limits, MongoClientValues.Timeouts timeouts, ConnectionPoolSettings.Builder pool) {
        pool.minSize(limits.minIdle());
        pool.maxSize(limits.maxSize());
        pool.maxConnectionIdleTime(millis(limits.idleTimeout()), MILLISECONDS);
        pool.maxConnectionLifeTime(millis(limits.maxLifetime()), MILLISECONDS);
        if (timeouts.acquire() != null) {
            pool.maxWaitTime(timeouts.acquire().toMillis(), MILLISECONDS);
        }
        if (limits.maxConnecting() != null) {
            pool.maxConnecting(limits.maxConnecting());
        }
    }

    private static void apply(MongoClientValues.Timeouts timeouts, SocketSettings.Builder socket) {
        socket.connectTimeout(timeouts.connect().toMillis(), MILLISECONDS);
        socket.readTimeout(millis(timeouts.socket()), MILLISECONDS);
    }

    private static void apply(MongoClientValues.Operations operations, MongoClientSettings.Builder builder) {
        builder.retryReads(operations.retryReads());
        builder.retryWrites(operations.retryWrites());
        if (operations.writeConcern() != null) {
            builder.writeConcern(operations.writeConcern());
        }
        if (operations.readConcern() != null) {
            builder.readConcern(operations.readConcern());
        }
        if (operations.readPreference() != null) {
            builder.readPreference(operations.readPreference());
        }
    }

    private static void apply(MongoClientValues.Encoding encoding, MongoClientSettings.Builder builder) {
        if (!encoding.compressors().isEmpty()) {
            builder.compressorList(encoding.compressors());
        }
        if (encoding.uuidRepresentation() != null) {
            builder.uuidRepresentation(encoding.uuidRepresentation());
        }
    }

    private static long millis(@Nullable Duration duration) {
        return (duration != null) ? duration.toMillis() : 0;
    }
}
