/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.BackendEvidence;
import org.poolstarter.pool.Refusal;
import org.poolstarter.pool.Refusal.Reason;

/** What a failure to open a connection says about the server. */
final class Refusals {

    /** MySQL and MariaDB: too many connections in all, of a user, and of a user's limit. */
    private static final Set<Integer> TOO_MANY = Set.of(1040, 1203, 1226);

    /** MySQL and MariaDB: access to the database denied. SQL Server: login failed. Oracle: wrong user or password. */
    private static final Set<Integer> NOT_LET_IN = Set.of(1044, 18456, 1017);

    /** SQLSTATE: the server rejected the connection, so it is there. */
    private static final String REJECTED = "08004";

    /** SQLSTATE protocol_violation, which PgBouncer also says for all that it refuses itself. */
    private static final String BY_POOLER = "08P01";

    /** SQLSTATE of PostgreSQL: it is being stopped, has crashed, or is starting. */
    private static final Set<String> NOT_RUNNING = Set.of("57P01", "57P02", "57P03");

    private static final String POOLER_IS_FULL = "no more connections allowed";

    private Refusals() {}

    /**
     * What the server refuses connections for.
     *
     * @param prefix the configuration key of the pool; null where it has none
     * @return null if the failure does not come from a server that answers
     */
    static @Nullable Refusal of(Exception failure, @Nullable String prefix) {
        if (!(failure instanceof SQLException refusal) || refusal.getSQLState() == null || isOfConnecting(refusal)) {
            return null;
        }
        String key = (prefix != null) ? prefix + "." : "the pool's ";
        String error = BackendEvidence.describe(refusal);
        if (saysTooMany(refusal)) {
            return new Refusal(
                    Reason.CONNECTION_LIMIT,
                    error,
                    "Lower %smax-size, or have the server grant more connections: count the pools of all instances, and others that use it."
                            .formatted(key));
        }
        return isOfLogin(refusal)
                ? new Refusal(
                        Reason.CREDENTIALS,
                        error,
                        "Correct %susername and %spassword, or what the server lets this user do."
                                .formatted(key, (prefix != null) ? key : ""))
                : new Refusal(Reason.OTHER, error, "Look at what the server says, and correct %surl.".formatted(key));
    }

    private static boolean isOfLogin(SQLException refusal) {
        String message = message(refusal);
        return String.valueOf(refusal.getSQLState()).startsWith("28")
                || NOT_LET_IN.contains(refusal.getErrorCode())
                || Stream.of("no such user", "auth failed", "authentication failed", "wrong password")
                        .anyMatch(message::contains);
    }

    /**
     * Whether the server answers and only refuses one more connection: SQLSTATE class 53 (insufficient resources), a
     * number of MySQL and MariaDB, or what PgBouncer says.
     */
    static boolean saysTooMany(SQLException refusal) {
        String state = refusal.getSQLState();
        return (state != null && state.startsWith("53"))
                || TOO_MANY.contains(refusal.getErrorCode())
                || (BY_POOLER.equals(state) && message(refusal).contains(POOLER_IS_FULL));
    }

    /**
     * Whether the server could not be reached at all, which is SQLSTATE class 08 (connection exception), or is just starting
     * or stopping.
     */
    static boolean isOfConnecting(Exception failure) {
        if (!(failure instanceof SQLException refusal)) {
            return false;
        }
        String state = refusal.getSQLState();
        if (state != null && NOT_RUNNING.contains(state)) {
            return true;
        }
        if (state == null || !state.startsWith("08") || state.equals(REJECTED) || saysTooMany(refusal)) {
            return false;
        }
        return !state.equals(BY_POOLER)
                || !(isOfLogin(refusal) || message(refusal).contains("no such database"));
    }

    private static String message(SQLException refusal) {
        return String.valueOf(refusal.getMessage()).toLowerCase(Locale.ROOT);
    }
}
