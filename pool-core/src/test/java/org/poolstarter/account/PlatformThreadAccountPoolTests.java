/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class PlatformThreadAccountPoolTests extends AccountPoolContract {

    @Override
    ExecutorService newCallers() {
        return Executors.newCachedThreadPool();
    }
}
