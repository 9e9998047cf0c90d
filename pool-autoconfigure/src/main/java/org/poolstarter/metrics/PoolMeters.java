/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolEvents;
import org.poolstarter.pool.Pools;

/** Publishes every {@link PoolMeter} of every pool, for as long as the pool is registered. */
public final class PoolMeters implements MeterBinder {

    private final Pools pools;
    private final Function<Pool, Optional<PoolEvents>> events;

    /** Meters of pools, where only those publish events that have events of their own. */
    public PoolMeters(Pools pools) {
        this(pools, pool -> Optional.ofNullable(pool.events()));
    }

    /**
     * Meters of pools.
     *
     * @param events finds the events of a pool; asked for each reading
     */
    public PoolMeters(Pools pools, Function<Pool, Optional<PoolEvents>> events) {
        this.pools = pools;
        this.events = events;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        pools.addListener(new RegistryMeters(registry, events));
    }

    /** The meters of all pools in one registry. Called under the lock of the registry of pools. */
    private static final class RegistryMeters implements Pools.Listener {

        private final MeterRegistry registry;
        private final Function<Pool, Optional<PoolEvents>> events;
        private final Map<String, MetersOfPool> byName = new HashMap<>();

        RegistryMeters(MeterRegistry registry, Function<Pool, Optional<PoolEvents>> events) {
            this.registry = registry;
            this.events = events;
        }

        @Override
        public void added(Pool pool) {
            byName.put(pool.name(), new MetersOfPool(pool, registry, () -> events.apply(pool)));
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
