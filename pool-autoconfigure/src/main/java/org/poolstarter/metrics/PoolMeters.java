/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.doctor.ConnectionBudget;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.Pools;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes every {@link PoolMeter} of every pool, for as long as the pool is registered.
 *
 * <p>Gauges and counters are read when somebody asks for them. Times come into their timers once a second, on a thread of this class:
 * recording one takes Micrometer longer than a pool takes to lend a connection.
 */
public final class PoolMeters implements MeterBinder, AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(PoolMeters.class);

    private static final Duration PUBLISH_EVERY = Duration.ofSeconds(1);

    private final Pools pools;
    private final @Nullable PoolMonitor monitor;
    private final PoolMetersSettings settings;
    private final @Nullable SharedBudget budget;
    private final List<RegistryMeters> registries = new CopyOnWriteArrayList<>();
    private final AtomicBoolean failed = new AtomicBoolean();
    private @Nullable ScheduledExecutorService publisher;
    private boolean closed;

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
        this(pools, monitor, settings, budget, System::nanoTime);
    }

    /** @param nanoTime a monotonic clock in nanoseconds */
    PoolMeters(
            Pools pools,
            @Nullable PoolMonitor monitor,
            PoolMetersSettings settings,
            @Nullable ConnectionBudget budget,
            LongSupplier nanoTime) {
        this.budget = (budget != null) ? new SharedBudget(budget, nanoTime) : null;
        this.pools = pools;
        this.monitor = monitor;
        this.settings = settings;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        RegistryMeters meters = new RegistryMeters(registry);
        pools.addListener(meters);
        registries.add(meters);
        startToPublish();
    }

    /** Times recorded after this are not published. */
    @Override
    public synchronized void close() {
        closed = true;
        if (publisher != null) {
            publisher.shutdown();
        }
        publishTimes();
    }

    private synchronized void startToPublish() {
        if (publisher == null && !closed) {
            publisher = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(null, task, "pool-meters", 0, false);
                thread.setDaemon(true);
                return thread;
            });
            long nanos = PUBLISH_EVERY.toNanos();
            Future<?> unused = publisher.scheduleWithFixedDelay(this::publishTimes, nanos, nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Brings all timers up to date. */
    void publishTimes() {
        for (RegistryMeters registry : registries) {
            registry.byName.values().forEach(this::publishTimesOf);
        }
    }

    private void publishTimesOf(MetersOfPool meters) {
        try {
            meters.publishTimes();
        } catch (RuntimeException ex) {
            // A timer of a registry that is not ours; the others are to have their times.
            if (failed.compareAndSet(false, true)) {
                logger.warn("Times of a pool could not be published; this is said once", ex);
            }
        }
    }

    /** The meters of all pools in one registry. Called under the lock of the registry of pools. */
    private final class RegistryMeters implements Pools.Listener {

        private final MeterRegistry registry;
        private final Map<String, MetersOfPool> byName = new ConcurrentHashMap<>();

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
