/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.Severity;

/** Everything that can be wrong with the configuration of a pool. Each is a pure function of what it looks at. */
public enum ConfigurationRule {
    ABOVE_USER_LIMIT(
            "above-user-limit",
            "The pool may grow larger than its server lets its user, or its database: the `CONNECTION LIMIT` of a role or a database, or `max_user_connections`. What does not bind a superuser of PostgreSQL is not counted for one. The server refuses the rest, and the pool then opens and fails under load."
                    + " Evidence: `max`, `userLimit` or `databaseLimit`, `setBy`. Lower `max-size`, or have the limit raised.",
            SizeChecks::aboveUserLimit),
    OVER_BUDGET(
            "over-budget",
            "All instances of the application together may open more connections than the server grants: the sizes of the pools on it, times `pools.budget.replicas` and `surge`, and the `reserve`."
                    + " Evidence: `needed`, `granted`, `scope` (`all`, or a user or database with a limit of its own), `server`, `setBy`, `sum`. [How it is counted](endpoint.md#the-budget-get-actuatorpoolsbudget).",
            SizeChecks::overBudget),
    SERVER_CLOSES_IDLE(
            "server-closes-idle",
            "A connection may rest in the pool for longer than the server (`wait_timeout`, `idle_session_timeout`) or the pooler (`client_idle_timeout`) keeps it: whoever gets it finds it closed."
                    + " How long it may rest is the least of `max-lifetime`, `keepalive` and, where `min-idle` is 0, `idle-timeout`. Evidence: `serverIdleSeconds`, `setBy`, `restsSeconds`.",
            TimeChecks::serverClosesIdle),
    KEEPALIVE_OFF(
            "keepalive-off",
            "Something stands between the pool and its server (the server listens elsewhere than the pool connects to, or sees another client), and a connection may rest for more than 4 minutes."
                    + " Load balancers and NAT forget it then without a word; 4 minutes are the shortest usual time. Evidence: `detour`, `restsSeconds`.",
            TimeChecks::keepaliveOff),
    ACQUIRE_TIMEOUT_SHORT(
            "acquire-timeout-short",
            "Callers give up before it is known whether a connection can be had: `acquire-timeout` is below `connect-timeout` (0 of a driver is for ever), or below `validation-timeout` and the time that opening takes (its 95th percentile, from 20 on)."
                    + " Their exception then names no reason. Evidence: `acquireTimeoutMs`, `connectTimeoutMs`, `validationTimeoutMs`, `openP95Ms`.",
            TimeChecks::acquireTimeoutShort),
    ACQUIRE_TIMEOUT_ABOVE_POOLER(
            "acquire-timeout-above-pooler",
            "`acquire-timeout` is longer than `query_wait_timeout` of PgBouncer, which cuts off whoever waits in it for longer. Evidence: `acquireTimeoutMs`, `queryWaitTimeoutMs`.",
            TimeChecks::acquireTimeoutAbovePooler),
    LIFETIME_ABOVE_POOLER(
            "lifetime-above-pooler",
            "In the mode `session` a connection of the server belongs to its client until that one goes, so that `server_lifetime` of PgBouncer has no effect on a connection that lives longer. Evidence: `maxLifetimeSeconds`, `serverLifetimeSeconds`.",
            TimeChecks::lifetimeAbovePooler),
    POOLER_PREPARED_STATEMENTS(
            "pooler-prepared-statements",
            "The driver prepares statements on the server while a pooler shares connections of the server among clients: an execution may find its statement missing, or another one. Evidence: `prepareThreshold`, `mode`, `tracksPreparedStatements`.",
            LibraryChecks::preparedStatements),
    POOLER_SESSION_STATE(
            "pooler-session-state",
            "The pool sets something for the time of a connection, while a pooler shares connections of the server among clients. Evidence: `mode`, `sessionState` (the keys).",
            LibraryChecks::sessionState),
    IDLE_CHURN(
            "idle-churn",
            "At least 10 connections in ten minutes were closed because they were idle, and as many opened again, over at least ten minutes, in a pool that has `min-idle`. The value of the remedy is `min-idle` and the connections that rest on the average before they are closed (Little's law)."
                    + " Evidence: `opened`, `closedIdle`, `min`, `max`, `idleTimeoutSeconds`.",
            SizeChecks::idleChurn),
    LEAK_THRESHOLD_LOW(
            "leak-threshold-low",
            "More than one use in twenty takes longer than `leak-threshold`, of 20 uses or more: reports of leaks are then reports of work. The remedy turns it off where uses last longer than it may be. Evidence: `leakThresholdMs`, `usageP95Ms`, `usageP99Ms`, `uses`.",
            TimeChecks::leakThresholdLow),
    NO_OPERATION_TIMEOUT(
            "no-operation-timeout",
            "A MongoDB client has neither `timeout` (`timeoutMS`) nor `socket-timeout`. Evidence: `socketTimeout`, `timeout`, `connectTimeoutMs`.",
            TimeChecks::noOperationTimeout),
    SLOW_OPENINGS(
            "slow-openings",
            "To open what a full MongoDB pool has above `min-idle`, `max-connecting` at a time, takes longer than callers wait. Where opening one does, only `min-idle` helps. Evidence: `maxConnecting`, `openP95Ms` of the `opened` ones (20 or more), `fillMs`, `acquireTimeoutMs`.",
            SizeChecks::slowOpenings),
    REQUEST_THREADS_NESTED(
            "request-threads-nested",
            "Since the application has started, threads have taken a connection while they held one of the same pool (what a migration does before does not count), and there are more request threads than the pool can serve that way. Evidence: `requestThreads`, `connectionsOfOneThread`, `max`, `safeThreads`, `nested`. See [nested-acquires](#nested-acquires).",
            SizeChecks::requestThreadsNested),
    VIRTUAL_THREADS_HIKARICP(
            "virtual-threads-hikaricp",
            "Requests are served by virtual threads, and HikariCP is older than 7.1.0. Evidence: `hikaricp`, `virtualThreads`.",
            LibraryChecks::virtualThreads),
    SAME_SERVER(
            "same-server",
            "Another JDBC pool leads to the same database of the same server as the same user, by whatever address; of MongoDB clients see [duplicate-client](#duplicate-client). Evidence: `samePools`, `server`, `database`. Two pools share nothing: each holds idle connections that the other one waits for. They are right where one must not starve the other.",
            SizeChecks::sameServer),
    EXCLUSIVE_IN_REPLICAS(
            "exclusive-in-replicas",
            "An account pool is exclusive, and `pools.budget` says that several instances run: each of them opens a client of its own for the same account. With [`cluster.enabled`](cluster.md) they share one limit. Evidence: `instances`, `exclusive`.",
            SizeChecks::exclusiveInReplicas),
    ABOVE_PROVIDER_LIMIT(
            "above-provider-limit",
            "All instances together may open more clients of one account than its service allows, which is what `provider-limit` says: `max-per-account`, times the instances of `pools.budget` unless [`cluster.enabled`](cluster.md) has them share one limit."
                    + " What `limits`, windows or an `AccountLimits` bean say of single accounts is not judged. Evidence: `maxPerAccount`, `instances`, `opened`, `providerLimit`.",
            SizeChecks::accountLimit);

    private final String code;
    private final String meaning;

    /* Only references to static methods, which hold no state. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Function<Examination, @Nullable Finding> check;

    ConfigurationRule(String code, String meaning, Function<Examination, @Nullable Finding> check) {
        this.code = code;
        this.meaning = meaning;
        this.check = check;
    }

    /** The code of its warnings; never changes its meaning. */
    public String code() {
        return code;
    }

    /** How much it matters. A configuration hurts callers only together with a load, which other warnings see. */
    public Severity severity() {
        return Severity.WARNING;
    }

    /** When it fires and what its evidence is, in Markdown, for the docs. */
    public String meaning() {
        return meaning;
    }

    /** What is wrong, or null if nothing is, or it cannot be judged. */
    @Nullable
    Finding find(Examination examination) {
        return check.apply(examination);
    }
}
