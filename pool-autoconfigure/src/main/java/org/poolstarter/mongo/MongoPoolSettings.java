/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.WriteConcern;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.ReadableDuration;

/**
 * What a MongoDB client is built from, after own keys, connection string and profile were weighed.
 *
 * @param name the pool's name, also the name under which the server knows the application unless the connection string
 *     has one
 * @param connectionString where the servers are; its options that have a place in this record are overruled by it
 * @param database the database of a template, never empty
 * @param limits how many connections, and for how long
 * @param timeouts how long an operation waits for what
 * @param operations how reads and writes are sent
 * @param display the settings with their origins, for people
 */
public record MongoPoolSettings(
        String name,
        ConnectionString connectionString,
        String database,
        Limits limits,
        Timeouts timeouts,
        Operations operations,
        PoolSettings display) {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

    public MongoPoolSettings {
        if (name.isEmpty() || database.isEmpty()) {
            throw new IllegalArgumentException(
                    (name.isEmpty() ? "name" : "database") + " must have at least 1 character but is empty");
        }
    }

    /** Hosts and database, without user and options. */
    public String target() {
        return (connectionString.isSrvProtocol() ? "mongodb+srv://" : "mongodb://")
                + String.join(",", connectionString.getHosts()) + "/" + database;
    }

    /** Leaves out the connection string, which may hold a password. */
    @Override
    public String toString() {
        return "MongoPoolSettings[name=%s, target=%s, limits=%s, timeouts=%s, operations=%s]"
                .formatted(name, target(), limits, timeouts, operations);
    }

    /**
     * How many connections there are to each server, and how long each lives.
     *
     * @param minIdle connections that the pool tries to keep, 0 to {@code maxSize}
     * @param maxSize upper bound, 1 or more
     * @param maxConnecting how many may be opened at once, 1 or more; null for the driver's default
     * @param idleTimeout how long one stays idle, 1 ms to 24 days; null for ever
     * @param maxLifetime how old one gets, 1 ms to 24 days; null for no limit
     */
    public record Limits(
            int minIdle,
            int maxSize,
            @Nullable Integer maxConnecting,
            @Nullable Duration idleTimeout,
            @Nullable Duration maxLifetime) {

        public Limits {
            requireAtLeast("max-size", maxSize, 1);
            requireAtLeast("min-idle", minIdle, 0);
            if (minIdle > maxSize) {
                throw new IllegalArgumentException(
                        "min-idle must be at most max-size=%d but is %d".formatted(maxSize, minIdle));
            }
            if (maxConnecting != null) {
                requireAtLeast("max-connecting", maxConnecting, 1);
            }
            requireInRange("idle-timeout", idleTimeout);
            requireInRange("max-lifetime", maxLifetime);
        }
    }

    /**
     * How long an operation waits, each 1 ms to 24 days.
     *
     * @param acquire for a connection
     * @param serverSelection for a suitable server
     * @param connect for connecting to a server
     * @param socket for one read from a server; null for ever
     */
    public record Timeouts(
            Duration acquire,
            Duration serverSelection,
            Duration connect,
            @Nullable Duration socket) {

        public Timeouts {
            requireInRange("acquire-timeout", acquire);
            requireInRange("server-selection-timeout", serverSelection);
            requireInRange("connect-timeout", connect);
            requireInRange("socket-timeout", socket);
        }
    }

    /**
     * How reads and writes are sent.
     *
     * @param retryReads whether a read is tried again once after a network error
     * @param retryWrites whether a write is tried again once after a network error
     * @param writeConcern what a write waits for; null for the driver's default
     */
    public record Operations(
            boolean retryReads,
            boolean retryWrites,
            @Nullable WriteConcern writeConcern) {}

    private static void requireAtLeast(String key, int value, int bound) {
        if (value < bound) {
            throw new IllegalArgumentException("%s must be at least %d but is %d".formatted(key, bound, value));
        }
    }

    /** The driver counts in milliseconds and takes 0 for no limit: what rounds to 0 would mean its opposite. */
    private static void requireInRange(String key, @Nullable Duration value) {
        if (value != null && (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException("%s must be between 1ms and %d days but is %s"
                    .formatted(key, LONGEST.toDays(), ReadableDuration.of(value)));
        }
    }
}
