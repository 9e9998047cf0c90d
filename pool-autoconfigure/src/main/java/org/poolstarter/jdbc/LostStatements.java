/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.BackendEvidence;
import org.poolstarter.pool.PoolNotice;

/**
 * Counts statements that the driver of PostgreSQL had prepared on a server that did not know them, or knew others by their
 * names: something between shares connections of the server among clients. Decides nothing itself. Safe for use by many
 * threads.
 */
final class LostStatements implements SQLExceptionOverride {

    /** SQLSTATE invalid_sql_statement_name and duplicate_prepared_statement. */
    private static final Set<String> STATES = Set.of("26000", "42P05");

    /** What the driver calls its statements; an application names its own otherwise. */
    private static final Pattern NAME = Pattern.compile("\"S_\\d+\"");

    private static final Duration KNOWN = Duration.ofMinutes(10);

    private final SQLExceptionOverride other;
    private final LongSupplier nanoTime;
    private final LongAdder lost = new LongAdder();

    private volatile @Nullable Last last;

    /**
     * Looks at what another one decides about.
     *
     * @param nanoTime a monotonic clock in nanoseconds
     */
    LostStatements(SQLExceptionOverride other, LongSupplier nanoTime) {
        this.other = other;
        this.nanoTime = nanoTime;
    }

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        if (STATES.contains(String.valueOf(failure.getSQLState()))
                && NAME.matcher(String.valueOf(failure.getMessage())).find()) {
            lost.increment();
            last = new Last(nanoTime.getAsLong(), BackendEvidence.describe(failure));
        }
        return other.adjudicate(failure);
    }

    /**
     * What is wrong, for ten minutes from the last such statement on.
     *
     * @param prefix the configuration key of the pool; null where it has none
     * @param pooler whether the pool is configured for a pooler that shares connections already
     */
    @Nullable
    PoolNotice notice(@Nullable String prefix, boolean pooler) {
        Last seen = last;
        if (seen == null || nanoTime.getAsLong() - seen.nanos() > KNOWN.toNanos()) {
            return null;
        }
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("statements", lost.sum());
        evidence.put("lastError", seen.error());
        evidence.put("lastSecondsAgo", TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - seen.nanos()));
        String remedy = (prefix == null)
                ? "Set prepareThreshold=0 in the URL: something between the pool and the server shares connections among clients."
                : pooler
                        ? "Set %s.hikari.data-source-properties.prepareThreshold=0, or remove what sets it: the pooler does not track prepared statements."
                                .formatted(prefix)
                        : "Set %s.pgbouncer.mode=transaction: something between the pool and the server shares connections among clients."
                                .formatted(prefix);
        return new PoolNotice("prepared-statements-lost", evidence, KNOWN, remedy);
    }

    private record Last(long nanos, String error) {}
}
