/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.jcstress;

import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * Runs what is scheduled once when it is told to, whatever its time; never what is to be repeated. It has no thread, since
 * its factory makes none.
 */
final class HandScheduler extends ScheduledThreadPoolExecutor {

    @SuppressWarnings("NullAway") // a factory may refuse, which it says by null
    HandScheduler() {
        super(0, task -> null);
    }

    /** Runs what waits now, on this thread. */
    void runAll() {
        for (Object waiting : getQueue().toArray()) {
            if (waiting instanceof RunnableScheduledFuture<?> task && !task.isPeriodic() && remove(task)) {
                task.run();
            }
        }
    }
}
