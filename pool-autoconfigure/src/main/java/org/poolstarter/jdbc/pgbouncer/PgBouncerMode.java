/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc.pgbouncer;

import org.poolstarter.pool.EnumWord;

/** For how long PgBouncer lends a server connection: its setting {@code pool_mode}. */
public enum PgBouncerMode {
    /** For one transaction. */
    TRANSACTION,
    /** For as long as the client is connected. */
    SESSION,
    /** For one statement; transactions of several statements are refused. */
    STATEMENT;

    /** Whether statements of one client connection may run on different server connections. */
    public boolean sharesServers() {
        return this != SESSION;
    }

    /** The word that PgBouncer and the configuration use. */
    @Override
    public String toString() {
        return EnumWord.of(this);
    }
}
