/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.PoolStatus;
import org.poolstarter.pool.ReadableDuration;
import org.poolstarter.pool.TimingSummary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log says of one pool: its sizes at the start, and when its status changes. Touched by the sampling thread only.
 *
 * <p>A status that is worse than the one said last is said at once, at WARN. It is over when the pool has been healthy for a
 * minute: a load that goes up and down says one thing and not one each time.
 */
final class PoolLog {

    private static final Logger logger = LoggerFactory.getLogger(PoolLog.class);

    private static final Duration CALM = Duration.ofMinutes(1);
    private static final List<String> SIZES = List.of("min-idle", "max-size", "max-per-account");

    private final Pool pool;
    private PoolStatus said = PoolStatus.HEALTHY;
    private Instant saidAt = Instant.EPOCH;
    private @Nullable Instant healthySince;

    PoolLog(Pool pool) {
        this.pool = pool;
    }

    /** Says which pool this is, how large it may become, and why. */
    void started(PoolSnapshot snapshot) {
        PoolSettings settings = pool.settings();
        String sizes = settings.settings().stream()
                .filter(setting -> SIZES.contains(setting.key()))
                .map(setting -> "%s=%s (%s)".formatted(setting.key(), setting.readableValue(), setting.origin()))
                .collect(Collectors.joining(", "));
        logger.info(
                "Pool {} ({}): {} to {} connections{}{}",
                pool.name(),
                pool.backend(),
                snapshot.min(),
                snapshot.max(),
                (settings.profile() != null) ? ", profile " + settings.profile() : "",
                sizes.isEmpty() ? "" : ": " + sizes);
    }

    /**
     * Says that the status became worse, or that it is over.
     *
     * @param status by load alone: what happens to the backend is said where it is found
     */
    void became(PoolStatus status, List<Warning> warnings, PoolSnapshot snapshot, Instant now) {
        if (status.compareTo(said) > 0) {
            said = status;
            saidAt = now;
            logger.warn(
                    "Pool {} ({}) is {}: {}; {} of {} active, {} pending",
                    pool.name(),
                    pool.backend(),
                    status,
                    warnings.isEmpty() ? "pending" : codes(warnings),
                    snapshot.active(),
                    snapshot.max(),
                    snapshot.pending());
        }
        if (status != PoolStatus.HEALTHY || said == PoolStatus.HEALTHY) {
            healthySince = null;
        } else if (healthySince == null) {
            healthySince = now;
        } else if (Duration.between(healthySince, now).compareTo(CALM) >= 0) {
            logger.info(
                    "Pool {} ({}) is HEALTHY again; it was {} for up to {}",
                    pool.name(),
                    pool.backend(),
                    said,
                    ReadableDuration.of(Duration.ofSeconds(
                            Duration.between(saidAt, healthySince).toSeconds())));
            said = PoolStatus.HEALTHY;
            healthySince = null;
        }
    }

    /** Says how the pool is doing, in one line. */
    static void summary(PoolReport report) {
        Pool pool = report.pool();
        PoolSnapshot now = report.snapshot();
        PoolRecorder recorder = pool.recorder();
        TimingSummary wait = (recorder != null) ? recorder.waitTime() : null;
        logger.info(
                "Pool {} ({}): {}, {} active, {} idle, {} pending, max {}{}{}",
                pool.name(),
                pool.backend(),
                report.status(),
                now.active(),
                now.idle(),
                now.pending(),
                now.max(),
                (wait != null)
                        ? ", %d acquired, p95 of waits %d ms"
                                .formatted(wait.count(), wait.p95().toMillis())
                        : "",
                report.warnings().isEmpty() ? "" : ": " + codes(report.warnings()));
    }

    private static String codes(List<Warning> warnings) {
        return warnings.stream().map(Warning::code).collect(Collectors.joining(", "));
    }
}
