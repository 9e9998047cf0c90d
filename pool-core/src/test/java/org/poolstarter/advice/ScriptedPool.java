/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Probe;

/** A pool whose counts and whose backend do what the test says. */
final class ScriptedPool implements Pool {

    private final String name;
    private final PoolRecorder recorder;
    private PoolSnapshot snapshot = PoolSnapshot.of(0, 2, 0, 10, 2);
    private @Nullable Throwable probeFailure;
    private @Nullable Error unreadable;
    private int probes;
    private Supplier<List<PoolNotice>> notices = List::of;

    ScriptedPool(String name, TestClock clock) {
        this.name = name;
        this.recorder = new PoolRecorder(clock::nanoTime);
    }

    void shows(PoolSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    void breaks(Error failure) {
        this.unreadable = failure;
    }

    void backendFails(@Nullable Throwable failure) {
        this.probeFailure = failure;
    }

    void notices(Supplier<List<PoolNotice>> notices) {
        this.notices = notices;
    }

    int probes() {
        return probes;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String backend() {
        return "scripted";
    }

    @Override
    public String target() {
        return "scripted://server";
    }

    @Override
    public PoolSettings settings() {
        return new PoolSettings("medium", "pools.scripted." + name, List.of());
    }

    @Override
    public PoolSnapshot snapshot() {
        if (unreadable != null) {
            throw unreadable;
        }
        return snapshot;
    }

    @Override
    public PoolRecorder recorder() {
        return recorder;
    }

    @Override
    public Probe probe() {
        return this::check;
    }

    private void check(Duration deadline) throws Exception {
        probes++;
        if (probeFailure instanceof Error error) {
            throw error;
        }
        if (probeFailure instanceof Exception exception) {
            throw exception;
        }
    }

    @Override
    public List<PoolNotice> notices() {
        return notices.get();
    }
}
