/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterSettings;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Probe;

/** A client that somebody else built, and closes. Counts as {@link MongoPool} does. */
final class WatchedMongoPool extends ObservedMongoPool {

    private static final Map<String, String> OPTIONS = Map.of(
            "socket-timeout", "socketTimeoutMS",
            "min-idle", "minPoolSize",
            "max-size", "maxPoolSize",
            "max-connecting", "maxConnecting",
            "timeout", "timeoutMS",
            "acquire-timeout", "waitQueueTimeoutMS",
            "idle-timeout", "maxIdleTimeMS",
            "max-lifetime", "maxLifeTimeMS",
            "server-selection-timeout", "serverSelectionTimeoutMS",
            "connect-timeout", "connectTimeoutMS");

    private final @Nullable UnaryOperator<String> options;
    private final boolean probed;

    /**
     * A pool of a client.
     *
     * @param options how the connection string is given an option; null where there is none
     */
    WatchedMongoPool(ObservedClient observed, @Nullable UnaryOperator<String> options, boolean probed) {
        super(observed);
        this.options = options;
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

    /** As an option of the connection string, unless there is none, or the application has changed what it says. */
    @Override
    public String assignment(String key, Object value) {
        String option = OPTIONS.get(key);
        if (options == null) {
            return inWords(key, value, "its MongoClientSettings");
        }
        return (option == null || isCustomized(key))
                ? super.assignment(key, value)
                : options.apply("%s=%s".formatted(option, (value instanceof Duration time) ? time.toMillis() : value));
    }

    @Override
    public @Nullable Probe probe() {
        return probed ? observed().probe() : null;
    }
}
