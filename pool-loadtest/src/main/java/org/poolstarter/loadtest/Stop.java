/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether all is to end early. Safe for many threads. */
final class Stop {

    private final CountDownLatch requested = new CountDownLatch(1);

    /** From now on nothing new begins. */
    void request() {
        requested.countDown();
    }

    boolean isRequested() {
        return requested.getCount() == 0;
    }

    /**
     * Waits until it is requested or the time is over.
     *
     * @return whether it is requested
     */
    boolean await(long nanos) throws InterruptedException {
        return requested.await(nanos, TimeUnit.NANOSECONDS);
    }
}
