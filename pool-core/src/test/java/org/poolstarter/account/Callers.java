/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Assumptions;

/** The kinds of threads that callers have. */
enum Callers {
    PLATFORM {
        @Override
        ExecutorService newExecutor() {
            return Executors.newCachedThreadPool();
        }
    },

    VIRTUAL {
        @Override
        ExecutorService newExecutor() {
            int java = Runtime.version().feature();
            Assumptions.assumeTrue(java >= 21, () -> "Virtual threads need Java 21, this is " + java);
            try {
                return (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null);
            } catch (ReflectiveOperationException ex) {
                throw new LinkageError(ex.getMessage(), ex);
            }
        }
    };

    /** Threads for callers, one for each; skips the test where there are none of this kind. */
    abstract ExecutorService newExecutor();
}
