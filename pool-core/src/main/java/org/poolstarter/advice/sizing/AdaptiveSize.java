/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.PoolReport;
import org.poolstarter.advice.Reachability;
import org.poolstarter.pool.InvalidOrderException;
import org.poolstarter.pool.OrderConflictException;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolControl;
import org.poolstarter.pool.PoolOrder;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.PoolState;
import org.poolstarter.pool.PoolTotals;
import org.poolstarter.pool.TimeoutCause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the size of one pool with its load, by the advice on it. Each step is an order to the pool's control, so it is logged
 * and told as an event like any other, by {@value #ORIGIN}. A size that somebody else has set while the pool runs, or that is
 * lowered for a time, is left alone.
 *
 * <p>{@link #look} is called by one thread at a time, again and again; {@link #end} by any.
 */
public final class AdaptiveSize {

    /** Who orders the steps, and the origin of a size that was found so. */
    public static final String ORIGIN = "adaptive";

    /** What happened before is past: a load that has fallen must not hold the size up for longer. */
    private static final Duration MEMORY = Duration.ofMinutes(1);

    private static final Duration WINDOW = Duration.ofSeconds(10);

    /* Timeouts for these causes say that something fails, or that more connections make it worse. */
    private static final Set<TimeoutCause> TROUBLE =
            EnumSet.complementOf(EnumSet.of(TimeoutCause.FULL, TimeoutCause.ACCOUNT_FULL));

    private static final Logger logger = LoggerFactory.getLogger(AdaptiveSize.class);

    private final Pool pool;
    private final PoolControl control;
    private final PoolMonitor monitor;
    private final SizingAdvisor advisor;
    private final InstantSource clock;
    private final SizeSteps steps;
    private final AdaptiveBounds bounds;
    private final int configured;

    /* Guarded by this. */
    private @Nullable PoolTotals before;
    private @Nullable String refused;
    private boolean ended;

    /**
     * Begins with the size that the pool has.
     *
     * @param control that of the pool
     * @param advisor on the same pool, with the settings of a good size
     */
    public AdaptiveSize(
            Pool pool,
            PoolControl control,
            AdaptiveBounds bounds,
            PoolMonitor monitor,
            SizingAdvisor advisor,
            InstantSource clock) {
        this.pool = pool;
        this.control = control;
        this.bounds = bounds;
        this.monitor = monitor;
        this.advisor = advisor;
        this.clock = clock;
        this.steps = new SizeSteps(bounds);
        this.configured = pool.snapshot().max();
        PoolRecorder recorder = pool.recorder();
        this.before = (recorder != null) ? recorder.totals() : null;
    }

    /** Takes one step, or none. May take as long as the control of the pool needs. */
    public synchronized void look() {
        boolean trouble = trouble();
        if (ended || control.state() != PoolState.RUNNING || isSetByOthers()) {
            return;
        }
        Optional<SizingAdvice> advice = advisor.advise(pool, clock.instant().minus(MEMORY), WINDOW);
        if (advice.isPresent()) {
            int size = advice.get().size();
            int next = steps.next(size, advisor.ceiling(pool, bounds.greatest()), advice.get(), trouble);
            if (next != size) {
                step(size, next, advice.get());
            }
        }
    }

    private void step(int size, int next, SizingAdvice advice) {
        if (order(next, ORIGIN)) {
            logger.info(
                    "{} ({}) - adaptive size: {} -> {}. {}", pool.name(), pool.backend(), size, next, advice.summary());
        }
    }

    /** Takes no more steps, and gives the pool the size back that it is configured with, unless somebody else has set one. */
    public synchronized void end() {
        if (!ended && !isSetByOthers()) {
            order(configured, null);
        }
        ended = true;
    }

    /** The size that {@link #end} would leave the pool with. Changes nothing. */
    public synchronized int sizeOnceEnded() {
        int now = pool.snapshot().max();
        if (ended || isSetByOthers()) {
            return now;
        }
        try {
            control.perform(PoolOrder.change(Subject.MAX_SIZE, String.valueOf(configured), ORIGIN)
                    .asDryRun());
            return configured;
        } catch (InvalidOrderException | OrderConflictException ex) {
            return now; // as then
        }
    }

    private boolean order(int size, @Nullable String origin) {
        try {
            control.perform(PoolOrder.change(Subject.MAX_SIZE, String.valueOf(size), ORIGIN), origin);
            refused = null;
            return true;
        } catch (InvalidOrderException | OrderConflictException ex) {
            // Such as a min-idle that was raised meanwhile. Tried again with the next look, and logged once.
            String why = String.valueOf(ex.getMessage());
            if (!why.equals(refused)) {
                logger.warn("{} ({}) - adaptive size cannot be {}: {}", pool.name(), pool.backend(), size, why);
            }
            refused = why;
            return false;
        }
    }

    private boolean isSetByOthers() {
        return pool.settings().settings().stream()
                .filter(setting -> setting.key().equals(Subject.MAX_SIZE))
                .anyMatch(this::isOfOthers);
    }

    /* Set by an order of somebody's, or lowered for a time, as a window of an account pool does. */
    private boolean isOfOthers(Setting setting) {
        return setting.origin().equals(PoolControl.ORIGIN)
                || !setting.value().equals(pool.snapshot().max());
    }

    /** Whether something failed since the last look, or the backend does not answer. */
    private boolean trouble() {
        boolean down = monitor.report(pool)
                .map(PoolReport::backend)
                .filter(state -> state.reachability() == Reachability.UNREACHABLE)
                .isPresent();
        PoolRecorder recorder = pool.recorder();
        if (recorder == null) {
            return down;
        }
        PoolTotals last = before;
        PoolTotals now = recorder.totals();
        before = now;
        return down
                || (last != null
                        && (now.openFailures() > last.openFailures()
                                || TROUBLE.stream().anyMatch(cause -> now.timedOutBy(cause) > last.timedOutBy(cause))));
    }
}
