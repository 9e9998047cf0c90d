/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.connection.ConnectionPoolSettings;
import com.mongodb.event.ConnectionCheckOutFailedEvent.Reason;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.EnumWord;
import org.poolstarter.pool.PoolRecorder;

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

    private final int min;
    private final int max;
    private final long maxLifetimeNanos;
    private final PoolRecorder recorder;
    private final ConnectionTable connections = new ConnectionTable();
    private final WaitingCallers waiting = new WaitingCallers();
    private final CheckOutFailures failures = new CheckOutFailures();
    private final LongAdder cleared = new LongAdder();

    private volatile State state = State.PAUSED;
    private volatile boolean reachable;
    private volatile @Nullable Peaks peaks;

    /** @param recorder of this server alone */
    ServerConnections(ConnectionPoolSettings settings, PoolRecorder recorder) {
        min = settings.getMinSize();
        max = (settings.getMaxSize() > 0) ? settings.getMaxSize() : Integer.MAX_VALUE;
        maxLifetimeNanos = settings.getMaxConnectionLifeTime(TimeUnit.NANOSECONDS);
        this.recorder = recorder;
    }

    PoolRecorder recorder() {
        return recorder;
    }

    void created(long number, long nowNanos) {
        connections.add(number, new TrackedConnection(nowNanos));
    }

    @Nullable
    TrackedConnection find(long number) {
        return connections.find(number);
    }

    @Nullable
    TrackedConnection remove(long number) {
        return connections.remove(number);
    }

    void waiting(long operation, long nowNanos) {
        waiting.began(operation, nowNanos);
    }

    void waited(long operation) {
        waiting.ended(operation);
    }

    void checkOutFailed(Reason reason, long waitNanos) {
        failures.add(reason, waitNanos);
    }

    void cleared() {
        cleared.increment();
        state = State.PAUSED;
    }

    long clearedCount() {
        return cleared.sum();
    }

    void state(State state) {
        this.state = state;
    }

    boolean isPaused() {
        return state == State.PAUSED;
    }

    void reachable(boolean reachable) {
        this.reachable = reachable;
    }

    boolean isReachable() {
        return reachable;
    }

    /** Whether nothing will be heard of this pool again. */
    boolean isGone() {
        return state == State.CLOSED && connections.all().length == 0;
    }

    /** Whether a connection is past the greatest age that the pool allows. */
    boolean isPastLifetime(TrackedConnection connection, long nowNanos) {
        return maxLifetimeNanos > 0 && connection.isOlderThan(maxLifetimeNanos, nowNanos);
    }

    /** Takes returns of this age for certain, and tells how long each of these leases lasted. */
    void settle(long nowNanos, long ageNanos, LongConsumer released) {
        for (TrackedConnection connection : connections.all()) {
            long usage = connection.settle(nowNanos, ageNanos);
            if (usage != TrackedConnection.NOTHING) {
                released.accept(usage);
            }
        }
    }

    /** The counts of this moment, and what is oldest among them. */
    ServerCounts counts(long nowNanos) {
        int active = 0;
        int idle = 0;
        int opening = 0;
        TrackedConnection longest = null;
        long slowest = 0;
        for (TrackedConnection connection : connections.all()) {
            switch (connection.state()) {
                case OPENING -> {
                    opening++;
                    slowest = Math.max(slowest, connection.ageNanos(nowNanos));
                }
                case ACTIVE -> {
                    active++;
                    longest = (longest == null || connection.heldNanos(nowNanos) > longest.heldNanos(nowNanos))
                            ? connection
                            : longest;
                }
                case IDLE, RETURNED -> idle++;
                case CLOSED -> {}
            }
        }
        return new ServerCounts(
                active, idle, opening, waiting.count(), state, oldest(longest, slowest, nowNanos), min, max);
    }

    private ServerCounts.Oldest oldest(@Nullable TrackedConnection longest, long slowestNanos, long nowNanos) {
        return new ServerCounts.Oldest(
                waiting.oldestNanos(nowNanos).orElse(0),
                (longest != null) ? longest.heldNanos(nowNanos) : 0,
                (longest != null) ? longest.holder() : null,
                slowestNanos);
    }

    /** Keeps the greatest counts, as far as somebody looks. */
    void seen(ServerCounts counts, Instant now) {
        Peaks last = peaks;
        peaks = (last != null) ? last.with(counts, now) : Peaks.of(counts, now);
    }

    /** As the endpoint shows it. */
    Map<String, Object> describe(ServerCounts counts) {
        Map<String, Object> description = new LinkedHashMap<>(counts.describe());
        description.put("cleared", cleared.sum());
        description.put("checkOutFailed", failures.describe());
        description.put("totals", Descriptions.totals(recorder.totals()));
        description.put("times", Descriptions.times(recorder, failures));
        Peaks seen = peaks;
        if (seen != null) {
            description.put("peaks", seen.describe());
        }
        description.put("state", EnumWord.of(state));
        return description;
    }

    private record Peaks(Descriptions.Peak active, Descriptions.Peak pending, Descriptions.Peak size) {

        static Peaks of(ServerCounts counts, Instant now) {
            return new Peaks(
                    new Descriptions.Peak(counts.active(), now),
                    new Descriptions.Peak(counts.pending(), now),
                    new Descriptions.Peak(counts.size(), now));
        }

        Peaks with(ServerCounts counts, Instant now) {
            return new Peaks(
                    active.with(counts.active(), now),
                    pending.with(counts.pending(), now),
                    size.with(counts.size(), now));
        }

        Map<String, Object> describe() {
            Map<String, Object> description = new LinkedHashMap<>();
            description.put("active", active.describe());
            description.put("pending", pending.describe());
            description.put("size", size.describe());
            return description;
        }
    }
}
