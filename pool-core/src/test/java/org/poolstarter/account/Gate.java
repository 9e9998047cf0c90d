/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Where a call of the scripted factory stands until the test lets it go on. */
final class Gate {

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    /** Called by the factory. */
    void pass() throws InterruptedException {
        reached.countDown();
        opened.await();
    }

    /** Called by a factory that takes no notice of interrupts. */
    void passStubbornly() {
        reached.countDown();
        boolean interrupted = false;
        while (true) {
            try {
                opened.await();
                break;
            } catch (InterruptedException ex) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when the factory stands here. */
    Gate awaitReached() throws InterruptedException {
        if (!reached.await(Patience.TIME.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("The factory was not called");
        }
        return this;
    }

    void open() {
        opened.countDown();
    }
}
