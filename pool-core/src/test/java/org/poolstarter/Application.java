/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter;

import java.util.concurrent.Callable;

/** Code outside the packages of the pools, to be found in stacks. */
public final class Application {

    private Application() {}

    public static <T> T call(Callable<T> work) throws Exception {
        return work.call();
    }
}
