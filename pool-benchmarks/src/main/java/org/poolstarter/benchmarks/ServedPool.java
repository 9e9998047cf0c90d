/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolEvents;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.ServerFacts.Limit;
import org.poolstarter.pool.ServerFacts.Server;
import org.poolstarter.pool.ServerInquiry;

/** A pool whose server answers at once what it grants: to all, and to the user of the pool. */
final class ServedPool implements Pool {

    private final Pool pool;
    private final ServerFacts facts;

    ServedPool(Pool pool, String server, String user) {
        this.pool = pool;
        this.facts = ServerFacts.of(new Server("Stub", server, server + ":1", user, "stub"))
                .withLimits(new Limit(1_000, "max=1000"), new Limit(100, "user=100"));
    }

    @Override
    public String name() {
        return pool.name();
    }

    @Override
    public String backend() {
        return pool.backend();
    }

    @Override
    public PoolSettings settings() {
        return pool.settings();
    }

    @Override
    public PoolSnapshot snapshot() {
        return pool.snapshot();
    }

    @Override
    public @Nullable PoolRecorder recorder() {
        return pool.recorder();
    }

    @Override
    public @Nullable PoolEvents events() {
        return pool.events();
    }

    @Override
    public List<PoolMeasure> measures() {
        return pool.measures();
    }

    @Override
    public ServerInquiry inquiry() {
        return deadline -> facts;
    }
}
