/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the server behind a pool has told at one moment.
 *
 * @param server which server it is
 * @param limit how many connections it grants to clients like this pool, all together; null where that is not known
 * @param userLimit how many it grants to the user of this pool; null where there is no such limit, it does not bind that
 *     user, or it is not known
 * @param databaseLimit how many it grants to all users of the database of this pool together; null where there is no such
 *     limit, it does not bind the user of this pool, or it is not known
 * @param idleTimeout from when on it closes a connection that rests; null where it never does, or that is not known
 * @param beside how many connections the pool keeps at the server beyond its size, 0 or more
 * @param detour what shows that something stands between the pool and the server, for people; null where nothing does
 * @param pooler the pooler in between; null where none is known
 * @param values all that was read, by the names the server gives them; made of numbers, strings, durations and maps
 * @param unreadable what could not be read, by name, and why
 */
public record ServerFacts(
        Server server,
        @Nullable Limit limit,
        @Nullable Limit userLimit,
        @Nullable Limit databaseLimit,
        @Nullable Timeout idleTimeout,
        int beside,
        @Nullable String detour,
        @Nullable PoolerFacts pooler,
        Map<String, Object> values,
        Map<String, String> unreadable) {

    public ServerFacts {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        unreadable = Collections.unmodifiableMap(new LinkedHashMap<>(unreadable));
    }

    /** Facts of a server of which nothing else is known yet. */
    public static ServerFacts of(Server server) {
        return new ServerFacts(server, null, null, null, null, 0, null, null, Map.of(), Map.of());
    }

    /** The same facts with these limits. */
    public ServerFacts withLimits(@Nullable Limit forAll, @Nullable Limit forUser) {
        return new ServerFacts(
                server, forAll, forUser, databaseLimit, idleTimeout, beside, detour, pooler, values, unreadable);
    }

    /** The same facts with this limit of the database. */
    public ServerFacts withDatabaseLimit(@Nullable Limit forDatabase) {
        return new ServerFacts(
                server, limit, userLimit, forDatabase, idleTimeout, beside, detour, pooler, values, unreadable);
    }

    /** The same facts with this time after which the server closes a connection that rests. */
    public ServerFacts withIdleTimeout(@Nullable Timeout timeout) {
        return new ServerFacts(
                server, limit, userLimit, databaseLimit, timeout, beside, detour, pooler, values, unreadable);
    }

    /** The same facts with so many connections beyond the size of the pool. */
    public ServerFacts withBeside(int connections) {
        return new ServerFacts(
                server, limit, userLimit, databaseLimit, idleTimeout, connections, detour, pooler, values, unreadable);
    }

    /** The same facts, with what shows that something stands in between. */
    public ServerFacts withDetour(@Nullable String seen) {
        return new ServerFacts(
                server, limit, userLimit, databaseLimit, idleTimeout, beside, seen, pooler, values, unreadable);
    }

    /** The same facts, seen through a pooler: it is what the pool connects to. */
    public ServerFacts behind(Server poolerItself, PoolerFacts inBetween) {
        return new ServerFacts(
                poolerItself,
                limit,
                userLimit,
                databaseLimit,
                idleTimeout,
                beside,
                detour,
                inBetween,
                values,
                unreadable);
    }

    /** The same facts with all that was read, and what was not. */
    public ServerFacts withValues(Map<String, Object> read, Map<String, String> notRead) {
        return new ServerFacts(
                server, limit, userLimit, databaseLimit, idleTimeout, beside, detour, pooler, read, notRead);
    }

    /**
     * Which server it is, and as whom the pool uses it.
     *
     * @param product what it is and of which version, such as {@code PostgreSQL 18.6}
     * @param identity the same for all pools that lead to this server, by whatever address, and for no other server
     * @param address where it is, for people
     * @param user as whom the pool logs in; null where that is not known
     * @param database which database of it the pool uses; null for all
     */
    public record Server(
            String product,
            String identity,
            String address,
            @Nullable String user,
            @Nullable String database) {

        /** Product and address. */
        @Override
        public String toString() {
            return product + " at " + address;
        }
    }

    /**
     * A bound of connections.
     *
     * @param connections 0 or more
     * @param setBy the setting of the server that says so, for people, such as {@code max_connections=100}
     */
    public record Limit(int connections, String setBy) {}

    /**
     * A time after which the server closes a connection.
     *
     * @param after positive
     * @param setBy the setting of the server that says so, such as {@code wait_timeout}
     */
    public record Timeout(Duration after, String setBy) {}
}
