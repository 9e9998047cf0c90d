/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.Shortage;
import org.poolstarter.pool.TimeoutCause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out why acquires of one pool time out: looks at the pool on the thread of a caller that has just failed, once a
 * second at most, and logs each cause once for each episode. An episode ends when no acquire has timed out for half a
 * minute.
 *
 * <p>Safe for use by many threads; none waits for another.
 */
final class Episodes {

    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int LOGGED_HOLDERS = 10;
    private static final int LOGGED_FRAMES = 16;
    private static final Pattern OF_THE_JDK = Pattern.compile("(java|jdk|sun)\\..*");

    private static final Logger logger = LoggerFactory.getLogger(Episodes.class);

    private final String pool;
    private final PoolRecorder recorder;
    private final Supplier<Situation> look;
    private final LongSupplier nanoTime;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();

    /* Acquires that timed out and wait for whoever has the lock to find out why. */
    private final AtomicInteger uncounted = new AtomicInteger();

    /* Guarded by lock. */
    private final Set<TimeoutCause> logged = EnumSet.noneOf(TimeoutCause.class);
    private long lookedNanos;

    /* Written under lock, read without. */
    private volatile @Nullable Episode last;

    Episodes(String pool, PoolRecorder recorder, Supplier<Situation> look, LongSupplier nanoTime, Clock clock) {
        this.pool = pool;
        this.recorder = recorder;
        this.look = look;
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    /** An acquire has just timed out, on this thread. */
    void timedOut() {
        uncounted.incrementAndGet();
        while (uncounted.get() > 0 && lock.tryLock()) {
            try {
                int timeouts = uncounted.getAndSet(0);
                judge(nanoTime.getAsLong(), timeouts);
                count(timeouts);
            } finally {
                lock.unlock();
            }
        }
    }

    private void count(int timeouts) {
        Episode episode = last;
        Shortage diagnosis = (episode != null) ? episode.diagnosis() : null;
        for (int i = 0; diagnosis != null && i < timeouts; i++) {
            recorder.timeoutCause(diagnosis.cause());
        }
    }

    private void judge(long now, int timeouts) {
        Episode episode = last;
        if (episode != null && now - episode.lastNanos() > QUIET_NANOS) {
            episode = null;
        }
        if (episode != null && now - lookedNanos < PAUSE_NANOS) {
            last = episode.again(now, clock.instant(), timeouts);
            return;
        }
        lookedNanos = now;
        Situation situation = look.get();
        Shortage diagnosis = Diagnosis.of(situation);
        if (episode == null) {
            logged.clear();
            last = new Episode(clock.instant(), clock.instant(), now, timeouts, diagnosis);
        } else {
            last = episode.again(now, clock.instant(), timeouts).with(diagnosis);
        }
        if (diagnosis != null && logged.add(diagnosis.cause())) {
            log(diagnosis, situation);
        }
    }

    private void log(Shortage diagnosis, Situation situation) {
        String numbers = diagnosis.evidence().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + SlowQueries.oneLine(String.valueOf(entry.getValue())))
                .collect(Collectors.joining(", "));
        StringBuilder holders = new StringBuilder();
        situation.holders().stream().limit(LOGGED_HOLDERS).forEach(holder -> describe(holder, holders));
        logger.warn(
                "{} - No connection in time: {} ({}). {}{}",
                pool,
                diagnosis.cause(),
                numbers,
                diagnosis.remedy(),
                holders);
    }

    private static void describe(HeldConnection holder, StringBuilder text) {
        text.append("%n  held for %d ms by %s%s, %s%s"
                .formatted(
                        holder.held().toMillis(),
                        SlowQueries.oneLine(holder.thread()),
                        holder.alive() ? "" : " (which has ended)",
                        holder.running() ? "running" : "which runs nothing",
                        (holder.statement() != null)
                                ? (holder.running() ? " " : "; last ") + SlowQueries.oneLine(holder.statement())
                                : ""));
        holder.stack().stream()
                .filter(frame -> !OF_THE_JDK.matcher(frame.getClassName()).matches())
                .limit(LOGGED_FRAMES)
                .forEach(frame -> text.append("%n    at ".formatted()).append(frame));
    }

    /** The episode that goes on or was the last, for the endpoint; null if there was none that could be explained. */
    @Nullable
    Map<String, Object> section() {
        Episode episode = last;
        if (episode == null || episode.diagnosis() == null) {
            return null;
        }
        Map<String, Object> section = episode.diagnosis().toMap();
        section.put("ongoing", nanoTime.getAsLong() - episode.lastNanos() <= QUIET_NANOS);
        section.put("since", episode.since());
        section.put("lastTimeout", episode.lastAt());
        section.put("timeouts", episode.timeouts());
        return section;
    }

    /** The conclusion of the episode that goes on; null if none does, or it could not be explained. */
    @Nullable
    Shortage ongoing() {
        Episode episode = last;
        return (episode != null && nanoTime.getAsLong() - episode.lastNanos() <= QUIET_NANOS)
                ? episode.diagnosis()
                : null;
    }

    /** What would be concluded at this moment; null if nothing. */
    @Nullable
    Map<String, Object> now() {
        Shortage diagnosis = Diagnosis.of(look.get());
        return (diagnosis != null) ? diagnosis.toMap() : null;
    }

    /** Each held connection for the endpoint, with stacks where the pool is full. */
    static List<Map<String, Object>> shown(List<HeldConnection> holders, boolean withStacks) {
        return holders.stream().map(holder -> shown(holder, withStacks)).toList();
    }

    private static Map<String, Object> shown(HeldConnection holder, boolean withStack) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("thread", holder.thread());
        shown.put("threadAlive", holder.alive());
        shown.put("heldMs", holder.held().toMillis());
        shown.put("running", holder.running());
        if (holder.statement() != null) {
            shown.put("statement", SlowQueries.oneLine(holder.statement()));
        }
        Duration statementTime = holder.statementTime();
        if (statementTime != null) {
            shown.put("statementMs", statementTime.toMillis());
        }
        if (withStack) {
            shown.put(
                    "stack",
                    holder.stack().stream().map(StackTraceElement::toString).toList());
        }
        return shown;
    }

    private record Episode(
            Instant since,
            Instant lastAt,
            long lastNanos,
            long timeouts,
            @Nullable Shortage diagnosis) {

        Episode again(long nowNanos, Instant now, int more) {
            return new Episode(since, now, nowNanos, timeouts + more, diagnosis);
        }

        /** The same with a newer conclusion; the older one stays where there is none. */
        Episode with(@Nullable Shortage newer) {
            return new Episode(since, lastAt, lastNanos, timeouts, (newer != null) ? newer : diagnosis);
        }
    }
}
