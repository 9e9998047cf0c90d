/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.util.List;

/**
 * What a backend would do for an order, found without doing it.
 *
 * @param changes what changes by it
 * @param notes what else there is to know, each one sentence
 * @param step does it; run at most once, and not for a dry run or when nothing changes
 */
public record PoolPlan(List<PoolChange> changes, List<String> notes, Runnable step) {

    public PoolPlan {
        changes = List.copyOf(changes);
        notes = List.copyOf(notes);
    }

    /** All is as ordered already. */
    public static PoolPlan nothing() {
        return new PoolPlan(List.of(), List.of(), () -> {});
    }

    /** One change. */
    public static PoolPlan of(PoolChange change, Runnable step) {
        return new PoolPlan(List.of(change), List.of(), step);
    }

    /** The same plan with a note. */
    public PoolPlan noting(String note) {
        return new PoolPlan(changes, List.of(note), step);
    }
}
