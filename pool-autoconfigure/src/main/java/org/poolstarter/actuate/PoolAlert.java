/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.time.Duration;

/**
 * What Prometheus alerts about. The expression of each has one place for the matchers of a series and, where its threshold
 * follows from how a pool is configured, one for that threshold. Its name is that of its runbook.
 */
enum PoolAlert {
    POOL_BACKEND_DOWN(
            "PoolBackendDown",
            "critical",
            Duration.ofSeconds(30),
            "pool_backend_up%1$s == 0",
            "The backend of pool {{ $labels.pool }} does not answer"),
    POOL_ACQUIRE_TIMEOUTS(
            "PoolAcquireTimeouts",
            "critical",
            Duration.ZERO,
            "increase(pool_timeouts_total%1$s[5m]) > 0",
            "Callers of pool {{ $labels.pool }} got no connection in time"),
    POOL_CALLERS_WAITING(
            "PoolCallersWaiting",
            "warning",
            Duration.ofMinutes(1),
            "pool_pending%1$s > 0",
            "{{ $value }} callers of pool {{ $labels.pool }} have waited for a minute"),
    POOL_UTILIZATION_HIGH(
            "PoolUtilizationHigh",
            "warning",
            Duration.ofMinutes(5),
            "pool_utilization%1$s > 0.75",
            "Pool {{ $labels.pool }} has been more than three quarters in use for 5 minutes"),
    POOL_BUDGET_HIGH(
            "PoolBudgetHigh",
            "warning",
            Duration.ofMinutes(5),
            "job_pool:pool_budget:ratio%1$s > 0.9",
            "All instances may open {{ $value | humanizePercentage }} of what the server of pool {{ $labels.pool }} grants"),
    POOL_ACQUIRE_SLOW(
            "PoolAcquireSlow",
            "warning",
            Duration.ofMinutes(1),
            "job_pool:pool_acquire_seconds:p99_5m%1$s > %2$s",
            "One of 100 callers of pool {{ $labels.pool }} waits {{ $value | humanizeDuration }} or longer"),
    POOL_OPENS_FAILING(
            "PoolOpensFailing",
            "warning",
            Duration.ofMinutes(1),
            "increase(pool_open_failures_total%1$s[5m]) > 0",
            "Pool {{ $labels.pool }} fails to open connections"),
    POOL_LEAK_FOUND(
            "PoolLeakFound",
            "warning",
            Duration.ZERO,
            "increase(pool_leaks_total%1$s[15m]) > 0 or increase(pool_timeouts_leak_total%1$s[15m]) > 0",
            "Connections of pool {{ $labels.pool }} are held and not used, or were lost"),
    POOL_ACCOUNT_BREAKER_OPEN(
            "PoolAccountBreakerOpen",
            "warning",
            Duration.ofMinutes(1),
            "pool_breakers_open%1$s > 0",
            "Pool {{ $labels.pool }} leaves {{ $value }} accounts alone because their uses failed"),
    PG_BOUNCER_WAIT_LONG(
            "PgBouncerWaitLong",
            "critical",
            Duration.ZERO,
            "pool_pgbouncer_wait_oldest%1$s > 30",
            "A client of PgBouncer has waited {{ $value | humanizeDuration }} for a server; pool {{ $labels.pool }}");

    private final String alertName;
    private final String severity;
    private final Duration holds;
    private final String expression;
    private final String summary;

    PoolAlert(String alertName, String severity, Duration holds, String expression, String summary) {
        this.alertName = alertName;
        this.severity = severity;
        this.holds = holds;
        this.expression = expression;
        this.summary = summary;
    }

    /** The name of the alert and of its runbook. */
    String alertName() {
        return alertName;
    }

    String severity() {
        return severity;
    }

    /** For how long the expression must hold; zero for at once. */
    Duration holds() {
        return holds;
    }

    String summary() {
        return summary;
    }

    /** Whether the threshold follows from how a pool is configured. */
    boolean thresholdPerPool() {
        return this == POOL_ACQUIRE_SLOW;
    }

    /**
     * The expression in PromQL.
     *
     * @param matchers of the series, in braces; empty for all
     * @param threshold in seconds; used only where it follows from the pool
     */
    String expression(String matchers, String threshold) {
        return expression.formatted(matchers, threshold);
    }
}
