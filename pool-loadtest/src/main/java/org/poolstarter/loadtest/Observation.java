/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Looks at a run while it lasts: at the pool and the workers often, at the server each second. */
final class Observation implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(Observation.class);

    private static final long SAMPLE_MILLIS = 20;
    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long SERVER_COUNT_MILLIS = 1_000;
    private static final long LONGEST_ANSWER_SECONDS = 5;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Backend.@Nullable ServerCount server;
    private final Progress progress;
    private final LongSupplier nanoTime;
    private final Runnable eachWindow;
    private final ScheduledExecutorService sampler = daemon("sampler");
    private final ScheduledExecutorService asking = daemon("server-count");

    /* Guarded by this, as are all calls of measurement's methods for one thread. */
    private final Measurement measurement;
    private long start;
    private long lastWindow;
    private @Nullable ScheduledFuture<?> sampling;
    private @Nullable ScheduledFuture<?> counting;

    /* Written by the thread that asks, read at the end. */
    private volatile @Nullable Integer mostOnServer;

    /**
     * An observation that has not begun.
     *
     * @param server who counts connections; null if nobody does
     * @param eachWindow called at the end of each stretch
     */
    Observation(
            Measurement measurement,
            Backend.@Nullable ServerCount server,
            Progress progress,
            LongSupplier nanoTime,
            Runnable eachWindow) {
        this.measurement = measurement;
        this.server = server;
        this.progress = progress;
        this.nanoTime = nanoTime;
        this.eachWindow = eachWindow;
    }

    /** The run begins now. */
    synchronized void start() {
        start = nanoTime.getAsLong();
        lastWindow = start;
        sampling = sampler.scheduleWithFixedDelay(this::sample, SAMPLE_MILLIS, SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
        if (server != null) {
            counting = asking.scheduleWithFixedDelay(
                    this::askServer, SERVER_COUNT_MILLIS / 2, SERVER_COUNT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void sample() {
        long now = nanoTime.getAsLong();
        if (sampling == null) {
            return;
        }
        measurement.sample();
        if (now - lastWindow >= WINDOW_NANOS) {
            endWindow(now);
        }
    }

    private void endWindow(long now) {
        lastWindow = now;
        Window window = measurement.endStretch(now - start);
        eachWindow.run();
        progress.window(window, (now - start) / NANOS_PER_SECOND, measurement.operations(), measurement.failures());
    }

    private void askServer() {
        try {
            int count = (server != null) ? server.read() : 0;
            Integer most = mostOnServer;
            mostOnServer = (most == null) ? count : Integer.valueOf(Math.max(most, count));
        } catch (Exception ex) { // a server may refuse to tell, or be full: the figure is then that of before
            logger.debug("The server does not count its connections", ex);
        }
    }

    /** The run is over: the last stretch ends, and the server is asked for the last time. */
    Figures end() throws InterruptedException {
        synchronized (this) {
            endWindow(nanoTime.getAsLong());
            if (sampling != null) {
                sampling.cancel(false);
                sampling = null;
            }
            if (counting != null) {
                counting.cancel(false);
                counting = null;
                asking.execute(this::askServer);
            }
        }
        asking.shutdown();
        // A server that does not answer now is not waited for: the figure is then that of before.
        boolean told = asking.awaitTermination(LONGEST_ANSWER_SECONDS, TimeUnit.SECONDS);
        if (!told) {
            asking.shutdownNow();
        }
        progress.end();
        return measurement.figures(mostOnServer);
    }

    @Override
    public void close() {
        sampler.shutdownNow();
        asking.shutdownNow();
        if (server != null) {
            server.close();
        }
    }

    private static ScheduledExecutorService daemon(String name) {
        CustomizableThreadFactory factory = new CustomizableThreadFactory(name);
        factory.setDaemon(true);
        return Executors.newSingleThreadScheduledExecutor(factory);
    }
}
