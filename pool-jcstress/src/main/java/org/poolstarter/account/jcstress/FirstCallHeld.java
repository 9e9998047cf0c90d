/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.jcstress;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Keeps the first call until it is told to run it, and runs all others on the thread that submits them. */
final class FirstCallHeld implements Executor {

    private final AtomicReference<@Nullable Runnable> first = new AtomicReference<>();

    @Override
    public void execute(Runnable call) {
        if (!first.compareAndSet(null, call)) {
            call.run();
        }
    }

    void run() {
        Runnable call = first.get();
        if (call != null) {
            call.run();
        }
    }
}
