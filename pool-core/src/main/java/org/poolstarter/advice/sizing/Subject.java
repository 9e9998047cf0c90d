/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.SizeCeiling;
import org.poolstarter.pool.PoolSettings;

/**
 * The pool that an advice is about.
 *
 * @param settings what is configured
 * @param max the upper bound in force, 1 or more
 * @param min the idle connections it keeps, 0 or more
 * @param bound how far it may grow; null for no bound
 */
record Subject(PoolSettings settings, int max, int min, SizeCeiling.@Nullable Bound bound) {

    static final String MAX_SIZE = "max-size";
    static final String MIN_IDLE = "min-idle";

    @Nullable
    String origin() {
        return settings.origin(MAX_SIZE).orElse(null);
    }

    /** A size, lowered to what the pool may grow to. */
    int within(int size) {
        return (bound != null) ? Math.min(size, Math.max(1, bound.maxSize())) : size;
    }
}
