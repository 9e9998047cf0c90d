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
import org.poolstarter.pool.Refusal;
import org.poolstarter.pool.Shortage;

/** A pool whose counts and whose backend do what the test says. */
final class ScriptedPool implements Pool {

    private final String name;
    private final PoolRecorder recorder;
    private PoolSnapshot snapshot = PoolSnapshot.of(0, 2, 0, 10, 2);
    private @Nullable Throwable probeFailure;
    private @Nullable Error unreadable;
    private int probes;
    private boolean probeTells = true;
    private Supplier<List<PoolNotice>> notices = List::of;
    private Supplier<@Nullable Refusal> refusal = () -> null;
    private Supplier<@Nullable Shortage> shortage = () -> null;

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

    void refuses(Supplier<@Nullable Refusal> refusal) {
        this.refusal = refusal;
    }

    void explains(Supplier<@Nullable Shortage> shortage) {
        this.shortage = shortage;
    }

    void probeTells(boolean tells) {
        this.probeTells = tells;
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
        return new Probe() {

            @Override
            public void check(Duration deadline) throws Exception {
                ask();
            }

            @Override
            public boolean canTell() {
                return probeTells;
            }
        };
    }

    private void ask() throws Exception {
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

    @Override
    public @Nullable Refusal refusal() {
        return refusal.get();
    }

    @Override
    public @Nullable Shortage shortage() {
        return shortage.get();
    }
}
