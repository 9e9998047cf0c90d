/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.health;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.Pools;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;

/** The component {@code pools}: one entry for each pool of the moment. Answers from memory. */
public final class PoolsHealth implements CompositeHealthContributor {

    private final Pools pools;
    private final PoolMonitor monitor;

    public PoolsHealth(Pools pools, PoolMonitor monitor) {
        this.pools = pools;
        this.monitor = monitor;
    }

    @Override
    public @Nullable HealthContributor getContributor(String name) {
        return pools.find(name).map(this::health).orElse(null);
    }

    @Override
    public Stream<Entry> stream() {
        return pools.all().stream().map(pool -> new Entry(pool.name(), health(pool)));
    }

    private HealthContributor health(Pool pool) {
        return new PoolHealth(pool, monitor);
    }
}
