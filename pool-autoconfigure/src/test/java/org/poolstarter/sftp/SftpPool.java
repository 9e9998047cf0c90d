/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sftp;

import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Probe;

/** A backend that this project does not know: an application's own pool of file-transfer channels. */
final class SftpPool implements Pool {

    private static final int MAX = 4;

    private final PoolRecorder recorder = new PoolRecorder();
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicBoolean serverDown = new AtomicBoolean();

    void open() {
        active.incrementAndGet();
        recorder.opened(5_000_000);
        recorder.acquired(1_000_000);
    }

    void stopServer(boolean stop) {
        serverDown.set(stop);
        if (stop) {
            recorder.backendFailed(new ConnectException("refused"));
        }
    }

    @Override
    public String name() {
        return "uploads";
    }

    @Override
    public String backend() {
        return "sftp";
    }

    @Override
    public @Nullable String target() {
        return "sftp://files.example:22";
    }

    @Override
    public PoolSnapshot snapshot() {
        return PoolSnapshot.of(active.get(), 1, 0, MAX, 0);
    }

    @Override
    public PoolRecorder recorder() {
        return recorder;
    }

    @Override
    public Probe probe() {
        return deadline -> {
            if (serverDown.get()) {
                throw new ConnectException("refused");
            }
        };
    }

    @Override
    public Map<String, Object> sections() {
        return Map.of("channels", Map.of("exec", 1, "subsystem", 0));
    }

    @Override
    public List<PoolMeasure> measures() {
        return List.of(
                new PoolMeasure("pool.sftp.channels", PoolMeasure.Kind.GAUGE, "Open channels", () -> 1),
                new PoolMeasure("pool.sftp.files", PoolMeasure.Kind.COUNTER, "Files sent", () -> 7));
    }

    @Override
    public List<PoolNotice> notices() {
        return List.of(new PoolNotice("sftp-old-key", Map.of("days", 400), Duration.ZERO, "Make a new key."));
    }
}
