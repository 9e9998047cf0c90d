/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.protection;

import java.time.Duration;
import org.poolstarter.pool.ReadableDuration;

/**
 * How often an account may be acquired; named as Resilience4j names it.
 *
 * @param limitForPeriod acquires of one account in one period, 1 or more
 * @param limitRefreshPeriod the period, 1 ms or more
 */
public record RateSettings(int limitForPeriod, Duration limitRefreshPeriod) {

    /** Checks the values; each message begins with the key. */
    public RateSettings {
        if (limitForPeriod < 1) {
            throw new IllegalArgumentException("limit-for-period must be at least 1 but is " + limitForPeriod);
        }
        if (limitRefreshPeriod.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "limit-refresh-period must be at least 1ms but is " + ReadableDuration.of(limitRefreshPeriod));
        }
    }
}
