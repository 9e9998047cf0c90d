/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.Duration;

/**
 * Asks a backend for one sign of life.
 *
 * <p>It is run on a background thread, by one thread at a time, only when no recent success proves that the backend
 * answers, and while the pool is saturated only if it {@linkplain #takesConnection() takes} no connection.
 */
@FunctionalInterface
public interface Probe {

    /**
     * Returns when the backend has answered. It may block, and should give up by the deadline; whoever runs it does not
     * rely on that.
     *
     * @param deadline how long an answer may take, positive
     * @throws NoVerdictException if the backend could not be asked because every connection is held
     * @throws Exception if the backend refused, failed or did not answer in time; the message is shown to operators and
     *     must hold no secret
     */
    void check(Duration deadline) throws Exception;

    /**
     * Whether the check takes a connection of the pool. One that takes none is also run while the pool is saturated.
     *
     * @return true unless overridden
     */
    default boolean takesConnection() {
        return true;
    }

    /**
     * Whether an answer, or none, says anything of the backend now. While it would not, the check is not begun, and that one
     * under way is late means nothing. From memory, without blocking or throwing.
     *
     * @return true unless overridden
     */
    default boolean canTell() {
        return true;
    }
}
