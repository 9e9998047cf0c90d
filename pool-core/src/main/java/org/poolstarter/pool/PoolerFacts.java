/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a connection pooler, such as PgBouncer, that stands between a pool and its server.
 *
 * @param name its name, for people
 * @param prefix the configuration key that all keys about it begin with
 * @param mode how it lends connections of the server, such as {@code transaction}
 * @param sharesServers whether statements of one connection may run on different connections of the server
 * @param tracksPreparedStatements whether it makes sure that a prepared statement is on the server it is run on; null
 *     while that is not known
 * @param queryWaitTimeout how long a statement waits in it for a connection of the server; null where that is not known
 *     or has no end
 * @param serverLifetime how old a connection to the server gets; null where that is not known or has no end
 * @param sessionState the keys of the pool that set something for the time of a connection, with their values
 */
public record PoolerFacts(
        String name,
        String prefix,
        String mode,
        boolean sharesServers,
        @Nullable Boolean tracksPreparedStatements,
        @Nullable Duration queryWaitTimeout,
        @Nullable Duration serverLifetime,
        List<String> sessionState) {

    public PoolerFacts {
        sessionState = List.copyOf(sessionState);
    }
}
