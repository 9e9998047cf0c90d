/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.doctor.ConnectionBudget;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.Pools;

/** Publishes every {@link PoolMeter} of every pool, for as long as the pool is registered. */
public final class PoolMeters implements MeterBinder {

    private final Pools pools;
    private final @Nullable PoolMonitor monitor;
    private final PoolMetersSettings settings;
    private final @Nullable ConnectionBudget budget;

    /** Meters named {@code pool.*} of all that the pools tell themselves; status and backend are not among them. */
    public PoolMeters(Pools pools) {
        this(pools, null, PoolMetersSettings.standard());
    }

    /**
     * Meters that follow the pools of a registry.
     *
     * @param monitor knows status and backend of the pools; null to leave those out
     */
    public PoolMeters(Pools pools, @Nullable PoolMonitor monitor, PoolMetersSettings settings) {
        this(pools, monitor, settings, null);
    }

    /**
     * As the other constructor, with the meters {@code pool.budget.*}.
     *
     * @param budget knows what servers grant; null to leave those out
     */
    public PoolMeters(
            Pools pools,
            @Nullable PoolMonitor monitor,
            PoolMetersSettings settings,
            @Nullable ConnectionBudget budget) {
        this.budget = budget;
        this.pools = pools;
        this.monitor = monitor;
        this.settings = settings;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        pools.addListener(new RegistryMeters(registry));
    }

    /** The meters of all pools in one registry. Called under the lock of the registry of pools. */
    private final class RegistryMeters implements Pools.Listener {

        private final MeterRegistry registry;
        private final Map<String, MetersOfPool> byName = new HashMap<>();

        RegistryMeters(MeterRegistry registry) {
            this.registry = registry;
        }

        @Override
        public void added(Pool pool) {
            byName.put(pool.name(), new MetersOfPool(pool, monitor, settings, budget, registry));
        }

        @Override
        public void removed(Pool pool) {
            MetersOfPool meters = byName.remove(pool.name());
            if (meters != null) {
                meters.remove();
            }
        }
    }
}
