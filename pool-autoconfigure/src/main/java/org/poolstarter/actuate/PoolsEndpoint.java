/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.PoolReport;
import org.poolstarter.pool.Pools;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** All pools, and each by its name. Answers from memory. */
@Endpoint(id = "pools", defaultAccess = Access.READ_ONLY)
public final class PoolsEndpoint {

    private static final Logger logger = LoggerFactory.getLogger(PoolsEndpoint.class);

    private final Pools pools;
    private final PoolMonitor monitor;
    private final Set<String> broken = ConcurrentHashMap.newKeySet();

    public PoolsEndpoint(Pools pools, PoolMonitor monitor) {
        this.pools = pools;
        this.monitor = monitor;
    }

    /** Every pool by name, with the worst status of all. */
    @ReadOperation
    public PoolsDescriptor pools() {
        Map<String, PoolDescriptor> byName = new TreeMap<>();
        pools.all()
                .forEach(pool -> monitor.report(pool).ifPresent(report -> byName.put(pool.name(), describe(report))));
        return new PoolsDescriptor(monitor.status(), byName);
    }

    /**
     * One pool.
     *
     * @return null, which the web answers with 404, if there is no pool of that name
     */
    @ReadOperation
    public @Nullable PoolDescriptor pool(@Selector String name) {
        return pools.find(name).flatMap(monitor::report).map(this::describe).orElse(null);
    }

    private PoolDescriptor describe(PoolReport report) {
        try {
            return PoolDescriptor.of(report);
        } catch (RuntimeException | Error ex) {
            // A pool of the user's own may break the contract in any way; the others must be shown. Logged once.
            if (broken.add(report.pool().name())) {
                logger.warn(
                        "Pool {} cannot be described; only its counts are shown",
                        report.pool().name(),
                        ex);
            }
            return PoolDescriptor.ofCounts(report);
        }
    }
}
