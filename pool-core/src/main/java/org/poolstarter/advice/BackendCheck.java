/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.BackendEvidence;
import org.poolstarter.pool.NoVerdictException;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Probe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether the backend of one pool answers. Evidence from use comes first; only when it is stale, or the last thing
 * seen is a failure, one probe is run in the background. A pool without a free place is not probed by one that takes a
 * connection: what is known of it stays.
 *
 * <p>Thread-safe: all fields are guarded by the monitor of this, which is never held while a probe runs.
 */
final class BackendCheck {

    private static final Logger logger = LoggerFactory.getLogger(BackendCheck.class);

    private final Pool pool;
    private final MonitorSettings settings;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Executor executor;

    private BackendState state;
    private @Nullable Long probeStarted;
    private boolean probing;
    private boolean paused;

    /** The number of the probe that is heard. Each start and each pause counts it up, so that older ones are not. */
    private long heard;

    BackendCheck(Pool pool, MonitorSettings settings, InstantSource clock, LongSupplier nanoTime, Executor executor) {
        this.pool = pool;
        this.settings = settings;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.executor = executor;
        this.state = BackendState.unknown(clock.instant());
    }

    synchronized BackendState state() {
        return state;
    }

    /** Changes nothing from now on, whatever a probe that is under way says in the end. Does not block. */
    synchronized void pause() {
        paused = true;
        probing = false;
        heard++;
    }

    /** Ends a pause. */
    synchronized void resume() {
        paused = false;
    }

    /** Draws what the evidence shows, and starts a probe where one is due. Does not block. */
    synchronized void check(PoolSnapshot snapshot) {
        if (paused) {
            return;
        }
        PoolRecorder recorder = pool.recorder();
        BackendEvidence evidence = (recorder != null) ? recorder.evidence() : BackendEvidence.none();
        Probe probe = pool.probe();
        if (evidence.succeededWithin(settings.freshness())) {
            become(Reachability.REACHABLE, "use", null);
        } else if (probing) {
            if (sinceProbe().compareTo(settings.timeout()) >= 0 && (probe == null || probe.canTell())) {
                become(
                        Reachability.UNREACHABLE,
                        "probe",
                        "no answer within " + settings.timeout().toMillis() + " ms");
            }
        } else if (probe != null
                && (!probe.takesConnection() || hasFreePlace(snapshot))
                && isProbeDue(evidence)
                && probe.canTell()) {
            start(probe);
        }
    }

    /* A pool whose places are all held has nothing to probe with; one that is empty may open a connection. */
    private static boolean hasFreePlace(PoolSnapshot snapshot) {
        return snapshot.idle() > 0 || snapshot.utilization() < 1.0;
    }

    private boolean isProbeDue(BackendEvidence evidence) {
        if (probeStarted == null || sinceProbe().compareTo(settings.freshness()) >= 0) {
            return true;
        }
        Duration sinceFailure = evidence.sinceFailure();
        return state.reachability() != Reachability.UNREACHABLE
                && sinceFailure != null
                && evidence.failedLast()
                && sinceFailure.compareTo(sinceProbe()) < 0;
    }

    private Duration sinceProbe() {
        return (probeStarted != null) ? Duration.ofNanos(nanoTime.getAsLong() - probeStarted) : Duration.ZERO;
    }

    private void start(Probe probe) {
        probing = true;
        probeStarted = nanoTime.getAsLong();
        long number = ++heard;
        try {
            executor.execute(() -> run(probe, number));
        } catch (RejectedExecutionException | OutOfMemoryError ex) {
            // The monitor is being closed, or the system has no thread: what is known stays, and the next probe is due
            // when the evidence would be stale again.
            probing = false;
            logger.debug("Pool {} ({}) cannot be probed now", pool.name(), pool.backend(), ex);
        }
    }

    private void run(Probe probe, long number) {
        Throwable failure = null;
        try {
            probe.check(settings.timeout());
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            failure = ex;
        } catch (Exception | Error ex) {
            // A probe may fail in any way; each means that the backend cannot be used, and is shown and logged.
            failure = ex;
        }
        ended(number, failure);
    }

    private synchronized void ended(long number, @Nullable Throwable failure) {
        if (number != heard) {
            return;
        }
        probing = false;
        if (failure == null) {
            become(Reachability.REACHABLE, "probe", null);
        } else if (!(failure instanceof NoVerdictException) && !succeededSinceProbe()) {
            become(Reachability.UNREACHABLE, "probe", BackendEvidence.describe(failure));
        }
    }

    /* A probe may give up long after its deadline, when ordinary use has already shown that the backend is back. */
    private boolean succeededSinceProbe() {
        PoolRecorder recorder = pool.recorder();
        Duration sinceSuccess = (recorder != null) ? recorder.evidence().sinceSuccess() : null;
        return sinceSuccess != null && sinceSuccess.compareTo(sinceProbe()) < 0;
    }

    private void become(Reachability reachability, String evidence, @Nullable String error) {
        Instant now = clock.instant();
        BackendState before = state;
        boolean changed = before.reachability() != reachability;
        state = new BackendState(reachability, changed ? now : before.since(), evidence, error);
        if (changed && reachability == Reachability.UNREACHABLE) {
            logger.warn(
                    "Pool {} ({}) is ERROR: {}: {}",
                    pool.name(),
                    pool.backend(),
                    isRefused()
                            ? "opening-refused: the backend refuses connections"
                            : "backend-down: the backend does not answer",
                    error);
        } else if (changed && before.reachability() == Reachability.UNREACHABLE) {
            logger.info(
                    "Pool {} ({}): the backend answers again after {} s",
                    pool.name(),
                    pool.backend(),
                    Duration.between(before.since(), now).toSeconds());
        }
    }

    private boolean isRefused() {
        try {
            return pool.refusal() != null;
        } catch (RuntimeException | Error ex) {
            // A pool of the user's own may do anything; what it cannot tell must not keep its failure from being told.
            return false;
        }
    }
}
