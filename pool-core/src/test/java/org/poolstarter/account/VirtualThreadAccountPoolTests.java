/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

class VirtualThreadAccountPoolTests extends AccountPoolContract {

    @BeforeAll
    static void requireVirtualThreads() {
        Assumptions.assumeTrue(
                Runtime.version().feature() >= 21,
                () -> "Virtual threads need Java 21, this is "
                        + Runtime.version().feature());
    }

    @Override
    ExecutorService newCallers() {
        try {
            Object executor =
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
            assertThat(executor).isInstanceOf(ExecutorService.class);
            return (ExecutorService) executor;
        } catch (ReflectiveOperationException ex) {
            throw new LinkageError(ex.getMessage(), ex);
        }
    }
}
