/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Evicts the connection of a caller who was told that the server is read-only: after a failover it leads to what is a
 * replica now, and would be lent again and again. Where the application itself had set a connection of this thread to
 * read-only, nothing is evicted.
 */
final class ReadOnlyServers implements SQLExceptionOverride {

    /** SQLSTATE read_only_sql_transaction: PostgreSQL, and others that follow the standard. */
    private static final String READ_ONLY_TRANSACTION = "25006";

    /** ER_READ_ONLY_MODE of MySQL, "database is read-only" of SQL Server, "open for read-only access" of Oracle. */
    private static final Set<Integer> VENDOR_CODES = Set.of(1836, 3906, 16000);

    /** ER_OPTION_PREVENTS_STATEMENT of MySQL and MariaDB, which names the option. */
    private static final int OPTION_PREVENTS_STATEMENT = 1290;

    private final Ledger ledger;
    private final @Nullable SQLExceptionOverride own;

    /**
     * Extends what an application has decided.
     *
     * @param own the override of the application, which is asked first; null if it has none
     */
    ReadOnlyServers(Ledger ledger, @Nullable SQLExceptionOverride own) {
        this.ledger = ledger;
        this.own = own;
    }

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        Override verdict = (own != null) ? own.adjudicate(failure) : Override.CONTINUE_EVICT;
        if (verdict != Override.CONTINUE_EVICT || !saysReadOnly(failure) || ledger.mayBeReadOnlyHere()) {
            return verdict;
        }
        return Override.MUST_EVICT;
    }

    static boolean saysReadOnly(SQLException failure) {
        if (READ_ONLY_TRANSACTION.equals(failure.getSQLState()) || VENDOR_CODES.contains(failure.getErrorCode())) {
            return true;
        }
        return failure.getErrorCode() == OPTION_PREVENTS_STATEMENT
                && String.valueOf(failure.getMessage())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-')
                        .contains("read-only");
    }
}
