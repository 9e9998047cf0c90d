/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.BackendState;
import org.poolstarter.advice.PoolPeaks;
import org.poolstarter.advice.PoolReport;
import org.poolstarter.advice.Reachability;
import org.poolstarter.advice.Severity;
import org.poolstarter.pool.BackendEvidence;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolStatus;
import org.poolstarter.pool.PoolTotals;
import org.poolstarter.pool.TimeoutCause;
import org.poolstarter.pool.TimingSummary;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * One pool as JSON shows it. What is absent is unknown to the pool.
 *
 * @param backend what is pooled
 * @param target where the connections lead, without credentials
 * @param profile the profile that fills what the pool's keys leave open
 * @param status how it is doing
 * @param utilization active / max, 0.0 to 1.0
 * @param reachability whether the backend answers
 * @param counts connections and callers of this moment
 * @param peaks the greatest counts so far
 * @param times how long acquiring, using and opening took
 * @param totals events since the pool began
 * @param limits the settings in force, by key, each with its origin
 * @param warnings what is wrong, worst first
 * @param silenced what is wrong and nobody wants to hear of; absent where there is nothing
 * @param control what the pool can be asked to do while it runs; absent for one that cannot be steered
 * @param sections what this backend tells beyond the common model
 */
public record PoolDescriptor(
        String backend,
        @Nullable String target,
        @Nullable String profile,
        PoolStatus status,
        double utilization,
        Backend reachability,
        Counts counts,
        Peaks peaks,
        @Nullable Times times,
        @Nullable Totals totals,
        Map<String, Limit> limits,
        List<Warning> warnings,
        @Nullable List<Warning> silenced,
        @Nullable ControlDescriptor control,
        Map<String, Object> sections)
        implements OperationResponseBody {

    static PoolDescriptor of(PoolReport report) {
        Pool pool = report.pool();
        PoolSettings settings = pool.settings();
        PoolRecorder recorder = pool.recorder();
        return new PoolDescriptor(
                pool.backend(),
                pool.target(),
                settings.profile(),
                report.status(),
                report.snapshot().utilization(),
                Backend.of(report.backend(), recorder),
                Counts.of(report.snapshot()),
                Peaks.of(report.peaks()),
                (recorder != null) ? Times.of(recorder) : null,
                (recorder != null) ? Totals.of(recorder) : null,
                limits(settings),
                warnings(report.warnings()),
                silenced(report),
                ControlDescriptor.of(pool.control()),
                sections(report));
    }

    /** Only what the monitor knows, for a pool that tells no more. */
    static PoolDescriptor ofCounts(PoolReport report) {
        return new PoolDescriptor(
                report.pool().backend(),
                null,
                null,
                report.status(),
                report.snapshot().utilization(),
                Backend.of(report.backend(), null),
                Counts.of(report.snapshot()),
                Peaks.of(report.peaks()),
                null,
                null,
                Map.of(),
                warnings(report.warnings()),
                silenced(report),
                null,
                ShownValues.of(report.sections()));
    }

    private static List<Warning> warnings(List<org.poolstarter.advice.Warning> warnings) {
        return warnings.stream().map(Warning::of).toList();
    }

    private static @Nullable List<Warning> silenced(PoolReport report) {
        return report.silenced().isEmpty() ? null : warnings(report.silenced());
    }

    /* What the pool says of itself comes first, and wins. */
    private static Map<String, Object> sections(PoolReport report) {
        Map<String, Object> sections = new LinkedHashMap<>(report.pool().sections());
        report.sections().forEach(sections::putIfAbsent);
        return ShownValues.of(sections);
    }

    private static Map<String, Limit> limits(PoolSettings settings) {
        Map<String, Limit> limits = new LinkedHashMap<>();
        settings.settings()
                .forEach(setting -> limits.put(setting.key(), new Limit(setting.readableValue(), setting.origin())));
        return limits;
    }

    /** What is known of the backend; the last failure is shown also when it is over. */
    public record Backend(
            Reachability state,
            Instant since,
            @Nullable String evidence,
            @Nullable String error,
            @Nullable Failure lastFailure) {

        static Backend of(BackendState state, @Nullable PoolRecorder recorder) {
            return new Backend(
                    state.reachability(), state.since(), state.evidence(), state.error(), Failure.of(recorder));
        }
    }

    /** What use saw fail last, and how long ago. */
    public record Failure(String message, long secondsAgo) {

        static @Nullable Failure of(@Nullable PoolRecorder recorder) {
            BackendEvidence seen = (recorder != null) ? recorder.evidence() : BackendEvidence.none();
            String message = seen.lastFailure();
            Duration age = seen.sinceFailure();
            return (message != null && age != null) ? new Failure(message, age.toSeconds()) : null;
        }
    }

    /** Connections and callers of this moment. */
    public record Counts(int active, int idle, int opening, int pending, int size, int max, int min, int overflow) {

        static Counts of(PoolSnapshot snapshot) {
            return new Counts(
                    snapshot.active(),
                    snapshot.idle(),
                    snapshot.opening(),
                    snapshot.pending(),
                    snapshot.size(),
                    snapshot.max(),
                    snapshot.min(),
                    snapshot.overflow());
        }
    }

    /** The greatest counts that samples have seen. */
    public record Peaks(Peak active, Peak pending, Peak size) {

        static Peaks of(PoolPeaks peaks) {
            return new Peaks(Peak.of(peaks.active()), Peak.of(peaks.pending()), Peak.of(peaks.size()));
        }
    }

    /** A greatest count and when it was first seen. */
    public record Peak(int value, Instant at) {

        static Peak of(org.poolstarter.advice.Peak peak) {
            return new Peak(peak.value(), peak.at());
        }
    }

    /** Each absent until it was measured once. */
    public record Times(
            @Nullable Timing waitTime,
            @Nullable Timing usageTime,
            @Nullable Timing openTime) {

        static Times of(PoolRecorder recorder) {
            return new Times(
                    Timing.of(recorder.waitTime()), Timing.of(recorder.usageTime()), Timing.of(recorder.openTime()));
        }
    }

    /** Times in milliseconds since the pool began; percentiles are exact to 12.5 percent. */
    public record Timing(long count, double meanMs, double p50Ms, double p95Ms, double p99Ms, double maxMs) {

        static @Nullable Timing of(@Nullable TimingSummary summary) {
            return (summary == null)
                    ? null
                    : new Timing(
                            summary.count(),
                            millis(summary.mean()),
                            millis(summary.p50()),
                            millis(summary.p95()),
                            millis(summary.p99()),
                            millis(summary.max()));
        }

        private static double millis(Duration duration) {
            return Math.round(duration.toNanos() / 1_000.0) / 1_000.0;
        }
    }

    /** Events since the pool began; absent are those that the pool does not tell. */
    public record Totals(
            long acquired,
            long released,
            @Nullable Long discarded,
            long timedOut,
            @Nullable Map<TimeoutCause, Long> timedOutByCause,
            @Nullable Long refused,
            @Nullable Long nested,
            @Nullable Long slowQueries,
            @Nullable Long opened,
            @Nullable Long openFailures,
            @Nullable Long closed,
            @Nullable Map<CloseReason, Long> closedByReason) {

        static Totals of(PoolRecorder recorder) {
            PoolTotals totals = recorder.totals();
            boolean connections = recorder.connectionsSeen();
            boolean holders = recorder.holdersSeen();
            return new Totals(
                    totals.acquired(),
                    totals.released(),
                    connections ? totals.discarded() : null,
                    totals.timedOut(),
                    recorder.causesSeen() ? new TreeMap<>(totals.timeoutCauses()) : null,
                    holders ? totals.refused() : null,
                    holders ? totals.nested() : null,
                    holders ? totals.slowQueries() : null,
                    connections ? totals.opened() : null,
                    connections ? totals.openFailures() : null,
                    connections ? totals.closedInAll() : null,
                    connections ? new TreeMap<>(totals.closed()) : null);
        }
    }

    /** A setting in force: its value, and the profile or key it comes from. */
    public record Limit(Object value, String origin) {}

    /** What is wrong, the numbers that show it, and what to do. */
    public record Warning(
            String code,
            Severity severity,
            Map<String, Object> evidence,
            double windowSeconds,
            String remedy,
            Instant since) {

        static Warning of(org.poolstarter.advice.Warning warning) {
            return new Warning(
                    warning.code(),
                    warning.severity(),
                    warning.evidence(),
                    warning.window().toMillis() / 1_000.0,
                    warning.remedy(),
                    warning.since());
        }
    }
}
