/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.metrics;

import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.poolstarter.advice.PoolReport;
import org.poolstarter.advice.doctor.BudgetLine;
import org.poolstarter.advice.doctor.BudgetSums;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolEvents;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolTotals;
import org.poolstarter.pool.TimeoutCause;

/**
 * Every meter of a pool. Each has exactly the tags {@code pool} (the name of the pool) and {@code backend}, and is there
 * from the moment the pool is.
 */
public enum PoolMeter {
    ACTIVE("pool.active", "connections", "Connections held by callers", gauge(PoolSnapshot::active)),
    IDLE("pool.idle", "connections", "Connections open and free", gauge(PoolSnapshot::idle)),
    PENDING("pool.pending", "callers", "Callers that wait for a connection", gauge(PoolSnapshot::pending)),
    MAX("pool.max", "connections", "Upper bound of connections", gauge(PoolSnapshot::max)),
    MIN("pool.min", "connections", "Idle connections the pool tries to keep", gauge(PoolSnapshot::min)),
    SIZE("pool.size", "connections", "Open connections, active and idle", gauge(PoolSnapshot::size)),
    UTILIZATION(
            "pool.utilization",
            "ratio",
            "Share of the bound that callers hold, 0 to 1",
            gauge(PoolSnapshot::utilization)),
    OVERFLOW("pool.overflow", "connections", "Open connections above the minimum", gauge(PoolSnapshot::overflow)),
    STATUS("pool.status", "0 to 3", "0 healthy, 1 warning, 2 critical, 3 error", watched(PoolMeter::severity)),
    WARNINGS("pool.warnings", "warnings", "Warnings that hold", watched(report ->
            (double) report.warnings().size())),
    BACKEND_UP("pool.backend.up", "1 or 0", "Whether the backend answers; NaN while unknown", watched(PoolMeter::up)),

    BUDGET_NEEDED(
            "pool.budget.needed",
            "connections",
            "Connections that all instances may open on the server of the pool, and the reserve; NaN while unknown",
            budgeted((sums, pool) -> sums.tightest(pool).map(BudgetLine::needed).map(Long::doubleValue))),
    BUDGET_GRANTED(
            "pool.budget.granted",
            "connections",
            "Connections that the server of the pool grants for that; NaN while unknown",
            budgeted(
                    (sums, pool) -> sums.tightest(pool).map(BudgetLine::granted).map(Long::doubleValue))),
    BUDGET_CEILING(
            "pool.budget.ceiling",
            "connections",
            "Largest size that the budget leaves to the pool; NaN while unknown",
            budgeted((sums, pool) -> sums.ceiling(pool).map(bound -> (double) bound.maxSize()))),

    ACQUIRED("pool.acquired", "leases", "Leases handed out", counter(PoolTotals::acquired)),
    RELEASED("pool.released", "leases", "Leases given back whole", counter(PoolTotals::released)),
    DISCARDED(
            "pool.discarded",
            "leases",
            "Leases that ended with a closed connection",
            ofConnections(PoolTotals::discarded)),
    TIMEOUTS("pool.timeouts", "acquires", "Acquires whose time was up", counter(PoolTotals::timedOut)),
    TIMEOUTS_FULL(
            "pool.timeouts.full", "acquires", "Timeouts because the pool is too small", byCause(TimeoutCause.FULL)),
    TIMEOUTS_ACCOUNT_FULL(
            "pool.timeouts.account.full",
            "acquires",
            "Timeouts because an account has as many clients as it may",
            new Counted(totals -> totals.timedOutBy(TimeoutCause.ACCOUNT_FULL), Coverage.ACCOUNTS)),
    TIMEOUTS_LEAK(
            "pool.timeouts.leak",
            "acquires",
            "Timeouts because connections are held and not used",
            byCause(TimeoutCause.LEAK)),
    TIMEOUTS_SLOW_SERVER(
            "pool.timeouts.slow.server",
            "acquires",
            "Timeouts because uses take longer than they did",
            ofHolders(totals -> totals.timedOutBy(TimeoutCause.SLOW_SERVER))),
    TIMEOUTS_POOLER_FULL(
            "pool.timeouts.pooler.full",
            "acquires",
            "Timeouts because the pooler has no connection of the server free",
            ofHolders(totals -> totals.timedOutBy(TimeoutCause.POOLER_FULL))),
    TIMEOUTS_OPEN_FAILING(
            "pool.timeouts.open.failing",
            "acquires",
            "Timeouts because connections are refused",
            byCause(TimeoutCause.OPEN_FAILING)),
    TIMEOUTS_BACKEND_DOWN(
            "pool.timeouts.backend.down",
            "acquires",
            "Timeouts because the backend cannot be reached",
            ofHolders(totals -> totals.timedOutBy(TimeoutCause.BACKEND_DOWN))),
    TIMEOUTS_SLOW_OPEN(
            "pool.timeouts.slow.open",
            "acquires",
            "Timeouts because opening takes too long",
            byCause(TimeoutCause.SLOW_OPEN)),
    REFUSED(
            "pool.refused",
            "acquires",
            "Acquires refused at once: too many waited, or the pool was being drained",
            ofHolders(PoolTotals::refused)),
    NESTED(
            "pool.nested",
            "acquires",
            "Acquires by a thread that held a connection of the same pool",
            ofHolders(PoolTotals::nested)),
    SLOW_QUERIES(
            "pool.slow.queries",
            "statements",
            "Statements that took longer than the threshold",
            ofHolders(PoolTotals::slowQueries)),
    OPENED("pool.opened", "connections", "Connections opened", ofConnections(PoolTotals::opened)),
    CLOSED("pool.closed", "connections", "Connections closed", ofConnections(PoolTotals::closedInAll)),
    OPEN_FAILURES(
            "pool.open.failures", "attempts", "Attempts to open that failed", ofConnections(PoolTotals::openFailures)),

