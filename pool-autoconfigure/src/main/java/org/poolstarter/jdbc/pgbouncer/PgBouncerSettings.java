/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc.pgbouncer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the PgBouncer in front of a database.
 *
 * @param pool the name of the pool
 * @param prefix the key that all keys about PgBouncer begin with, such as {@code pools.jdbc.orders.pgbouncer}
 * @param mode the {@code pool_mode} it is configured with
 * @param console where it can be asked; null if it is not to be asked
 * @param database the name by which it knows the database
 * @param user who connects to the database; null if that is not known
 * @param adaptPreparedStatements whether the driver may use prepared statements of the server once the console says that
 *     PgBouncer tracks them
 * @param sessionState the keys of the pool that set something for the time of a connection
 */
public record PgBouncerSettings(
        String pool,
        String prefix,
        PgBouncerMode mode,
        @Nullable ConsoleSettings console,
        String database,
        @Nullable String user,
        boolean adaptPreparedStatements,
        List<String> sessionState) {

    public PgBouncerSettings {
        sessionState = List.copyOf(sessionState);
    }
}
