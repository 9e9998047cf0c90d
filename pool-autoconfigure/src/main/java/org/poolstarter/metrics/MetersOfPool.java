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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolEvents;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolTotals;

/**
 * The meters of one pool in one registry. A pool that records no events has gauges only; one that tells of its leases
 * alone has no meters of opened and closed connections.
 */
final class MetersOfPool {

    private final MeterRegistry registry;
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();
    private final @Nullable PoolRecorder recorder;
    private final PoolRecorder.@Nullable Listener timers;

    /* Held here because a registry holds what its counters read only weakly. */
    private final List<PoolMeasure> measures;

    MetersOfPool(Pool pool, MeterRegistry registry, Supplier<Optional<PoolEvents>> events) {
        this.registry = registry;
        this.tags = Tags.of("pool", pool.name(), "backend", pool.backend());
        this.recorder = pool.recorder();
        for (PoolMeter meter : PoolMeter.values()) {
            if (meter.source() instanceof PoolMeter.Gauged gauged) {
                meters.add(gauge(meter, pool, gauged.value()));
            } else if (meter.source() instanceof PoolMeter.Counted counted
                    && recorder != null
                    && counted.told().test(recorder)) {
                meters.add(counter(meter, recorder, counted.value()));
            } else if (meter.source() instanceof PoolMeter.Told told) {
                meters.add(counter(meter, pool, told.value(), events));
            }
        }
        this.measures = List.copyOf(pool.measures());
        measures.forEach(measure -> meters.add(meter(measure)));
        this.timers = (recorder != null) ? mirror(recorder) : null;
    }

    void remove() {
        if (recorder != null && timers != null) {
            recorder.removeListener(timers);
        }
        meters.forEach(registry::remove);
    }

    private Gauge gauge(PoolMeter meter, Pool pool, ToDoubleFunction<PoolSnapshot> value) {
        return Gauge.builder(meter.meterName(), () -> value.applyAsDouble(pool.snapshot()))
                .description(meter.description())
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    private FunctionCounter counter(PoolMeter meter, PoolRecorder recorder, ToDoubleFunction<PoolTotals> value) {
        return FunctionCounter.builder(meter.meterName(), recorder, source -> value.applyAsDouble(source.totals()))
                .description(meter.description())
                .tags(tags)
                .register(registry);
    }

    private FunctionCounter counter(
            PoolMeter meter, Pool pool, ToDoubleFunction<PoolEvents> value, Supplier<Optional<PoolEvents>> events) {
        return FunctionCounter.builder(
                        meter.meterName(),
                        pool,
                        source -> events.get().map(value::applyAsDouble).orElse(0.0))
                .description(meter.description())
                .tags(tags)
                .register(registry);
    }

    private Meter meter(PoolMeasure measure) {
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

    private PoolRecorder.Listener mirror(PoolRecorder recorder) {
        Timer open = recorder.connectionsSeen() ? timer(PoolMeter.OPEN) : null;
        Timers listener = new Timers(timer(PoolMeter.ACQUIRE), timer(PoolMeter.USAGE), open);
        recorder.addListener(listener);
        return listener;
    }

    private Timer timer(PoolMeter meter) {
        Timer timer = Timer.builder(meter.meterName())
                .description(meter.description())
                .tags(tags)
                .register(registry);
        meters.add(timer);
        return timer;
    }

    private record Timers(
            Timer acquire, Timer usage, @Nullable Timer open) implements PoolRecorder.Listener {

        @Override
        public void acquired(long waitNanos) {
            acquire.record(waitNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void used(long usageNanos) {
            usage.record(usageNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void opened(long openNanos) {
            if (open != null) {
                open.record(openNanos, TimeUnit.NANOSECONDS);
            }
        }
    }
}