    EVENTS_DROPPED(
            "pool.events.dropped",
            "events",
            "Events that a listener was never told of because it is too slow",
            new Told(PoolEvents::dropped)),

    ACQUIRE("pool.acquire", "seconds", "From the request to the lease", timer(Coverage.LEASES)),
    USAGE("pool.usage", "seconds", "How long leases were held", timer(Coverage.LEASES)),
    OPEN("pool.open", "seconds", "How long opening a connection took", timer(Coverage.CONNECTIONS));

    private final String meterName;
    private final String unit;
    private final String description;

    /* Only lambdas, which hold no state. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Source source;

    PoolMeter(String meterName, String unit, String description, Source source) {
        this.meterName = meterName;
        this.unit = unit;
        this.description = description;
        this.source = source;
    }

    /** The name of the meter. */
    public String meterName() {
        return meterName;
    }

    /** What is counted or measured, in the plural; not part of the published name. */
    public String unit() {
        return unit;
    }

    /** One sentence for people. */
    public String description() {
        return description;
    }

    /** {@code gauge}, {@code counter} or {@code timer}. */
    public String kind() {
        return source.kind();
    }

    /** Which pools have this meter. */
    public Coverage coverage() {
        return source.coverage();
    }

    Source source() {
        return source;
    }

    private static Source gauge(ToDoubleFunction<PoolSnapshot> value) {
        return new Gauged(value);
    }

    private static Source watched(ToDoubleFunction<PoolReport> value) {
        return new Watched(value);
    }

    private static Source budgeted(BiFunction<BudgetSums, Pool, Optional<Double>> value) {
        return new Budgeted(value);
    }

    private static Source counter(ToDoubleFunction<PoolTotals> value) {
        return new Counted(value, Coverage.LEASES);
    }

    private static Source ofHolders(ToDoubleFunction<PoolTotals> value) {
        return new Counted(value, Coverage.HOLDERS);
    }

    private static Source byCause(TimeoutCause cause) {
        return new Counted(totals -> totals.timedOutBy(cause), Coverage.CAUSES);
    }

    private static Source ofConnections(ToDoubleFunction<PoolTotals> value) {
        return new Counted(value, Coverage.CONNECTIONS);
    }

    private static Source timer(Coverage coverage) {
        return new Timing(coverage);
    }

    private static double severity(PoolReport report) {
        return switch (report.status()) {
            case HEALTHY -> 0;
            case WARNING -> 1;
            case CRITICAL -> 2;
            case ERROR -> 3;
        };
    }

    private static double up(PoolReport report) {
        return switch (report.backend().reachability()) {
            case REACHABLE -> 1;
            case UNREACHABLE -> 0;
            case UNKNOWN -> Double.NaN;
        };
    }

    /** Which pools have a meter: it depends on what a pool tells of itself. */
    public enum Coverage {
        /** Each. */
        EVERY("every pool", pool -> true),
        /** Those whose servers are asked what they grant. */
        SERVERS("JDBC on PostgreSQL, MariaDB and MySQL, MongoDB", pool -> pool.inquiry() != null),
        /** Those that record events. */
        LEASES("every pool of ours or HikariCP's", pool -> pool.recorder() != null),
        /** Those that record what becomes of connections. */
        CONNECTIONS("`pools.jdbc`, MongoDB, accounts", pool -> records(pool, PoolRecorder::connectionsSeen)),
        /** Those that find out why acquires time out. */
        CAUSES("`pools.jdbc`, accounts", pool -> records(pool, PoolRecorder::causesSeen)),
        /** Those of accounts. */
        ACCOUNTS("accounts", pool -> records(pool, recorder -> recorder.causesSeen() && !recorder.holdersSeen())),
        /** Those that know who holds their connections. */
        HOLDERS("`pools.jdbc`", pool -> records(pool, PoolRecorder::holdersSeen));

        private final String description;

        /* Only lambdas, which hold no state. */
        @SuppressWarnings("ImmutableEnumChecker")
        private final Predicate<Pool> condition;

        Coverage(String description, Predicate<Pool> condition) {
            this.description = description;
            this.condition = condition;
        }

        /** In words, for the docs. */
        public String description() {
            return description;
        }

        boolean includes(Pool pool) {
            return condition.test(pool);
        }

        private static boolean records(Pool pool, Predicate<PoolRecorder> condition) {
            PoolRecorder recorder = pool.recorder();
            return recorder != null && condition.test(recorder);
        }
    }

    /** Where the value of a meter comes from. */
    sealed interface Source permits Gauged, Watched, Budgeted, Counted, Told, Timing {

        String kind();

        default Coverage coverage() {
            return Coverage.EVERY;
        }
    }

    record Gauged(ToDoubleFunction<PoolSnapshot> value) implements Source {

        @Override
        public String kind() {
            return "gauge";
        }
    }

    record Watched(ToDoubleFunction<PoolReport> value) implements Source {

        @Override
        public String kind() {
            return "gauge";
        }
    }

    record Budgeted(BiFunction<BudgetSums, Pool, Optional<Double>> value) implements Source {

        @Override
        public String kind() {
            return "gauge";
        }

        @Override
        public Coverage coverage() {
            return Coverage.SERVERS;
        }
    }

    record Counted(ToDoubleFunction<PoolTotals> value, Coverage coverage) implements Source {

        @Override
        public String kind() {
            return "counter";
        }
    }

    record Told(ToDoubleFunction<PoolEvents> value) implements Source {

        @Override
        public String kind() {
            return "counter";
        }
    }

    record Timing(Coverage coverage) implements Source {

        @Override
        public String kind() {
            return "timer";
        }
    }
}
