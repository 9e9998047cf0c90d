/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.Warning;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolSettings;

/** Runs loads, each against a pool of its own, after a warm-up; and leaves nothing behind. */
final class Trial {

    private final Plan plan;
    private final Progress progress;
    private final Stop stop;
    private final LongSupplier nanoTime;

    /**
     * A trial.
     *
     * @param stop ends a run early; what was measured until then is kept
     * @param nanoTime a monotonic clock in nanoseconds with any origin
     */
    Trial(Plan plan, Progress progress, Stop stop, LongSupplier nanoTime) {
        this.plan = plan;
        this.progress = progress;
        this.stop = stop;
        this.nanoTime = nanoTime;
    }

    /** What is to be run. */
    Plan plan() {
        return plan;
    }

    /** Whether all is to end early. */
    boolean isStopped() {
        return stop.isRequested();
    }

    /**
     * Builds the pool, runs a load against it, and closes it.
     *
     * @throws CannotRunException if the pool cannot be built, or does not serve a single operation
     */
    Run run(Variant variant, Load load) throws InterruptedException {
        progress.begin(variant.label(), load);
        try (PoolContext context = PoolContext.start(
                plan.source(), variant.pool(), variant.keys(), plan.properties(), Sizing.window(load))) {
            return run(context, context.backend(), variant, load);
        }
    }

    private <C> Run run(PoolContext context, Backend<C> backend, Variant variant, Load load)
            throws InterruptedException {
        Task<C> task = backend.task(plan.work());
        Unpooled<C> unpooled = variant.pooled() ? null : new Unpooled<>(backend, load.workers());
        Clients<C> clients = (unpooled != null) ? unpooled : backend.pooled();
        AtomicLong sequence = new AtomicLong();
        Operation operation = ignored -> {
            long number = sequence.getAndIncrement();
            clients.use(number, client -> task.run(client, number));
        };
        try (Preparation<C> preparation = new Preparation<>(backend, task, progress)) {
            preparation.prepare(operation);
            warmUp(load, operation);
            Pool watched = (unpooled != null) ? unpooled : backend.pool();
            Measurement measurement = new Measurement(watched);
            Map<String, Run.Advice> advice = new ConcurrentHashMap<>();
            Figures figures;
            try (Observation observation = new Observation(
                    measurement, backend.serverCount(), progress, nanoTime, () -> collect(context, advice))) {
                new LoadGenerator(load, operation, measurement, nanoTime, stop).run(observation::start);
                figures = observation.end();
            }
            Told told = variant.pooled()
                    ? new Told(List.copyOf(advice.values()), context.sizing())
                    : new Told(List.of(), null);
            return describe(backend, variant, load, task.describe(), figures, measurement.windows(), told);
        }
    }

    private void warmUp(Load load, Operation operation) throws InterruptedException {
        if (!plan.warmUp().isZero() && !stop.isRequested()) {
            new LoadGenerator(load.lasting(plan.warmUp()), operation, OperationListener.NOBODY, nanoTime, stop)
                    .run(() -> {});
        }
    }

    private static void collect(PoolContext context, Map<String, Run.Advice> advice) {
        for (Warning warning : context.warnings()) {
            Map<String, String> evidence = new LinkedHashMap<>();
            warning.evidence()
                    .forEach((name, value) -> evidence.put(
                            name, (value instanceof Double number) ? Numbers.plain(number) : String.valueOf(value)));
            advice.put(
                    warning.code(),
                    new Run.Advice(warning.code(), warning.severity().name(), evidence, warning.remedy()));
        }
    }

    private static Run describe(
            Backend<?> backend,
            Variant variant,
            Load load,
            String operation,
            Figures figures,
            List<Window> windows,
            Told told) {
        PoolSettings settings = backend.pool().settings();
        Map<String, String> shown = new LinkedHashMap<>();
        if (variant.pooled()) {
            settings.settings().forEach(setting -> shown.put(setting.key(), String.valueOf(setting.readableValue())));
        }
        return new Run(
                variant.label(),
                variant.pool(),
                backend.pool().backend(),
                backend.target(),
                variant.pooled() ? settings.profile() : null,
                shown,
                operation,
                load.toString(),
                load.workers(),
                load.arrivals().rate(),
                figures.peaks().max(),
                figures,
                windows,
                told.advice(),
                told.sizing());
    }

    /** What the starter had to say. */
    private record Told(List<Run.Advice> advice, @Nullable Sizing sizing) {}
}
