/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All callers who wait, in the order in which they came. Changed under the lock of the pool, read by all. */
final class Arrivals<A, C> {

    private final Set<Waiter<A, C>> waiters = new LinkedHashSet<>();
    private volatile int count;
    private volatile @Nullable Waiter<A, C> oldest;

    void add(Waiter<A, C> waiter) {
        waiters.add(waiter);
        publish();
    }

    void remove(Waiter<A, C> waiter) {
        waiters.remove(waiter);
        publish();
    }

    List<Waiter<A, C>> all() {
        return List.copyOf(waiters);
    }

    /** The accounts they wait for, each once. */
    Set<Cell<A, C>> cells() {
        Set<Cell<A, C>> cells = new LinkedHashSet<>();
        waiters.forEach(waiter -> cells.add(waiter.cell()));
        return cells;
    }

    int count() {
        return count;
    }

    /** Who has waited longest; null if none waits. */
    @Nullable
    Waiter<A, C> oldest() {
        return oldest;
    }

    private void publish() {
        count = waiters.size();
        oldest = waiters.isEmpty() ? null : waiters.iterator().next();
    }
}
