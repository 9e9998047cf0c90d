/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolTotals;

/**
 * Takes what happens in a run: the workers tell of operations, the pool of waits and uses. Those methods are safe for many
 * threads; the others are for the one thread that samples.
 */
final class Measurement implements OperationListener, PoolRecorder.Listener {

    private static final long SHORTEST_NANOS = 1_000;
    private static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(10);
    private static final int DIGITS = 3;
    private static final int MOST_KINDS_OF_ERRORS = 20;
    private static final int MOST_WINDOWS = 240;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Pool pool;
    private final @Nullable PoolTotals before;
    private final Recorder latencies = new Recorder(SHORTEST_NANOS, LONGEST_NANOS, DIGITS);
    private final Recorder waits = new Recorder(SHORTEST_NANOS, LONGEST_NANOS, DIGITS);
    private final Recorder uses = new Recorder(SHORTEST_NANOS, LONGEST_NANOS, DIGITS);
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder neverBegan = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();

    private final Histogram all = new Histogram(SHORTEST_NANOS, LONGEST_NANOS, DIGITS);
    private final List<Stretch> stretches = new ArrayList<>();
    private Stretch current;
    private long failedBefore;

    Measurement(Pool pool) {
        this.pool = pool;
        PoolRecorder recorder = pool.recorder();
        this.before = (recorder != null) ? recorder.totals() : null;
        this.current = new Stretch(0);
        if (recorder != null) {
            recorder.addListener(this);
        }
    }

    @Override
    public void succeeded(long nanos) {
        latencies.recordValue(bounded(nanos));
        succeeded.increment();
    }

    @Override
    public void failed(long nanos, Exception cause) {
        latencies.recordValue(bounded(nanos));
        failed.increment();
        String text = Failures.describe(cause);
        String key = (errors.size() < MOST_KINDS_OF_ERRORS || errors.containsKey(text)) ? text : "others";
        errors.computeIfAbsent(key, absent -> new LongAdder()).increment();
    }

    @Override
    public void neverBegan(long nanos) {
        latencies.recordValue(bounded(nanos));
        neverBegan.increment();
    }

    @Override
    public void acquired(long waitNanos) {
        waits.recordValue(bounded(waitNanos));
    }

    @Override
    public void used(long usageNanos) {
        uses.recordValue(bounded(usageNanos));
    }

    @Override
    public void opened(long openNanos) {
        // Counted in the totals.
    }

    private static long bounded(long nanos) {
        return Math.max(0, Math.min(nanos, LONGEST_NANOS));
    }

    /** Looks at the pool. */
    void sample() {
        current.see(pool.snapshot());
    }

    /**
     * Ends the stretch under way and begins the next one.
     *
     * @param nanos from the start of the run until now
     * @return what was seen in it
     */
    Window endStretch(long nanos) {
        sample();
        Histogram interval = latencies.getIntervalHistogram();
        all.add(interval);
        current.latencies.add(interval);
        current.end = nanos;
        long failures = failed.sum();
        current.failed = failures - failedBefore;
        failedBefore = failures;
        Window window = current.window();
        stretches.add(current);
        if (stretches.size() >= MOST_WINDOWS) {
            halve();
        }
        current = new Stretch(nanos);
        return window;
    }

    /** Every two stretches become one, so that a long run stays readable and small. */
    private void halve() {
        List<Stretch> longer = new ArrayList<>();
        for (int i = 0; i + 1 < stretches.size(); i += 2) {
            longer.add(stretches.get(i).joined(stretches.get(i + 1)));
        }
        if (stretches.size() % 2 == 1) {
            longer.add(stretches.get(stretches.size() - 1));
        }
        stretches.clear();
        stretches.addAll(longer);
    }

    /** What was seen, stretch by stretch. */
    List<Window> windows() {
        return stretches.stream().map(Stretch::window).toList();
    }

    /** Operations so far, well or not. */
    long operations() {
        return succeeded.sum() + failed.sum();
    }

    /** Operations that failed so far. */
    long failures() {
        return failed.sum();
    }

    /** Ends the measurement; the pool tells it nothing more. */
    Figures figures(@Nullable Integer serverConnections) {
        PoolRecorder recorder = pool.recorder();
        if (recorder != null) {
            recorder.removeListener(this);
        }
        all.add(latencies.getIntervalHistogram());
        Map<String, Long> counts = new LinkedHashMap<>();
        errors.forEach((text, count) -> counts.put(text, count.sum()));
        double seconds = stretches.isEmpty() ? 0 : stretches.get(stretches.size() - 1).end / NANOS_PER_SECOND;
        return new Figures(
                seconds,
                succeeded.sum() + failed.sum() + neverBegan.sum(),
                succeeded.sum(),
                neverBegan.sum(),
                Times.of(all),
                Times.of(waits.getIntervalHistogram()),
                Times.of(uses.getIntervalHistogram()),
                events(recorder),
                peaks(),
                serverConnections,
                counts);
    }

    private Figures.Events events(@Nullable PoolRecorder recorder) {
        if (recorder == null) {
            return new Figures.Events(0, 0, 0, 0, 0, 0);
        }
        PoolTotals then = Objects.requireNonNull(before);
        PoolTotals now = recorder.totals();
        return new Figures.Events(
                now.acquired() - then.acquired(),
                now.timedOut() - then.timedOut(),
                now.refused() - then.refused(),
                now.opened() - then.opened(),
                now.openFailures() - then.openFailures(),
                now.closedInAll() - then.closedInAll());
    }

    private Figures.Peaks peaks() {
        int active = 0;
        int pending = 0;
        int size = 0;
        int max = 0;
        for (Stretch stretch : stretches) {
            active = Math.max(active, stretch.active);
            pending = Math.max(pending, stretch.pending);
            size = Math.max(size, stretch.size);
            max = Math.max(max, stretch.max);
        }
        return new Figures.Peaks(active, pending, size, max);
    }

    /** A stretch of the run while it is being seen. For one thread. */
    private static final class Stretch {

        private final long start;
        private final Histogram latencies = new Histogram(2);
        private long end;
        private long failed;
        private int active;
        private int pending;
        private int size;
        private int max;

        Stretch(long start) {
            this.start = start;
            this.end = start;
        }

        void see(PoolSnapshot snapshot) {
            active = Math.max(active, snapshot.active());
            pending = Math.max(pending, snapshot.pending());
            // Counts are read one after another, and a connection that is just given back may be in two of them.
            size = Math.max(size, Math.min(snapshot.size(), Math.max(snapshot.max(), snapshot.active())));
            max = Math.max(max, snapshot.max());
        }

        Stretch joined(Stretch later) {
            Stretch both = new Stretch(start);
            both.latencies.add(latencies);
            both.latencies.add(later.latencies);
            both.end = later.end;
            both.failed = failed + later.failed;
            both.active = Math.max(active, later.active);
            both.pending = Math.max(pending, later.pending);
            both.size = Math.max(size, later.size);
            both.max = Math.max(max, later.max);
            return both;
        }

        Window window() {
            return new Window(
                    start / NANOS_PER_SECOND,
                    (end - start) / NANOS_PER_SECOND,
                    latencies.getTotalCount(),
                    failed,
                    Times.of(latencies),
                    active,
                    pending,
                    size,
                    max);
        }
    }
}
