/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Workers each of whom begins a query of 50 ms when the one before has ended. */
final class QueryLoop implements AutoCloseable {

    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicBoolean failed = new AtomicBoolean();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    QueryLoop(ConfigurableApplicationContext application, int workers) {
        JdbcClient client = application.getBean(JdbcClient.class);
        for (int i = 0; i < workers; i++) {
            threads.execute(() -> work(client));
        }
    }

    /** Whether a query has failed. */
    boolean failed() {
        return failed.get();
    }

    private void work(JdbcClient client) {
        try {
            while (!ended.get()) {
                client.sql("select 1 from pg_sleep(0.05)").query(Integer.class).single();
            }
        } catch (RuntimeException ex) {
            failed.set(true);
        }
    }

    @Override
    public void close() {
        ended.set(true);
        threads.shutdown();
    }
}
