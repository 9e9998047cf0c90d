/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.Reachability;
import org.poolstarter.advice.sizing.SizeSteps.Direction;
import org.poolstarter.pool.InvalidOrderException;
import org.poolstarter.pool.OrderConflictException;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolControl;
import org.poolstarter.pool.PoolOrder;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.PoolState;
import org.poolstarter.pool.PoolTotals;
import org.poolstarter.pool.Shortage;
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

    /**
     * Who came before is past: a load that has fallen must not hold the size up for longer. What a use takes of a server that has
     * little to do is known for as long as there is a history.
     */
    private static final Duration MEMORY = Duration.ofMinutes(1);

    private static final Duration WINDOW = Duration.ofSeconds(10);

    /* Timeouts for these causes say that something fails, or that more connections make it worse. */
    private static final Set<TimeoutCause> TROUBLE =
            EnumSet.complementOf(EnumSet.of(TimeoutCause.FULL, TimeoutCause.ACCOUNT_FULL));

    /** For so long at least a timeout for such a cause tells of the present: those who wait now time out later. */
    private static final Duration TROUBLE_LASTS = Duration.ofSeconds(30);

    private static final String ACQUIRE_TIMEOUT = "acquire-timeout";

    private static final Logger logger = LoggerFactory.getLogger(AdaptiveSize.class);

    private final Pool pool;
    private final PoolControl control;
    private final SizingAdvisor advisor;
    private final InstantSource clock;
    private final SizeSteps steps;
    private final AdaptiveBounds bounds;
    private final int configured;

    /* Guarded by this. */
    private @Nullable PoolTotals before;
    private @Nullable String refused;
    private Instant troubledUntil = Instant.MIN;
    private boolean ended;

    /**
     * Begins with the size that the pool is configured with.
     *
     * @param control that of the pool
     * @param advisor on the same pool, with the settings of a good size
     */
    public AdaptiveSize(
            Pool pool, PoolControl control, AdaptiveBounds bounds, SizingAdvisor advisor, InstantSource clock) {
        this.pool = pool;
        this.control = control;
        this.bounds = bounds;
        this.advisor = advisor;
        this.clock = clock;
        this.steps = new SizeSteps(bounds);
        this.configured = set();
        PoolRecorder recorder = pool.recorder();
        this.before = (recorder != null) ? recorder.totals() : null;
    }

    /** Takes one step, or none, from one reading of the pool. May take as long as the control of the pool needs. */
    public synchronized void look() {
        boolean failed = hasFailed(); // noted while no step is taken, too
        if (ended || control.state() != PoolState.RUNNING || isSetByOthers() || isLowered()) {
            return;
        }
        advisor.read(pool).ifPresent(reading -> follow(reading, failed));
    }

    private void follow(Reading reading, boolean failed) {
        SizingAdvice advice = advisor.advise(reading, MEMORY, WINDOW);
        Subject subject = reading.subject();
        // No pool can be smaller than what it keeps idle.
        int ceiling = Math.max(subject.min(), subject.within(bounds.greatest()));
        int next = steps.next(subject.max(), ceiling, advice, direction(reading, failed));
        if (next != subject.max()) {
            step(subject.max(), next, advice);
        }
    }

    private Direction direction(Reading reading, boolean failed) {
        if (failed || isTrouble(reading)) {
            return Direction.NONE;
        }
        Points past = reading.points();
        boolean slow = UsageRise.of(past.last(MEMORY)) != null || Standstill.isSeen(past);
        return slow ? Direction.DOWN : Direction.ANY;
    }

    /** Whether something fails, or has of late, so that what is seen is not the load. */
    private boolean isTrouble(Reading reading) {
        Shortage shortage = reading.shortage();
        return (shortage != null && TROUBLE.contains(shortage.cause()))
                || reading.report().backend().reachability() == Reachability.UNREACHABLE
                || clock.instant().isBefore(troubledUntil);
    }

    private void step(int size, int next, SizingAdvice advice) {
        if (order(next, size, ORIGIN)) {
            logger.info(
                    "{} ({}) - adaptive size: {} -> {}. {}", pool.name(), pool.backend(), size, next, advice.summary());
        }
    }

    /** Takes no more steps, and gives the pool the size back that it is configured with, unless somebody else has set one. */
    public synchronized void end() {
        if (!ended) {
            order(configured, null, null);
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
            return isLowered() ? Math.min(now, configured) : configured;
        } catch (InvalidOrderException | OrderConflictException ex) {
            return now; // as then
        }
    }

    /** @param from the size that this one comes after; null for any */
    private boolean order(int size, @Nullable Integer from, @Nullable String origin) {
        try {
            // Somebody else may set a size at any time, and a window lower it: then it is not for us to move.
            boolean done = control.performIf(
                            () -> !isSetByOthers() && (from == null || (from.equals(set()) && !isLowered())),
                            PoolOrder.change(Subject.MAX_SIZE, String.valueOf(size), ORIGIN),
                            origin)
                    .isPresent();
            refused = null;
            return done;
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

    /** The size that is set, which may be lowered for a time. */
    private int set() {
        return (control.value(Subject.MAX_SIZE) instanceof Integer size)
                ? size
                : pool.snapshot().max();
    }

    /** Whether somebody else ordered the size that is set, or set it without an order. */
    private boolean isSetByOthers() {
        Setting ordered = control.changed(Subject.MAX_SIZE);
        Object mine = (ordered != null) ? ordered.value() : configured;
        return (ordered != null && ordered.origin().equals(PoolControl.ORIGIN)) || !mine.equals(set());
    }

    /** Whether a smaller size is in force for a time, as by a window of an account pool. */
    private boolean isLowered() {
        return pool.snapshot().max() != set();
    }

    /** Whether a connection could not be opened since the last look; timeouts are noted for longer. */
    private boolean hasFailed() {
        PoolRecorder recorder = pool.recorder();
        PoolTotals last = before;
        if (recorder == null || last == null) {
            return false;
        }
        PoolTotals now = recorder.totals();
        before = now;
        if (TROUBLE.stream().anyMatch(cause -> now.timedOutBy(cause) > last.timedOutBy(cause))) {
            Duration longest = acquireTimeout();
            troubledUntil = clock.instant().plus(longest.compareTo(TROUBLE_LASTS) > 0 ? longest : TROUBLE_LASTS);
        }
        return now.openFailures() > last.openFailures();
    }

    private Duration acquireTimeout() {
        return (control.value(ACQUIRE_TIMEOUT) instanceof Duration timeout) ? timeout : Duration.ZERO;
    }
}
