/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Bounds how often an account is acquired; named as Resilience4j names it. */
public final class RateLimitProperties {

    /** Whether accounts have a rate limit; true where any of its keys is set, for the pool or in the protection it names. */
    private @Nullable Boolean enabled;

    /** Acquires of one account in one period, 1 or more; one more is refused at once. */
    private @Nullable Integer limitForPeriod;

    /** The period, at least 1ms; 1s unless set. */
    private @Nullable Duration limitRefreshPeriod;

    public @Nullable Boolean getEnabled() {
        return this.enabled;
    }

    public void setEnabled(@Nullable Boolean enabled) {
        this.enabled = enabled;
    }

    public @Nullable Integer getLimitForPeriod() {
        return this.limitForPeriod;
    }

    public void setLimitForPeriod(@Nullable Integer limitForPeriod) {
        this.limitForPeriod = limitForPeriod;
    }

    public @Nullable Duration getLimitRefreshPeriod() {
        return this.limitRefreshPeriod;
    }

    public void setLimitRefreshPeriod(@Nullable Duration limitRefreshPeriod) {
        this.limitRefreshPeriod = limitRefreshPeriod;
    }
}
