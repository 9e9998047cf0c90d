/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much load, by options. */
final class LoadOptions {

    private static final int DEFAULT_WORKERS = 20;
    private static final long DEFAULT_OPERATIONS = 1_000;
    private static final Duration DEFAULT_SOAK = Duration.ofMinutes(10);

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Threads that run operations: 20, or those of a burst.")
    @Nullable
    Integer workers;

    @Option(
            names = "--operations",
            paramLabel = "N",
            description = "How many there are in all: 1000 without --duration.")
    @Nullable
    Long operations;

    @Option(names = "--duration", paramLabel = "TIME", description = "How long it goes on, such as 30s or 5m.")
    @Nullable
    Duration duration;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "Arrivals a second, whether the last ones are done or not; latency counts from when each was due.")
    @Nullable
    Double rate;

    @Option(names = "--think-time", paramLabel = "TIME", description = "How long a worker rests after each operation.")
    Duration thinkTime = Duration.ZERO;

    @Option(names = "--threads", description = "platform or virtual; virtual needs Java 21.")
    Threads threads = Threads.PLATFORM;

    @Option(
            names = "--warm-up",
            paramLabel = "TIME",
            description = "How long the same load runs before it is measured: 1s, of a burst 0s.")
    @Nullable
    Duration warmUp;

    @Option(names = "--burst-size", paramLabel = "N", description = "Operations of a burst. (${DEFAULT-VALUE})")
    int burstSize = 50;

    @Option(names = "--bursts", paramLabel = "N", description = "Number of bursts. (${DEFAULT-VALUE})")
    int bursts = 5;

    @Option(names = "--interval", paramLabel = "TIME", description = "From one burst to the next: 1s.")
    Duration interval = Duration.ofSeconds(1);

    /** Threads of workers. */
    enum Threads {
        PLATFORM,
        VIRTUAL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The load of a scenario.
     *
     * @throws IllegalArgumentException if a bound is broken
     */
    Load load(RunCommand.Kind kind) {
        boolean virtual = threads == Threads.VIRTUAL;
        if (kind == RunCommand.Kind.BURST) {
            Arrivals arrivals = Arrivals.inBursts(burstSize, interval);
            return new Load(or(workers, burstSize), arrivals, (long) bursts * burstSize, null, thinkTime, virtual);
        }
        Duration time = (duration == null && kind == RunCommand.Kind.SOAK) ? DEFAULT_SOAK : duration;
        Long count = (operations == null && time == null) ? Long.valueOf(DEFAULT_OPERATIONS) : operations;
        Arrivals arrivals = (rate != null) ? Arrivals.atRate(rate) : Arrivals.closed();
        return new Load(or(workers, DEFAULT_WORKERS), arrivals, count, time, thinkTime, virtual);
    }

    private static int or(@Nullable Integer given, int otherwise) {
        return (given != null) ? given : otherwise;
    }

    /** How long to warm up. */
    Duration warmUp(RunCommand.Kind kind) {
        if (warmUp != null) {
            return warmUp;
        }
        return (kind == RunCommand.Kind.BURST) ? Duration.ZERO : Duration.ofSeconds(1);
    }
}
