/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.SizeCeiling;
import org.poolstarter.pool.PoolSettings;

/**
 * The pool that an advice is about.
 *
 * @param settings what is configured
 * @param max the upper bound in force, 1 or more; {@link Integer#MAX_VALUE} for none
 * @param min the idle connections it keeps, 0 or more
 * @param bound how far it may grow; null for no bound
 */
record Subject(PoolSettings settings, int max, int min, SizeCeiling.@Nullable Bound bound) {

    static final String MAX_SIZE = "max-size";
    static final String MIN_IDLE = "min-idle";

    /* Shown by a pool that is configured so, and never by others. */
    private static final String SIZING = "sizing";

    /** What {@link #MAX_SIZE} may be raised to while the pool runs: a size above it stops the start. */
    private static final String MAX_SIZE_LIMIT = "max-size-limit";

    @Nullable
    String origin() {
        return settings.origin(MAX_SIZE).orElse(null);
    }

    /** Whether it opens as many connections as are wanted, which is for nobody to end unasked. */
    boolean isUnbounded() {
        return max == Integer.MAX_VALUE;
    }

    /**
     * Whether its size follows the load: then the one in force is of the moment, and the one that is configured has bounds that are
     * not told, which stop the start where they do not fit.
     */
    boolean isAdaptive() {
        return AdaptiveSize.ORIGIN.equals(origin())
                || settings.settings().stream()
                        .anyMatch(setting -> setting.key().equals(SIZING)
                                && setting.readableValue().equals(AdaptiveSize.ORIGIN));
    }

    /** Whether it keeps idle connections at all; an account pool has none that nobody has wanted yet. */
    boolean hasMinIdle() {
        return min > 0 || settings.origin(MIN_IDLE).isPresent();
    }

    /** What to set for another size, by key: besides it what would contradict it, so that the pool would not start. */
    Map<String, Integer> withSize(int size) {
        Map<String, Integer> values = new LinkedHashMap<>();
        values.put(MAX_SIZE, size);
        settings.settings().forEach(setting -> {
            if (setting.value() instanceof Integer value
                    && ((setting.key().equals(MAX_SIZE_LIMIT) && value < size)
                            || (setting.key().equals(MIN_IDLE) && value > size))) {
                values.put(setting.key(), size);
            }
        });
        return values;
    }

    /** A size, lowered to what the pool may grow to. */
    int within(int size) {
        return (bound != null) ? Math.min(size, Math.max(1, bound.maxSize())) : size;
    }
}
