/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.Duration;

/**
 * The long among all uses that have ended.
 *
 * @param uses how many were long, 0 or more
 * @param of how many there were, 0 or more
 * @param mean how long the long ones were; zero if there was none
 * @param lateUses how many were long of those that ended lately, 0 or more
 * @param lateOf how many ended lately, 0 or more
 * @param late how long lately is: until a minute, and more than zero
 */
public record LongUses(long uses, long of, Duration mean, long lateUses, long lateOf, Duration late) {

    /** Which share of the uses is long, ever: 0 to 1; 0 if there was none. */
    public double share() {
        return (of > 0) ? (double) uses / of : 0;
    }

    /** How many long ones are held at once if of the uses of late as many are long as ever: by Little's law. */
    public double held() {
        return lateOf * share() * mean.toNanos() / late.toNanos();
    }
}
