/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc.pgbouncer;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolMeasure.Kind;

/**
 * Every meter that a pool has while it is connected through PgBouncer and the console is configured. Each has exactly the
 * tags {@code pool} and {@code backend}.
 *
 * <p>The numbers are those of the pooler: they count the connections of all applications to the same database and user.
 */
public enum PgBouncerMeter {
    UP(
            "up",
            Kind.GAUGE,
            "1 or 0",
            "Whether the last poll of the console was answered",
            (databases, pools, stats) -> OptionalDouble.empty()),
    CLIENTS_ACTIVE(
            "clients.active",
            Kind.GAUGE,
            "connections",
            "Client connections that are linked to a server or idle",
            (databases, pools, stats) -> sumOrNone(pools, "cl_active")),
    CLIENTS_WAITING(
            "clients.waiting",
            Kind.GAUGE,
            "connections",
            "Client connections that wait for a server",
            (databases, pools, stats) -> sumOrNone(pools, "cl_waiting")),
    SERVERS_ACTIVE(
            "servers.active",
            Kind.GAUGE,
            "connections",
            "Server connections that are linked to a client",
            (databases, pools, stats) -> sumOrNone(pools, "sv_active")),
    SERVERS_IDLE(
            "servers.idle",
            Kind.GAUGE,
            "connections",
            "Server connections that are free",
            (databases, pools, stats) -> sumOrNone(pools, "sv_idle")),
    SERVERS_USED(
            "servers.used",
            Kind.GAUGE,
            "connections",
            "Server connections that were idle for long and are checked before use",
            (databases, pools, stats) -> sumOrNone(pools, "sv_used")),
    OLDEST_WAIT(
            "wait.oldest",
            Kind.GAUGE,
            "seconds",
            "How long the client that waits longest has waited",
            (databases, pools, stats) -> oldestWait(pools)),
    SIZE(
            "size",
            Kind.GAUGE,
            "connections",
            "Upper bound of server connections of one user",
            (databases, pools, stats) -> databases.max("pool_size")),
    CONNECTIONS(
            "connections",
            Kind.GAUGE,
            "connections",
            "Server connections of the database, of all users",
            (databases, pools, stats) -> databases.max("current_connections")),
    PAUSED(
            "paused",
            Kind.GAUGE,
            "1 or 0",
            "Whether the database is paused",
            (databases, pools, stats) -> databases.max("paused")),
    TRANSACTIONS(
            "transactions",
            Kind.COUNTER,
            "transactions",
            "Transactions of the database",
            (databases, pools, stats) -> stats.max("total_xact_count")),
    QUERIES(
            "queries",
            Kind.COUNTER,
            "queries",
            "Queries of the database",
            (databases, pools, stats) -> stats.max("total_query_count")),
    RECEIVED(
            "received",
            Kind.COUNTER,
            "bytes",
            "What clients of the database have sent",
            (databases, pools, stats) -> stats.max("total_received")),
    SENT(
            "sent",
            Kind.COUNTER,
            "bytes",
            "What clients of the database were sent",
            (databases, pools, stats) -> stats.max("total_sent")),
    WAIT(
            "wait",
            Kind.COUNTER,
            "seconds",
            "How long clients of the database have waited for a server, in all",
            (databases, pools, stats) -> inSeconds(stats.max("total_wait_time")));

    private static final String PREFIX = "pool.pgbouncer.";
    private static final double MICROS_PER_SECOND = Duration.ofSeconds(1).toNanos() / 1000.0;

    private final String shortName;
    private final Kind kind;
    private final String unit;
    private final String description;

    /* Only lambdas, which hold no state. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Column column;

    PgBouncerMeter(String shortName, Kind kind, String unit, String description, Column column) {
        this.shortName = shortName;
        this.kind = kind;
        this.unit = unit;
        this.description = description;
        this.column = column;
    }

    /** The name of the meter. */
    public String meterName() {
        return PREFIX + shortName;
    }

    /** What is counted or measured; not part of the published name. */
    public String unit() {
        return unit;
    }

    /** One sentence for people. */
    public String description() {
        return description;
    }

    /** What the number means to a metrics system. */
    public PoolMeasure.Kind kind() {
        return kind;
    }

    /** The name in the section of the endpoint, such as {@code clientsActive}. */
    String sectionKey() {
        StringBuilder key = new StringBuilder();
        boolean newWord = false;
        for (int i = 0; i < shortName.length(); i++) {
            char c = shortName.charAt(i);
            if (c != '.') {
                key.append(newWord ? Character.toUpperCase(c) : c);
            }
            newWord = c == '.';
        }
        return key.toString();
    }

    OptionalDouble read(Rows databases, Rows pools, Rows stats) {
        return column.read(databases, pools, stats);
    }

    /* PgBouncer has no row for a pool that nobody is connected to. */
    private static OptionalDouble sumOrNone(Rows pools, String column) {
        return pools.isEmpty() ? OptionalDouble.of(0) : pools.sum(column);
    }

    private static OptionalDouble oldestWait(Rows pools) {
        if (pools.isEmpty()) {
            return OptionalDouble.of(0);
        }
        return pools.all().stream()
                .map(row -> new Rows(List.of(row)))
                .filter(row -> row.max("maxwait").isPresent())
                .mapToDouble(row ->
                        row.max("maxwait").orElse(0) + row.max("maxwait_us").orElse(0) / MICROS_PER_SECOND)
                .max();
    }

    private static OptionalDouble inSeconds(OptionalDouble micros) {
        return micros.isPresent() ? OptionalDouble.of(micros.getAsDouble() / MICROS_PER_SECOND) : micros;
    }

    /** Where a number is found. */
    private interface Column {

        OptionalDouble read(Rows databases, Rows pools, Rows stats);
    }
}
