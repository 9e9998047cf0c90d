/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Shortage;

/** A pool that shows what is seen of one client. Subclasses say where it leads, whether it is probed, and who closes it. */
abstract class ObservedMongoPool implements Pool {

    private final ObservedClient observed;

    ObservedMongoPool(ObservedClient observed) {
        this.observed = observed;
    }

    /** The client as it is seen. */
    final ObservedClient observed() {
        return observed;
    }

    @Override
    public final String name() {
        return observed.name();
    }

    @Override
    public final String backend() {
        return "mongo";
    }

    @Override
    public final PoolSettings settings() {
        return observed.display();
    }

    @Override
    public final PoolSnapshot snapshot() {
        return observed.snapshot();
    }

    @Override
    public final PoolRecorder recorder() {
        return observed.recorder();
    }

    /**
     * In {@code servers}: by address the counts, totals and times of each server, the state of the driver's pool and what
     * heartbeats tell. Beside it {@code topology}, {@code checkOuts}, {@code commands} and {@code process}.
     */
    @Override
    public final Map<String, Object> sections() {
        return observed.sections();
    }

    @Override
    public final List<PoolNotice> notices() {
        return observed.notices();
    }

    @Override
    public final @Nullable Shortage shortage() {
        return observed.events().connections().shortage();
    }

    @Override
    public final String toString() {
        return "%s[name=%s, target=%s]".formatted(getClass().getSimpleName(), name(), target());
    }
}
