/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.poolstarter.pool.PoolRecorder.Timing;

/**
 * The first timings of a pool, for as long as nobody has heard of them. Guarded by the monitor of the recorder that holds
 * it, except {@link #isFull()}, which all may read.
 */
final class EarlyTimings {

    private static final int LIMIT = 256;

    private final List<Entry> entries = new ArrayList<>();
    private volatile boolean full;

    /** Whether nothing more is kept. */
    boolean isFull() {
        return full;
    }

    void add(Timing timing, long nanos) {
        if (!full) {
            entries.add(new Entry(timing, nanos));
            full = entries.size() == LIMIT;
        }
    }

    /** Tells each, the oldest first. */
    void replay(ObjLongConsumer<Timing> listener) {
        entries.forEach(entry -> listener.accept(entry.timing(), entry.nanos()));
    }

    private record Entry(Timing timing, long nanos) {}
}
