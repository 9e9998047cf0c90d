/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolSettings;

/** Small pools with short times for tests. */
final class MongoPools {

    static final int MAX = 2;

    /** The shortest the driver allows; the default of 10 s is too long for a test to wait. */
    static final Consumer<MongoClientSettings.Builder> FAST_HEARTBEAT =
            builder -> builder.applyToServerSettings(server -> server.heartbeatFrequency(500, TimeUnit.MILLISECONDS));

    /** Idle connections are looked through every minute by default. */
    static final Consumer<MongoClientSettings.Builder> FAST_MAINTENANCE = builder ->
            builder.applyToConnectionPoolSettings(pool -> pool.maintenanceFrequency(50, TimeUnit.MILLISECONDS));

    private MongoPools() {}

    static MongoPool open(WireServer server) {
        return open(settings(server.uri("test"), limits(0, null, null), null));
    }

    static MongoPool open(MongoPoolSettings settings) {
        return MongoPool.open(settings, null, List.of(FAST_HEARTBEAT, FAST_MAINTENANCE), new MongoCensus());
    }

    static MongoClientValues.Limits limits(
            int minIdle, @Nullable Duration idleTimeout, @Nullable Duration maxLifetime) {
        return new MongoClientValues.Limits(minIdle, MAX, null, idleTimeout, maxLifetime);
    }

    static MongoPoolSettings settings(String uri, MongoClientValues.Limits limits, @Nullable Duration socketTimeout) {
        ConnectionString connectionString = new ConnectionString(uri);
        String database = connectionString.getDatabase();
        return new MongoPoolSettings(
                "sessions",
                connectionString,
                (database != null) ? database : "test",
                new MongoClientValues(
                        limits,
                        new MongoClientValues.Timeouts(
                                null,
                                Duration.ofMillis(300),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(2),
                                socketTimeout),
                        new MongoClientValues.Operations(false, false, null, null, null),
                        new MongoClientValues.Encoding(List.of(), null),
                        new MongoClientValues.SlowCommands(Duration.ofMillis(500), false)),
                PoolSettings.none());
    }

    static MongoPoolSettings withSlowCommands(MongoPoolSettings settings, Duration threshold) {
        MongoClientValues values = settings.values();
        return new MongoPoolSettings(
                settings.name(),
                settings.connectionString(),
                settings.database(),
                new MongoClientValues(
                        values.limits(),
                        values.timeouts(),
                        values.operations(),
                        values.encoding(),
                        new MongoClientValues.SlowCommands(threshold, false)),
                settings.display());
    }

    /** For more callers than the pool has places: each waits for its turn. */
    static MongoPoolSettings patient(MongoPoolSettings settings) {
        return withTimeouts(settings, Duration.ofMinutes(1), Duration.ofSeconds(10));
    }

    /** With other limits of waiting for a connection, and of connecting and heartbeats; a server is selected for a minute. */
    static MongoPoolSettings withTimeouts(MongoPoolSettings settings, Duration acquire, Duration connect) {
        MongoClientValues values = settings.values();
        MongoClientValues.Timeouts timeouts =
                new MongoClientValues.Timeouts(null, acquire, Duration.ofMinutes(1), connect, null);
        return new MongoPoolSettings(
                settings.name(),
                settings.connectionString(),
                settings.database(),
                new MongoClientValues(
                        values.limits(), timeouts, values.operations(), values.encoding(), values.slowCommands()),
                settings.display());
    }
}
