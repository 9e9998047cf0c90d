/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.poolstarter.protection.BreakerSettings.SlidingWindowType;

/** Gives an account a rest after failures; named as Resilience4j names it. */
public final class CircuitBreakerProperties {

    /** Whether accounts have a circuit breaker; true where any of its keys is set, for the pool or in the protection it names. */
    private @Nullable Boolean enabled;

    /** Percent of failures in the window from which on the breaker opens, above 0 and at most 100; 50 unless set. */
    private @Nullable Double failureRateThreshold;

    /** What the window counts: count-based, the last calls, or time-based, those of the last seconds; count-based unless set. */
    private @Nullable SlidingWindowType slidingWindowType;

    /** Size of the window in calls or seconds, 1 to 1000; 10 unless set. */
    private @Nullable Integer slidingWindowSize;

    /** Calls in the window before which the breaker never opens, 1 or more; 5 unless set, or the size of a smaller window. */
    private @Nullable Integer minimumNumberOfCalls;

    /** How long the breaker stays open before one caller may try, at least 1ms; 60s unless set. */
    private @Nullable Duration waitDurationInOpenState;

    /** Exceptions that count as failures, subclasses included; all unless set. */
    private @Nullable List<Class<? extends Throwable>> recordExceptions;

    /** Exceptions that count neither as failures nor as successes, subclasses included. */
    private @Nullable List<Class<? extends Throwable>> ignoreExceptions;

    public @Nullable Boolean getEnabled() {
        return this.enabled;
    }

    public void setEnabled(@Nullable Boolean enabled) {
        this.enabled = enabled;
    }

    public @Nullable Double getFailureRateThreshold() {
        return this.failureRateThreshold;
    }

    public void setFailureRateThreshold(@Nullable Double failureRateThreshold) {
        this.failureRateThreshold = failureRateThreshold;
    }

    public @Nullable SlidingWindowType getSlidingWindowType() {
        return this.slidingWindowType;
    }

    public void setSlidingWindowType(@Nullable SlidingWindowType slidingWindowType) {
        this.slidingWindowType = slidingWindowType;
    }

    public @Nullable Integer getSlidingWindowSize() {
        return this.slidingWindowSize;
    }

    public void setSlidingWindowSize(@Nullable Integer slidingWindowSize) {
        this.slidingWindowSize = slidingWindowSize;
    }

    public @Nullable Integer getMinimumNumberOfCalls() {
        return this.minimumNumberOfCalls;
    }

    public void setMinimumNumberOfCalls(@Nullable Integer minimumNumberOfCalls) {
        this.minimumNumberOfCalls = minimumNumberOfCalls;
    }

    public @Nullable Duration getWaitDurationInOpenState() {
        return this.waitDurationInOpenState;
    }

    public void setWaitDurationInOpenState(@Nullable Duration waitDurationInOpenState) {
        this.waitDurationInOpenState = waitDurationInOpenState;
    }

    public @Nullable List<Class<? extends Throwable>> getRecordExceptions() {
        return this.recordExceptions;
    }

    public void setRecordExceptions(@Nullable List<Class<? extends Throwable>> recordExceptions) {
        this.recordExceptions = recordExceptions;
    }

    public @Nullable List<Class<? extends Throwable>> getIgnoreExceptions() {
        return this.ignoreExceptions;
    }

    public void setIgnoreExceptions(@Nullable List<Class<? extends Throwable>> ignoreExceptions) {
        this.ignoreExceptions = ignoreExceptions;
    }
}
