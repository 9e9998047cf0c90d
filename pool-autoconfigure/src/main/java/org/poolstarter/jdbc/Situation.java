/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
        @Nullable String openFailure,
        boolean failureIsOfConnecting,
        boolean answeredSince,
        @Nullable PoolNotice queue) {

    Situation {
        holders = List.copyOf(holders);
    }

    /** Whether no connection could be opened, because as many are held as there may be. */
    boolean isFull() {
        return active >= max;
    }
}
