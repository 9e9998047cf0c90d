/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What is known of commands between their start and their end, by the driver's number of the request. There are so many
 * places that two commands hardly ever need the same one; where they do, the earlier is forgotten. Lock-free.
 */
final class RunningCommands {

    private static final int PLACES = 1 << 10;

    private final AtomicIntegerArray requests = new AtomicIntegerArray(PLACES);
    private final AtomicReferenceArray<@Nullable Object> known = new AtomicReferenceArray<>(PLACES);

    void put(int request, @Nullable Object what) {
        int place = request & (PLACES - 1);
        requests.set(place, request);
        known.set(place, what);
    }

    /** Forgets and returns it; null where there is nothing. */
    @Nullable
    Object take(int request) {
        int place = request & (PLACES - 1);
        return (requests.get(place) == request) ? known.getAndSet(place, null) : null;
    }
}
