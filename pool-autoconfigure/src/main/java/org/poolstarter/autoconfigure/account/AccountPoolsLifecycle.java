/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.account;

import java.util.List;
import org.poolstarter.account.AccountPool;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Closes the account pools after web requests have ended and before any bean is destroyed, so that a session that is given
 * time to end still finds its databases open. A context that is only stopped or paused may be started again: its pools
 * stay open.
 */
final class AccountPoolsLifecycle implements SmartLifecycle, ApplicationListener<ContextClosedEvent> {

    /** What its bean is called. */
    static final String BEAN = "accountPoolsLifecycle";

    private final ObjectProvider<AccountPool<?, ?>> pools;
    private final ApplicationContext context;
    private volatile boolean running;
    private volatile boolean closing;

    AccountPoolsLifecycle(ObjectProvider<AccountPool<?, ?>> pools, ApplicationContext context) {
        this.pools = pools;
        this.context = context;
    }

    /** Comes before {@link #stop()}, and from child contexts too. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) {
            closing = true;
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        if (closing) {
            closeAll();
        }
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

    /* All at once, because each may wait for its holders. */
    private void closeAll() {
        List<Thread> threads = pools.stream()
                .map(pool -> new Thread(pool::close, "pool-" + pool.name() + "-close"))
                .toList();
        threads.forEach(Thread::start);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException ex) {
            // Their time is bounded by close-timeout; what is left is closed as the beans are destroyed.
            Thread.currentThread().interrupt();
        }
    }
}
