/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolEventType;
import org.poolstarter.pool.PoolEvents;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolStatus;
import org.poolstarter.pool.PoolTotals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that is kept about one pool: its last samples, peaks, status and warnings.
 *
 * <p>{@link #sample} is called by one thread at a time; what it concludes is published through one volatile field, so that
 * {@link #report} neither waits nor computes.
 */
final class PoolWatch {

    /** So many samples in a row must show a load before it becomes the status. */
    static final int STATUS_SAMPLES = 3;

    private static final int WINDOW_SAMPLES = 61;
    private static final List<Rule> RULES = List.of(
            new BackendDownRule(),
            new OpeningRefusedRule(),
            LoadRule.SATURATED,
            new AcquireTimeoutsRule(),
            LoadRule.HIGH_UTILIZATION,
            new NestedAcquiresRule());
    private static final Logger logger = LoggerFactory.getLogger(PoolWatch.class);

    private final Pool pool;
    private final BackendCheck backend;
    private final WatchedEvents events;
    private final @Nullable PoolHistory history;
    private final PoolLog log;
    private final Silence silence;
    private final Supplier<Counsel> counsel;

    /* Touched by the sampling thread only. */
    private PoolStatus lastStatus = PoolStatus.HEALTHY;
    private final Deque<Sample> samples = new ArrayDeque<>(WINDOW_SAMPLES);
    private Map<String, Instant> warnedSince = new HashMap<>();

    private volatile boolean unreadable;

    /* Written under the monitor of this, by the sampling thread and by whoever resets the peaks; read without. */
    private volatile Conclusion conclusion;

    PoolWatch(
            Pool pool,
            BackendCheck backend,
            WatchedEvents events,
            MonitorSettings settings,
            Supplier<Counsel> counsel,
            Instant now) {
        this.pool = pool;
        this.backend = backend;
        this.events = events;
        this.log = new PoolLog(pool);
        this.silence = settings.silence();
        this.counsel = counsel;
        PoolSnapshot none = PoolSnapshot.of(0, 0, 0, 1, 0);
        this.conclusion = new Conclusion(none, PoolStatus.HEALTHY, PoolPeaks.of(none, now), List.of(), List.of());
        this.history = history(settings, now);
    }

    /** Says in the log which pool this is. Never throws. */
    void logStart() {
        try {
            log.started(pool.snapshot());
        } catch (RuntimeException | Error ex) {
            // A pool of the user's own may break the contract in any way.
            warnOnce(ex);
        }
    }

    /** Looks at the pool once. */
    void sample(Instant now) {
        PoolSnapshot snapshot = read(conclusion.snapshot());
        PoolRecorder recorder = pool.recorder();
        PoolTotals totals = (recorder != null) ? recorder.totals() : null;
        if (samples.size() == WINDOW_SAMPLES) {
            samples.removeFirst();
        }
        samples.addLast(new Sample(now, snapshot, (totals != null) ? totals.timedOut() : 0));
        if (history != null) {
            history.add(now, snapshot, totals);
        }
        backend.check(snapshot);

        Observation observation = new Observation(
                pool,
                new ArrayList<>(samples),
                load(),
                backend.state(),
                told(pool::refusal),
                new AskedOnce<>(() -> told(pool::shortage)));
        Map<Boolean, List<Warning>> warnings = warnings(observation, now).stream()
                .collect(Collectors.partitioningBy(warning -> silence.covers(pool.name(), warning.code())));
        List<Warning> heard = warnings.getOrDefault(false, List.of());
        log.became(observation.load(), heard, snapshot, now);
        conclude(snapshot, observation.load(), heard, warnings.getOrDefault(true, List.of()), now);
        tellOfStatus(snapshot, statusOf(observation.load(), backend.state()));
    }

    private void tellOfStatus(PoolSnapshot snapshot, PoolStatus status) {
        if (status == lastStatus) {
            return;
        }
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("from", lastStatus.name());
        details.put("to", status.name());
        details.put("active", snapshot.active());
        details.put("pending", snapshot.pending());
        details.put("max", snapshot.max());
        String error = backend.state().error();
        if (status == PoolStatus.ERROR && error != null) {
            details.put("error", error);
        }
        lastStatus = status;
        events().publish(PoolEventType.STATUS_CHANGED, null, details);
    }

    PoolEvents events() {
        return events.events();
    }

    /** Nothing is told of it any more. */
    void end() {
        events.end();
    }

    private synchronized void conclude(
            PoolSnapshot snapshot, PoolStatus load, List<Warning> warnings, List<Warning> silenced, Instant now) {
        conclusion = new Conclusion(snapshot, load, conclusion.peaks().with(snapshot, now), warnings, silenced);
    }

    /** As {@link PoolMonitor#resetPeaks}. */
    PoolPeaks resetPeaks(Instant now) {
        PoolPeaks anew = PoolPeaks.of(read(conclusion.snapshot()), now);
        synchronized (this) {
            PoolPeaks before = conclusion.peaks();
            conclusion = conclusion.with(anew);
            return before;
        }
    }

    /** The points after a moment; null if none are kept. */
    @Nullable
    HistorySeries history(Resolution resolution, Instant since) {
        return (history != null) ? history.series(resolution, since) : null;
    }

    /** As {@link PoolMonitor#pause}. */
    void pause() {
        backend.pause();
    }

    /** As {@link PoolMonitor#resume}. */
    void resume() {
        backend.resume();
    }

    /** The pool as observers show it: the counts of this moment with the last conclusions. */
    PoolReport report() {
        Conclusion last = conclusion;
        BackendState state = backend.state();
        PoolStatus status = statusOf(last.load(), state);
        return new PoolReport(
                pool,
                read(last.snapshot()),
                status,
                state,
                last.peaks(),
                last.warnings(),
                last.silenced(),
                counsel.get().sections(pool));
    }

    private static PoolStatus statusOf(PoolStatus load, BackendState state) {
        return (state.reachability() == Reachability.UNREACHABLE) ? PoolStatus.ERROR : load;
    }

    /** The load that each of the last samples shows at least. */
    private PoolStatus load() {
        if (samples.size() < STATUS_SAMPLES) {
            return PoolStatus.HEALTHY;
        }
        return samples.stream()
                .skip(samples.size() - STATUS_SAMPLES)
                .map(sample -> PoolStatus.ofLoad(sample.snapshot()))
                .min(Comparator.naturalOrder())
                .orElse(PoolStatus.HEALTHY);
    }

    private List<Warning> warnings(Observation observation, Instant now) {
        List<Warning> warnings = new ArrayList<>();
        Map<String, Instant> since = new HashMap<>();
        for (Rule rule : RULES) {
            Finding finding = rule.find(observation);
            if (finding != null) {
                Instant began = warnedSince.getOrDefault(rule.code(), now);
                since.put(rule.code(), began);
                warnings.add(new Warning(
                        rule.code(), rule.severity(), finding.evidence(), finding.window(), finding.remedy(), began));
            }
        }
        for (PoolNotice notice : notices()) {
            Instant began = warnedSince.getOrDefault(notice.code(), now);
            since.put(notice.code(), began);
            warnings.add(new Warning(
                    notice.code(), Severity.WARNING, notice.evidence(), notice.window(), notice.remedy(), began));
        }
        warnedSince = since;
        warnings.addAll(counsel.get().warnings(pool));
        return warnings;
    }

    private @Nullable PoolHistory history(MonitorSettings settings, Instant now) {
        HistorySettings spans = settings.history();
        try {
            return (spans != null) ? new PoolHistory(pool, settings, spans, now) : null;
        } catch (RuntimeException | Error ex) {
            // As for snapshots: a pool of the user's own may do anything.
            warnOnce(ex);
            return null;
        }
    }

    private List<PoolNotice> notices() {
        List<PoolNotice> notices = told(() -> List.copyOf(pool.notices()));
        return (notices != null) ? notices : List.of();
    }

    /* What the pool tells; null if it tells nothing or fails. */
    private <T> @Nullable T told(Supplier<@Nullable T> question) {
        try {
            return question.get();
        } catch (RuntimeException | Error ex) {
            // As for snapshots: a pool of the user's own may do anything.
            warnOnce(ex);
            return null;
        }
    }

    private PoolSnapshot read(PoolSnapshot last) {
        try {
            return Objects.requireNonNull(pool.snapshot(), "the pool has no snapshot");
        } catch (RuntimeException | Error ex) {
            // A pool of the user's own may break the contract in any way; its observers must not.
            warnOnce(ex);
            return last;
        }
    }

    private void warnOnce(Throwable failure) {
        if (!unreadable) {
            unreadable = true;
            logger.warn("Pool {} ({}) cannot be read; its last counts are shown", pool.name(), pool.backend(), failure);
        }
    }

    private record Conclusion(
            PoolSnapshot snapshot, PoolStatus load, PoolPeaks peaks, List<Warning> warnings, List<Warning> silenced) {

        Conclusion with(PoolPeaks others) {
            return new Conclusion(snapshot, load, others, warnings, silenced);
        }
    }

    /** Asks when somebody first wants to know; for one thread. Several rules want to, and finding out may take the stacks of all holders. */
    private static final class AskedOnce<T> implements Supplier<@Nullable T> {

        private final Supplier<@Nullable T> question;
        private boolean asked;
        private @Nullable T answer;

        AskedOnce(Supplier<@Nullable T> question) {
            this.question = question;
        }

        @Override
        public @Nullable T get() {
            if (!asked) {
                asked = true;
                answer = question.get();
            }
            return answer;
        }
    }
}
