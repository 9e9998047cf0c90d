/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.concurrent.ExecutorService;

class VirtualThreadAccountPoolTests extends AccountPoolContract {

    @Override
    ExecutorService newCallers() {
        return Callers.VIRTUAL.newExecutor();
    }
}
