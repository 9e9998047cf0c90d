/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.LongUses;
import org.poolstarter.pool.PoolNotice;

/**
 * What is known of a pool at the moment when an acquire gets no connection.
 *
 * @param active connections that are held
 * @param idle connections that are free
 * @param opening connections that are being opened
 * @param max the upper bound of connections
 * @param holders who holds them
 * @param longHeld from how long on a connection that nothing is done with counts as leaked
 * @param typicalUse how long half of the uses took at most; null while there were too few to tell
 * @param longUses how often uses are is {@linkplain #slow slow}; null if that is not known
 * @param openFailure why opening failed last, if it has not succeeded since; null if it has
 * @param failureIsOfConnecting whether that failure means that the server could not be reached at all
 * @param answeredSince whether the server has answered anybody since that failure
 * @param queue what connections wait for between the pool and its server; null if they do not
 */
record Situation(
        int active,
        int idle,
        int opening,
        int max,
        List<HeldConnection> holders,
        Duration longHeld,
        @Nullable Duration typicalUse,
        @Nullable LongUses longUses,
        @Nullable String openFailure,
        boolean failureIsOfConnecting,
        boolean answeredSince,
        @Nullable PoolNotice queue) {

    /** So many times the typical use is slow. */
    private static final int SLOW_FACTOR = 3;

    /** What is shorter is never slow. */
    private static final Duration NEVER_SLOW = Duration.ofMillis(100);

    /** What is slow where nothing is known of typical uses. */
    private static final Duration SLOW_BY_ITSELF = Duration.ofSeconds(1);

    Situation {
        holders = List.copyOf(holders);
    }

    /**
     * From how long on a use is slow that usually takes so long: three times that, and never less than 100 ms.
     *
     * @param typicalUse null if that is not known: then it is a second
     */
    static Duration slow(@Nullable Duration typicalUse) {
        if (typicalUse == null) {
            return SLOW_BY_ITSELF;
        }
        Duration slow = typicalUse.multipliedBy(SLOW_FACTOR);
        return (slow.compareTo(NEVER_SLOW) < 0) ? NEVER_SLOW : slow;
    }

    /** Whether no connection could be opened, because as many are held as there may be. */
    boolean isFull() {
        return active >= max;
    }
}
