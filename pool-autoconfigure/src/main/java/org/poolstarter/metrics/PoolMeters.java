/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.HashMap;
import java.util.Map;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.Pools;

/** Publishes every {@link PoolMeter} of every pool, for as long as the pool is registered. */
public final class PoolMeters implements MeterBinder {

    private final Pools pools;

    public PoolMeters(Pools pools) {
        this.pools = pools;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        pools.addListener(new RegistryMeters(registry));
    }

    /** The meters of all pools in one registry. Called under the lock of the registry of pools. */
    private static final class RegistryMeters implements Pools.Listener {

        private final MeterRegistry registry;
        private final Map<String, MetersOfPool> byName = new HashMap<>();

        RegistryMeters(MeterRegistry registry) {
            this.registry = registry;
        }

        @Override
        public void added(Pool pool) {
            byName.put(pool.name(), new MetersOfPool(pool, registry));
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
