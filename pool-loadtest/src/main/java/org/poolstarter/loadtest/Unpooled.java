/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.concurrent.atomic.AtomicInteger;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSnapshot;

/**
 * A connection for each operation, seen as a pool that keeps nothing.
 *
 * @param <C> the client
 */
final class Unpooled<C> implements Clients<C>, Pool {

    private final Backend<C> backend;
    private final int workers;
    private final PoolRecorder recorder = new PoolRecorder();
    private final AtomicInteger active = new AtomicInteger();

    /**
     * Opens clients as the pool of this backend would.
     *
     * @param workers how many operations run at once, which is the bound that is shown
     */
    Unpooled(Backend<C> backend, int workers) {
        this.backend = backend;
        this.workers = workers;
    }

    @Override
    public Held<C> acquire(long number) throws Exception {
        long start = System.nanoTime();
        Held<C> opened;
        try {
            opened = backend.open(number);
        } catch (Exception ex) { // counted, and for the caller to tell of
            recorder.openFailed(ex);
            throw ex;
        }
        long usable = System.nanoTime();
        recorder.opened(usable - start);
        recorder.acquired(usable - start);
        active.incrementAndGet();
        return new Held<>(opened.client(), () -> {
            try {
                opened.release().run();
            } finally {
                active.decrementAndGet();
                recorder.released(System.nanoTime() - usable);
                recorder.closed(CloseReason.AFTER_USE);
            }
        });
    }

    @Override
    public String name() {
        return backend.pool().name();
    }

    @Override
    public String backend() {
        return backend.pool().backend();
    }

    @Override
    public PoolSnapshot snapshot() {
        return PoolSnapshot.of(active.get(), 0, 0, Math.max(workers, active.get()), 0);
    }

    @Override
    public PoolRecorder recorder() {
        return recorder;
    }
}
