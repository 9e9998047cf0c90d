/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.util.concurrent.TimeUnit;

/**
 * A failed attempt to open a connection.
 *
 * @param exception what it failed with
 * @param nanos when, by the clock of whoever tried
 */
record FailedOpen(Exception exception, long nanos) {

    private static final long KNOWN_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Whether it still says something about the server: for a minute. */
    boolean isRecent(long nowNanos) {
        return nowNanos - nanos <= KNOWN_NANOS;
    }
}
