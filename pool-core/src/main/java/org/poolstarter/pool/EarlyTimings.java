/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.ObjLongConsumer;
import org.poolstarter.pool.PoolRecorder.Timing;

/** The last timings that nobody has heard of yet. Guarded by the monitor of the recorder that holds it. */
final class EarlyTimings {

    private static final int LIMIT = 256;

    private final Deque<Entry> entries = new ArrayDeque<>();

    void add(Timing timing, long nanos) {
        if (entries.size() == LIMIT) {
            entries.removeFirst();
        }
        entries.addLast(new Entry(timing, nanos));
    }

    /** Tells each, the oldest first. */
    void replay(ObjLongConsumer<Timing> listener) {
        entries.forEach(entry -> listener.accept(entry.timing(), entry.nanos()));
    }

    private record Entry(Timing timing, long nanos) {}
}
