/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What clients are connected to: it takes its time to open one and counts them. Safe for many threads. */
final class Backend {

    private final Duration openTime;
    private final LongAdder opened = new LongAdder();
    private final AtomicInteger live = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();

    /**
     * A backend without clients.
     *
     * @param openTime how long the thread that opens a client sleeps
     */
    Backend(Duration openTime) {
        this.openTime = openTime;
    }

    Client open() throws InterruptedException {
        peak.accumulateAndGet(live.incrementAndGet(), Math::max);
        if (!openTime.isZero()) {
            Thread.sleep(openTime.toMillis());
        }
        opened.increment();
        return new Client(this);
    }

    void closed() {
        live.decrementAndGet();
    }

    /** Clients opened so far. */
    long opened() {
        return opened.sum();
    }

    /** Clients that are open now, those being opened included. */
    int live() {
        return live.get();
    }

    /** The most clients that were open at once, those being opened included. */
    int peak() {
        return peak.get();
    }
}
