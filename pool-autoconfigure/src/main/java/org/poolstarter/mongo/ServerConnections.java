/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.connection.ConnectionPoolSettings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The driver's pool of connections to one server. Counts are taken from the connections themselves whenever they are
 * asked for, so that they cannot drift from them. Safe for use by many threads.
 */
final class ServerConnections {

    /** How the driver's pool stands. */
    enum State {
        /** Since the pool was made or cleared no heartbeat has been answered: an operation waits for a server or fails. */
        PAUSED,
        /** The last heartbeat was answered. */
        READY,
        /** The client was closed, or the server left the cluster. */
        CLOSED
    }

    private final long maxLifetimeNanos;
    private final Map<Long, TrackedConnection> connections = new ConcurrentHashMap<>();
    private final AtomicInteger pending = new AtomicInteger();

    private volatile State state = State.PAUSED;
    private volatile boolean reachable;

    ServerConnections(ConnectionPoolSettings settings) {
        maxLifetimeNanos = settings.getMaxConnectionLifeTime(TimeUnit.NANOSECONDS);
    }

    void created(long id, long nowNanos) {
        connections.put(id, new TrackedConnection(nowNanos));
    }

    @Nullable
    TrackedConnection find(long id) {
        return connections.get(id);
    }

    @Nullable
    TrackedConnection remove(long id) {
        return connections.remove(id);
    }

    void waiting() {
        pending.incrementAndGet();
    }

    void waited() {
        pending.decrementAndGet();
    }

    void state(State state) {
        this.state = state;
    }

    void reachable(boolean reachable) {
        this.reachable = reachable;
    }

    boolean isReachable() {
        return reachable;
    }

    /** Whether nothing will be heard of this pool again. */
    boolean isGone() {
        return state == State.CLOSED && connections.isEmpty();
    }

    /** Whether a connection is past the greatest age that the pool allows. */
    boolean isPastLifetime(TrackedConnection connection, long nowNanos) {
        return maxLifetimeNanos > 0 && connection.isOlderThan(maxLifetimeNanos, nowNanos);
    }

    /** Takes returns of this age for certain, and tells how long each of these leases lasted. */
    void settle(long nowNanos, long ageNanos, LongConsumer released) {
        for (TrackedConnection connection : connections.values()) {
            long usage = connection.settle(nowNanos, ageNanos);
            if (usage != TrackedConnection.NOTHING) {
                released.accept(usage);
            }
        }
    }

    ServerCounts counts() {
        int active = 0;
        int idle = 0;
        int opening = 0;
        for (TrackedConnection connection : connections.values()) {
            switch (connection.state()) {
                case OPENING -> opening++;
                case ACTIVE -> active++;
                case IDLE, RETURNED -> idle++;
                case CLOSED -> {}
            }
        }
        return new ServerCounts(active, idle, opening, Math.max(0, pending.get()), state);
    }
}
