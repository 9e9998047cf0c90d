/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.sql.SQLException;
import java.util.Set;

/** What a failure to open a connection says about the server. */
final class Refusals {

    /** MySQL and MariaDB: too many connections in all, of a user, and of a user's limit. */
    private static final Set<Integer> TOO_MANY = Set.of(1040, 1203, 1226);

    /** SQLSTATE: the server rejected the connection, so it is there. */
    private static final String REJECTED = "08004";

    private Refusals() {}

    /**
     * Whether the server answers and only refuses one more connection: SQLSTATE class 53 (insufficient resources), or a
     * number of MySQL and MariaDB.
     */
    static boolean saysTooMany(SQLException refusal) {
        String state = refusal.getSQLState();
        return (state != null && state.startsWith("53")) || TOO_MANY.contains(refusal.getErrorCode());
    }

    /** Whether the server could not be reached at all: SQLSTATE class 08 (connection exception). */
    static boolean isOfConnecting(Exception failure) {
        if (!(failure instanceof SQLException refusal)) {
            return false;
        }
        String state = refusal.getSQLState();
        return state != null && state.startsWith("08") && !state.equals(REJECTED) && !saysTooMany(refusal);
    }
}
