/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.health;

import org.poolstarter.advice.BackendState;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.PoolReport;
import org.poolstarter.advice.Reachability;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolSnapshot;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** One pool: down only while its backend does not answer, however full it is. */
final class PoolHealth implements HealthIndicator {

    private final Pool pool;
    private final PoolMonitor monitor;

    PoolHealth(Pool pool, PoolMonitor monitor) {
        this.pool = pool;
        this.monitor = monitor;
    }

    @Override
    public Health health() {
        return monitor.report(pool)
                .map(PoolHealth::health)
                .orElseGet(() -> Health.unknown().build());
    }

    private static Health health(PoolReport report) {
        PoolSnapshot snapshot = report.snapshot();
        BackendState backend = report.backend();
        boolean down = backend.reachability() == Reachability.UNREACHABLE;
        Health.Builder health = down ? Health.down() : Health.up();
        health.withDetail("backend", report.pool().backend())
                .withDetail("status", report.status())
                .withDetail("utilization", snapshot.utilization())
                .withDetail("active", snapshot.active())
                .withDetail("idle", snapshot.idle())
                .withDetail("pending", snapshot.pending())
                .withDetail("max", snapshot.max());
        if (backend.reachability() != Reachability.UNKNOWN) {
            health.withDetail("backendReachable", !down);
        }
        if (down) {
            health.withDetail("downSince", backend.since());
        }
        if (backend.error() != null) {
            health.withDetail("error", backend.error());
        }
        return health.build();
    }
}
