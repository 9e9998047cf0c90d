/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterSettings;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Probe;

/** A client that somebody else built, and closes. Counts as {@link MongoPool} does. */
final class WatchedMongoPool extends ObservedMongoPool {

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

    @Override
    public @Nullable Probe probe() {
        return probed ? observed().probe() : null;
    }
}
