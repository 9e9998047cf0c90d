/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.protection;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.BackendEvidence;

/** The circuit breaker of one account. Guarded by its {@link Watch}. */
final class Breaker {

    /* What those are told who come while another one tries: nobody knows how long that takes. */
    private static final Duration WHILE_TRIED = Duration.ofSeconds(1);

    private final CircuitBreaker breaker;
    private final Duration wait;
    private final LongSupplier nanoTime;
    private State before = State.CLOSED;
    private long changes;
    private long since;
    private @Nullable String lastError;

    private Breaker(CircuitBreaker breaker, Duration wait, LongSupplier nanoTime) {
        this.breaker = breaker;
        this.wait = wait;
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    /** Makes breakers that are all alike. */
    static Supplier<Breaker> maker(String pool, BreakerSettings settings, LongSupplier nanoTime) {
        CircuitBreakerConfig config = config(settings, new MonotonicClock(nanoTime));
        return () -> new Breaker(CircuitBreaker.of(pool, config), settings.waitDurationInOpenState(), nanoTime);
    }

    private static CircuitBreakerConfig config(BreakerSettings settings, Clock clock) {
        return CircuitBreakerConfig.custom()
                .failureRateThreshold((float) settings.failureRateThreshold())
                .slidingWindowType(
                        SlidingWindowType.valueOf(settings.slidingWindowType().name()))
                .slidingWindowSize(settings.slidingWindowSize())
                .minimumNumberOfCalls(settings.minimumNumberOfCalls())
                .waitDurationInOpenState(settings.waitDurationInOpenState())
                .permittedNumberOfCallsInHalfOpenState(1)
                .recordExceptions(array(settings.recordExceptions()))
                .ignoreExceptions(array(settings.ignoreExceptions()))
                .clock(clock)
                .build();
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of a parameterized type
    private static Class<? extends Throwable>[] array(List<Class<? extends Throwable>> types) {
        return types.toArray(new Class[0]);
    }

    /** Takes leave for one acquire; null if it was given, or after which time to ask again. */
    @Nullable
    Duration deniedFor() {
        if (breaker.tryAcquirePermission()) {
            return null;
        }
        return (breaker.getState() == State.OPEN) ? left() : WHILE_TRIED;
    }

    void succeeded() {
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    }

    void failed(Throwable error) {
        lastError = BackendEvidence.describe(error);
        breaker.onError(0, TimeUnit.NANOSECONDS, error);
    }

    void unused() {
        breaker.releasePermission();
    }

    /** To be asked after each event: the state before, if it has changed since this was asked last; null if not. */
    @Nullable
    String changedFrom() {
        State now = breaker.getState();
        State was = before;
        if (now == was) {
            return null;
        }
        before = now;
        changes++;
        since = nanoTime.getAsLong();
        return was.name();
    }

    String state() {
        return breaker.getState().name();
    }

    /** How often its state has changed. */
    long changes() {
        return changes;
    }

    boolean isClosed() {
        return breaker.getState() == State.CLOSED;
    }

    /** Whether it is as one that has never seen a call that failed. */
    boolean isPlain() {
        return isClosed() && breaker.getMetrics().getNumberOfFailedCalls() == 0;
    }

    Map<String, Object> describe() {
        Map<String, Object> map = new LinkedHashMap<>();
        CircuitBreaker.Metrics metrics = breaker.getMetrics();
        map.put("state", state());
        map.put("since", Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - since)));
        if (breaker.getState() == State.OPEN) {
            map.put("retryAfter", left());
        }
        map.put("failed", metrics.getNumberOfFailedCalls());
        map.put("calls", metrics.getNumberOfBufferedCalls());
        String error = lastError;
        if (error != null) {
            map.put("lastError", error);
        }
        return map;
    }

    private Duration left() {
        Duration left = wait.minusNanos(nanoTime.getAsLong() - since);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
