/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Assumptions;

/** Virtual threads for tests that are compiled for a Java without them. */
final class VirtualThreads {

    private VirtualThreads() {}

    /** Skips the test on a Java older than this. */
    static void requireJava(int feature) {
        int present = Runtime.version().feature();
        Assumptions.assumeTrue(present >= feature, () -> "Needs Java %d, this is %d".formatted(feature, present));
    }

    /** One virtual thread for each call. Needs Java 21. */
    static ExecutorService newExecutor() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException ex) {
            throw new LinkageError(ex.getMessage(), ex);
        }
    }
}
