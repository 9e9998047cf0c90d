/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolEvents;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.TimingHistogram;

/**
 * The meters of one pool in one registry. A pool that records no events has gauges only; one that tells of its leases
 * alone has no meters of opened and closed connections.
 */
final class MetersOfPool {

    private final MeterRegistry registry;
    private final Pool pool;
    private final @Nullable PoolMonitor monitor;
    private final PoolMetersSettings settings;
    private final @Nullable SharedBudget budget;
    private final List<Meter> meters = new ArrayList<>();
    private final @Nullable PoolRecorder recorder;
    private final @Nullable PublishedTimes times;

    /* Held here because a registry holds what its counters read only weakly. */
    private final List<PoolMeasure> measures;

    MetersOfPool(
            Pool pool,
            @Nullable PoolMonitor monitor,
            PoolMetersSettings settings,
            @Nullable SharedBudget budget,
            MeterRegistry registry) {
        this.budget = budget;
        this.registry = registry;
        this.pool = pool;
        this.monitor = monitor;
        this.settings = settings;
        this.recorder = pool.recorder();
        this.times = (recorder != null) ? new PublishedTimes(recorder) : null;
        for (PoolMeter meter : PoolMeter.values()) {
            if (meter.coverage().includes(pool)
                    && !(monitor == null && meter.source() instanceof PoolMeter.Watched)
                    && !(budget == null && meter.source() instanceof PoolMeter.Budgeted)) {
                PublishedName.of(meter, pool, settings.naming())
                        .forEach(published -> meters.add(register(meter, published)));
            }
        }
        this.measures = List.copyOf(pool.measures());
        measures.forEach(measure -> meters.add(meter(measure)));
    }

    /** Times come into their timers by this alone. */
    void publishTimes() {
        if (times != null) {
            times.publish();
        }
    }

    void remove() {
        publishTimes();
        meters.forEach(registry::remove);
    }

    private Meter register(PoolMeter meter, PublishedName published) {
        if (meter.source() instanceof PoolMeter.Gauged gauged) {
            return gauge(meter, published, () -> gauged.value().applyAsDouble(pool.snapshot()));
        }
        if (meter.source() instanceof PoolMeter.Watched watched && monitor != null) {
            PoolMonitor watching = monitor;
            return gauge(
                    meter,
                    published,
                    () -> watching.report(pool)
                            .map(report -> watched.value().applyAsDouble(report))
                            .orElse(Double.NaN));
        }
        if (meter.source() instanceof PoolMeter.Budgeted budgeted && budget != null) {
            SharedBudget shared = budget;
            return gauge(
                    meter,
                    published,
                    () -> budgeted.value().apply(shared.sums(), pool).orElse(Double.NaN));
        }
        if (meter.source() instanceof PoolMeter.Counted counted && recorder != null) {
            return counter(meter, published, recorder, source -> counted.value().applyAsDouble(source.totals()));
        }
        if (meter.source() instanceof PoolMeter.Told told) {
            return counter(
                    meter,
                    published,
                    pool,
                    source -> events().map(told.value()::applyAsDouble).orElse(0.0));
        }
        Timer timer = timer(meter, published);
        if (times != null) {
            times.add(meter, timer);
        }
        return timer;
    }

    private Gauge gauge(PoolMeter meter, PublishedName published, Supplier<Number> value) {
        return Gauge.builder(published.name(), value)
                .description(meter.description())
                .tags(published.tags())
                .strongReference(true)
                .register(registry);
    }

    /* A pool without events of its own has some where it is watched. */
    private Optional<PoolEvents> events() {
        return (monitor != null) ? monitor.events(pool) : Optional.ofNullable(pool.events());
    }

    private <T> FunctionCounter counter(PoolMeter meter, PublishedName published, T source, ToDoubleFunction<T> value) {
        return FunctionCounter.builder(published.name(), source, value)
                .description(meter.description())
                .tags(published.tags())
                .register(registry);
    }

    private Timer timer(PoolMeter meter, PublishedName published) {
        Timer.Builder timer =
                Timer.builder(published.name()).description(meter.description()).tags(published.tags());
        if (settings.histograms()) {
            timer.serviceLevelObjectives(TimingHistogram.BOUNDS.toArray(Duration[]::new));
        }
        return timer.register(registry);
    }

    private Meter meter(PoolMeasure measure) {
        Tags tags = PublishedName.tags(pool);
        return switch (measure.kind()) {
            case GAUGE ->
                Gauge.builder(measure.name(), measure.value()::getAsDouble)
                        .description(measure.description())
                        .tags(tags)
                        .strongReference(true)
                        .register(registry);
            case COUNTER ->
                FunctionCounter.builder(measure.name(), measure.value(), DoubleSupplier::getAsDouble)
                        .description(measure.description())
                        .tags(tags)
                        .register(registry);
        };
    }
}
