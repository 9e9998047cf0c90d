/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.sizing.AdaptiveBounds;
import org.poolstarter.advice.sizing.AdaptiveSize;
import org.poolstarter.advice.sizing.AdaptiveSizes;
import org.poolstarter.advice.sizing.SizingAdvisor;
import org.poolstarter.pool.ChangeableSetting;
import org.poolstarter.pool.InvalidOrderException;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolControl;
import org.poolstarter.pool.PoolOrder;
import org.poolstarter.pool.Pools;
import org.poolstarter.pool.ReadableDuration;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Moves the sizes of the pools that have {@code sizing: adaptive}, on a thread of its own, while the application runs. */
final class AdaptiveSizing implements SmartLifecycle, DisposableBean {

    private static final String MAX_SIZE = "max-size";
    private static final String LEAST = "adaptive-min-size";
    private static final String GREATEST = "adaptive-max-size";
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Pools pools;
    private final SizingAdvisor advisor;
    private final AdaptiveSizes sizes;
    private final PoolsProperties properties;
    private final ScheduledExecutorService stepper;

    /* Guarded by this. */
    private @Nullable ScheduledFuture<?> stepping;
    private boolean added;

    AdaptiveSizing(Pools pools, SizingAdvisor advisor, AdaptiveSizes sizes, PoolsProperties properties) {
        this.pools = pools;
        this.advisor = advisor;
        this.sizes = sizes;
        this.properties = properties;
        CustomizableThreadFactory factory = new CustomizableThreadFactory("pool-sizing-");
        factory.setDaemon(true);
        this.stepper = Executors.newSingleThreadScheduledExecutor(factory);
    }

    /**
     * Begins where the sizes are, and after a stop goes on where they have come to. Without an adaptive size there is nothing to
     * begin.
     */
    @Override
    public synchronized void start() {
        long every = every().toNanos(); // checked even where nothing needs it yet
        if (!added) {
            added = true;
            addAll("pools.jdbc.", properties.getJdbc());
            addAll("pools.accounts.", properties.getAccounts());
        }
        if (stepping == null && !sizes.isEmpty()) {
            stepping = stepper.scheduleWithFixedDelay(sizes::look, every, every, TimeUnit.NANOSECONDS);
        }
    }

    private void addAll(String family, Map<String, ? extends SizingProperties> pools) {
        pools.forEach((name, own) -> add(family + name, name, own));
    }

    private void add(String prefix, String name, SizingProperties own) {
        Integer least = own.getAdaptiveMinSize();
        Integer greatest = own.getAdaptiveMaxSize();
        if (own.getSizing() == SizingMode.FIXED) {
            requireUnset(prefix, LEAST, least);
            requireUnset(prefix, GREATEST, greatest);
            return;
        }
        if (!properties.getHistory().isEnabled()) {
            throw new InvalidPoolConfigurationException(
                    "%s.sizing=adaptive needs the past of the pool, and pools.history.enabled is false"
                            .formatted(prefix),
                    "Set pools.history.enabled to true, or %s.sizing to fixed.".formatted(prefix));
        }
        Pool pool = pools.find(name).orElse(null);
        PoolControl control = (pool != null) ? pool.control() : null;
        if (pool == null || control == null) {
            return; // a bean of the application's own in its place, which cannot be steered
        }
        AdaptiveBounds bounds = bounds(prefix, pool, control, least, greatest);
        sizes.add(name, new AdaptiveSize(pool, control, bounds, advisor, InstantSource.system()));
    }

    private static void requireUnset(String prefix, String key, @Nullable Integer value) {
        if (value != null) {
            throw new InvalidPoolConfigurationException(
                    "%s.%s=%d has no effect without %s.sizing=adaptive".formatted(prefix, key, value, prefix),
                    "Set %s.sizing to adaptive, or remove the key.".formatted(prefix));
        }
    }

    private static AdaptiveBounds bounds(
            String prefix, Pool pool, PoolControl control, @Nullable Integer least, @Nullable Integer greatest) {
        int lower = (least != null) ? least : Math.max(1, pool.snapshot().min());
        int upper = (greatest != null) ? greatest : limit(pool, control);
        try {
            AdaptiveBounds bounds = new AdaptiveBounds(lower, upper);
            requirePossible(prefix, LEAST, control, lower);
            requirePossible(prefix, GREATEST, control, upper);
            return bounds;
        } catch (IllegalArgumentException ex) {
            throw new InvalidPoolConfigurationException(
                    prefix + "." + ex.getMessage(), "Correct one of the two, or leave them out for the usual bounds.");
        }
    }

    private static int limit(Pool pool, PoolControl control) {
        return control.changeable().stream()
                .filter(setting -> setting.key().equals(MAX_SIZE))
                .map(ChangeableSetting::greatest)
                .filter(Integer.class::isInstance)
                .map(Integer.class::cast)
                .findFirst()
                .orElse(pool.snapshot().max());
    }

    private static void requirePossible(String prefix, String key, PoolControl control, int size) {
        try {
            control.perform(PoolOrder.change(MAX_SIZE, String.valueOf(size), AdaptiveSize.ORIGIN)
                    .asDryRun());
        } catch (InvalidOrderException ex) {
            throw new InvalidPoolConfigurationException(
                    "%s.%s=%d is no size of the pool: %s %s".formatted(prefix, key, size, ex.key(), ex.bound()),
                    "Correct it, or leave it out for the usual bound.");
        }
    }

    private Duration every() {
        Duration every = properties.getSizing().getAdaptiveEvery();
        if (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0) {
            throw new InvalidPoolConfigurationException(
                    "pools.sizing.adaptive-every must be %s to %s but is %s"
                            .formatted(
                                    ReadableDuration.of(SHORTEST),
                                    ReadableDuration.of(LONGEST),
                                    ReadableDuration.of(every)),
                    "Correct it, or leave it out for the usual.");
        }
        return every;
    }

    @Override
    public synchronized void stop() {
        if (stepping != null) {
            stepping.cancel(false);
            stepping = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return stepping != null;
    }

    /** After the monitor, whose samples it needs. */
    @Override
    public int getPhase() {
        return 1;
    }

    @Override
    public void destroy() {
        stepper.shutdownNow();
    }
}
