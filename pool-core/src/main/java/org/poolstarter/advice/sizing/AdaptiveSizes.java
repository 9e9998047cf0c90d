/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pools whose size moves with their load, by name. Safe for use by many threads. */
public final class AdaptiveSizes {

    private static final Logger logger = LoggerFactory.getLogger(AdaptiveSizes.class);

    private final Map<String, AdaptiveSize> sizes = new ConcurrentHashMap<>();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();

    /** From now on the size of this pool is moved, by whoever calls {@link #look}. */
    public void add(String pool, AdaptiveSize size) {
        sizes.put(pool, size);
    }

    /** Takes a step for each pool, or none. For one thread at a time; may take as long as the pools need. */
    public void look() {
        sizes.forEach((pool, size) -> {
            try {
                size.look();
            } catch (RuntimeException ex) {
                // A backend may throw what it likes while it changes a size; the other pools must go on. Logged once.
                if (broken.add(pool)) {
                    logger.warn("The size of pool {} cannot be moved", pool, ex);
                }
            }
        });
    }

    /** Whether no size is moved. */
    public boolean isEmpty() {
        return sizes.isEmpty();
    }

    /**
     * The size that {@link #end} would leave a pool with. Changes nothing.
     *
     * @return empty if the size of this pool is not moved
     */
    public OptionalInt sizeOnceEnded(String pool) {
        AdaptiveSize size = sizes.get(pool);
        return (size != null) ? OptionalInt.of(size.sizeOnceEnded()) : OptionalInt.empty();
    }

    /**
     * Ends it for one pool, which gets the size back that it is configured with.
     *
     * @return false if the size of this pool is not moved
     */
    public boolean end(String pool) {
        AdaptiveSize size = sizes.remove(pool);
        if (size != null) {
            size.end();
        }
        return size != null;
    }
}
