/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterSettings;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Probe;

/** A client that somebody else built, and closes. Counts as {@link MongoPool} does. */
final class WatchedMongoPool extends ObservedMongoPool {

    private static final Map<String, String> OPTIONS = Map.of(
            "socket-timeout", "socketTimeoutMS",
            "min-idle", "minPoolSize",
            "max-size", "maxPoolSize",
            "max-connecting", "maxConnecting");

    private final boolean probed;

    WatchedMongoPool(ObservedClient observed, boolean probed) {
        super(observed);
        this.probed = probed;
    }

    /** The servers that it was pointed at. */
    @Override
    public String target() {
        ClusterSettings cluster = observed().settings().effective().getClusterSettings();
        String srvHost = cluster.getSrvHost();
        return (srvHost != null)
                ? "mongodb+srv://" + srvHost
                : cluster.getHosts().stream()
                        .map(ServerAddress::toString)
                        .collect(Collectors.joining(",", "mongodb://", ""));
    }

    /** As an option of the connection string, which is the one place that all such clients have. */
    @Override
    public String assignment(String key, Object value) {
        String option = OPTIONS.get(key);
        return (option != null)
                ? "%s=%s in its connection string"
                        .formatted(option, (value instanceof Duration time) ? time.toMillis() : value)
                : super.assignment(key, value);
    }

    @Override
    public @Nullable Probe probe() {
        return probed ? observed().probe() : null;
    }
}
