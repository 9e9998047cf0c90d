/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterSettings;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Probe;

/** A client that somebody else built, and closes. Counts as {@link MongoPool} does. */
final class WatchedMongoPool implements Pool {

    private final ObservedClient observed;
    private final boolean probed;

    WatchedMongoPool(ObservedClient observed, boolean probed) {
        this.observed = observed;
        this.probed = probed;
    }

    @Override
    public String name() {
        return observed.name();
    }

    @Override
    public String backend() {
        return "mongo";
    }

    /** The servers that it was pointed at. */
    @Override
    public String target() {
        ClusterSettings cluster = observed.settings().effective().getClusterSettings();
        String srvHost = cluster.getSrvHost();
        return (srvHost != null)
                ? "mongodb+srv://" + srvHost
                : cluster.getHosts().stream()
                        .map(ServerAddress::toString)
                        .collect(Collectors.joining(",", "mongodb://", ""));
    }

    @Override
    public PoolSettings settings() {
        return observed.display();
    }

    @Override
    public PoolSnapshot snapshot() {
        return observed.snapshot();
    }

    @Override
    public PoolRecorder recorder() {
        return observed.recorder();
    }

    @Override
    public @Nullable Probe probe() {
        return probed ? observed.probe() : null;
    }

    @Override
    public Map<String, Object> sections() {
        return observed.sections();
    }

    @Override
    public List<PoolNotice> notices() {
        return observed.notices();
    }

    @Override
    public String toString() {
        return "WatchedMongoPool[name=%s, target=%s]".formatted(name(), target());
    }
}
