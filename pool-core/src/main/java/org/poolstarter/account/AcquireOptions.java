/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one acquire differs from the pool's settings.
 *
 * @param timeout how long to wait in all, for others to release and for a client to be opened; null for the pool's
 *     acquire timeout
 * @param queue whether to wait for others to release when the account or the pool is at its limit; if not, such an
 *     acquire is rejected at once, while one that may open a client still waits for that
 */
public record AcquireOptions(@Nullable Duration timeout, boolean queue) {

    private static final AcquireOptions DEFAULTS = new AcquireOptions(null, true);

    public AcquireOptions {
        if (timeout != null && timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative but is " + timeout);
        }
    }

    /** As the pool's settings say. */
    public static AcquireOptions defaults() {
        return DEFAULTS;
    }

    /**
     * The same options with a timeout of their own.
     *
     * @param timeout zero or more
     */
    public AcquireOptions withTimeout(Duration timeout) {
        return new AcquireOptions(timeout, queue);
    }

    /** The same options, but rejected at once when at a limit. */
    public AcquireOptions withoutQueueing() {
        return new AcquireOptions(timeout, false);
    }
}
