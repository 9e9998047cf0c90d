/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolRecorder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs and counts the statements of one pool that take longer than a threshold, and keeps the slowest.
 *
 * <p>Safe for use by many threads.
 */
final class SlowQueries {

    private static final int KEPT = 10;
    private static final int LONGEST_TEXT = 1_000;
    private static final Logger logger = LoggerFactory.getLogger(SlowQueries.class);

    private final String pool;
    private final PoolRecorder recorder;
    private final boolean withParameters;
    private final Clock clock;

    /* Null while it is off. */
    private volatile @Nullable Duration threshold;

    /* The slowest first. Replaced under the monitor of this, never changed. */
    private volatile List<SlowQuery> slowest = List.of();

    SlowQueries(String pool, PoolRecorder recorder, @Nullable Duration threshold, boolean withParameters, Clock clock) {
        this.pool = pool;
        this.recorder = recorder;
        this.threshold = threshold;
        this.withParameters = withParameters;
        this.clock = clock;
    }

    @Nullable
    Duration threshold() {
        return threshold;
    }

    void setThreshold(@Nullable Duration threshold) {
        this.threshold = threshold;
    }

    /**
     * A statement has run.
     *
     * @param parameters reads its parameters; asked only where they are to be shown
     */
    void ran(String statement, long nanos, Supplier<String> parameters) {
        Duration bound = threshold;
        if (bound == null || nanos < bound.toNanos()) {
            return;
        }
        recorder.slowQuery();
        Duration took = Duration.ofNanos(nanos);
        String text = oneLine(statement);
        String values = withParameters ? oneLine(parameters.get()) : null;
        if (values != null) {
            logger.warn("{} - slow query, {} ms: {} with {}", pool, took.toMillis(), text, values);
        } else {
            logger.warn("{} - slow query, {} ms: {}", pool, took.toMillis(), text);
        }
        keep(new SlowQuery(took, text, values, Thread.currentThread().getName(), clock.instant()));
    }

    /** For the endpoint. */
    Map<String, Object> section() {
        Map<String, Object> section = new LinkedHashMap<>();
        Duration bound = threshold;
        section.put("thresholdMs", (bound != null) ? bound.toMillis() : "off");
        section.put("count", recorder.totals().slowQueries());
        section.put("slowest", slowest.stream().map(SlowQuery::shown).toList());
        return section;
    }

    /** A statement on one line, and not longer than a log line should be. */
    static String oneLine(String text) {
        String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").trim();
        return (line.length() > LONGEST_TEXT) ? line.substring(0, LONGEST_TEXT) + "..." : line;
    }

    private synchronized void keep(SlowQuery query) {
        List<SlowQuery> all = new ArrayList<>(slowest);
        all.add(query);
        all.sort(Comparator.comparing(SlowQuery::took).reversed());
        slowest = List.copyOf(all.subList(0, Math.min(KEPT, all.size())));
    }

    private record SlowQuery(
            Duration took, String statement, @Nullable String parameters, String thread, Instant at) {

        Map<String, Object> shown() {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("ms", took.toMillis());
            shown.put("statement", statement);
            if (parameters != null) {
                shown.put("parameters", parameters);
            }
            shown.put("thread", thread);
            shown.put("at", at);
            return shown;
        }
    }
}
