/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.util.Optional;
import org.poolstarter.pool.Pool;

/** How far a pool may grow for reasons that lie outside it, such as what its server grants. Thread-safe; does not block. */
@FunctionalInterface
public interface SizeCeiling {

    /** The bound of this pool, or empty where nothing is known that bounds it. */
    Optional<Bound> of(Pool pool);

    /**
     * A bound, with what sets it.
     *
     * @param maxSize the largest size, in connections, 1 or more
     * @param reason what sets it, for people to read
     */
    record Bound(int maxSize, String reason) {}
}
