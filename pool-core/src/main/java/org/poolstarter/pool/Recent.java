/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The last few of many: to add one takes no lock and forgets the oldest. Safe for use by many threads.
 *
 * @param <T> what is kept
 */
public final class Recent<T> {

    private final AtomicReferenceArray<@Nullable T> places;
    private final AtomicLong next = new AtomicLong();
    private final int size;
    private final int mask;

    /**
     * Keeps none yet.
     *
     * @param size how many are kept, 1 to 1,000,000
     */
    public Recent(int size) {
        if (size < 1 || size > 1_000_000) {
            throw new IllegalArgumentException("size must be 1 to 1000000 but is " + size);
        }
        // One place more than are read at least, so that the one being written is not among them.
        int places = Integer.highestOneBit(size) << 1;
        this.places = new AtomicReferenceArray<>(places);
        this.mask = places - 1;
        this.size = size;
    }

    public void add(T element) {
        places.setRelease((int) (next.getAndIncrement() & mask), element);
    }

    /** How many were added so far. */
    public long total() {
        return next.get();
    }

    /** How many are kept at most. */
    public int size() {
        return size;
    }

    /** Those that are kept, the one added last first; one that is being added meanwhile may be missing. */
    public List<T> newestFirst() {
        long end = next.get();
        List<T> all = new ArrayList<>((int) Math.min(end, size));
        for (long number = end - 1; number >= Math.max(0, end - size); number--) {
            T element = places.getAcquire((int) (number & mask));
            if (element != null) {
                all.add(element);
            }
        }
        return all;
    }
}
