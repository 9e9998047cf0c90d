/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.MongoCompressor;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import java.time.Duration;
import java.util.List;
import org.bson.UuidRepresentation;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.ReadableDuration;

/**
 * What of a client a profile may set.
 *
 * @param limits how many connections, and for how long
 * @param timeouts how long an operation waits for what
 * @param operations how reads and writes are sent
 * @param encoding how values and messages are written
 * @param slowCommands which commands are logged as slow
 */
public record MongoClientValues(
        Limits limits, Timeouts timeouts, Operations operations, Encoding encoding, SlowCommands slowCommands) {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

    /** The same with other limits. */
    MongoClientValues with(Limits limits) {
        return new MongoClientValues(limits, timeouts, operations, encoding, slowCommands);
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
     * @param operation in all; null where each step has its own limit
     * @param acquire for a connection; null exactly where {@code operation} is set
     * @param serverSelection for a suitable server
     * @param connect for connecting to a server
     * @param socket for one read from a server; null for ever, or where {@code operation} is set
     */
    public record Timeouts(
            @Nullable Duration operation,
            @Nullable Duration acquire,
            Duration serverSelection,
            Duration connect,
            @Nullable Duration socket) {

        public Timeouts {
            requireInRange("timeout", operation);
            requireInRange("acquire-timeout", acquire);
            requireInRange("server-selection-timeout", serverSelection);
            requireInRange("connect-timeout", connect);
            requireInRange("socket-timeout", socket);
            if ((operation == null) == (acquire == null) || (operation != null && socket != null)) {
                throw new IllegalArgumentException(
                        "timeout must be set in place of acquire-timeout and socket-timeout, or not at all");
            }
        }

        /** The same without a limit of one read. */
        public Timeouts withoutSocket() {
            return new Timeouts(operation, acquire, serverSelection, connect, null);
        }
    }

    /**
     * How reads and writes are sent.
     *
     * @param retryReads whether a read is tried again once after a network error
     * @param retryWrites whether a write is tried again once after a network error
     * @param writeConcern what a write waits for; null for the driver's default
     * @param readConcern what of the data a read may return; null for the driver's default
     * @param readPreference which servers answer reads; null for the driver's default
     */
    public record Operations(
            boolean retryReads,
            boolean retryWrites,
            @Nullable WriteConcern writeConcern,
            @Nullable ReadConcern readConcern,
            @Nullable ReadPreference readPreference) {}

    /**
     * How values and messages are written.
     *
     * @param compressors the preferred one first; empty for none
     * @param uuidRepresentation how a UUID is stored; null for the driver's default
     */
    public record Encoding(
            List<MongoCompressor> compressors, @Nullable UuidRepresentation uuidRepresentation) {

        public Encoding {
            compressors = List.copyOf(compressors);
        }
    }

    /**
     * Which commands are logged as slow.
     *
     * @param threshold from how long on, 1 ms to 24 days; null for none
     * @param values whether the log shows the whole command and not only its name and collection
     */
    public record SlowCommands(@Nullable Duration threshold, boolean values) {

        public SlowCommands {
            requireInRange("slow-command-threshold", threshold);
        }
    }

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
