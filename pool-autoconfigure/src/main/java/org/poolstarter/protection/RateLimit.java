/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.protection;

import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The rate limit of one account. Guarded by its {@link Watch}. */
final class RateLimit {

    private final AtomicRateLimiter limiter;

    private RateLimit(AtomicRateLimiter limiter) {
        this.limiter = limiter;
    }

    /** Makes limits that are all alike. */
    static Supplier<RateLimit> maker(String pool, RateSettings settings, LongSupplier nanoTime) {
        RateLimiterConfig config = RateLimiterConfig.custom()
                .limitForPeriod(settings.limitForPeriod())
                .limitRefreshPeriod(settings.limitRefreshPeriod())
                .timeoutDuration(Duration.ZERO)
                .build();
        return () -> new RateLimit(new AtomicRateLimiter(pool, config, nanoTime::getAsLong));
    }

    /** Takes leave for one acquire; null if it was given, or after which time to ask again. */
    @Nullable
    Duration deniedFor() {
        return limiter.acquirePermission() ? null : untilNext();
    }

    boolean isUsedUp() {
        return limiter.getMetrics().getAvailablePermissions() <= 0;
    }

    Duration untilNext() {
        return Duration.ofNanos(Math.max(0, limiter.getDetailedMetrics().getNanosToWait()));
    }
}
