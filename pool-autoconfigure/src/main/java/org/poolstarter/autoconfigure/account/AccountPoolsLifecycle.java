/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.account;

import org.poolstarter.account.AccountPool;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;

/**
 * Closes the account pools after web requests have ended and before any bean is destroyed, so that a session that is given
 * time to end still finds its databases open.
 */
final class AccountPoolsLifecycle implements SmartLifecycle {

    private final ObjectProvider<AccountPool<?, ?>> pools;
    private volatile boolean running;

    AccountPoolsLifecycle(ObjectProvider<AccountPool<?, ?>> pools) {
        this.pools = pools;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        pools.stream().parallel().forEach(AccountPool::close);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Below the phases of web servers and task executors: started before and stopped after them. */
    @Override
    public int getPhase() {
        return -1;
    }
}
