/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.util.concurrent.TimeoutException;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.AccountPoolSettings;
import org.poolstarter.account.AcquireOptions;
import org.poolstarter.account.AcquireTimeoutException;
import org.poolstarter.account.Lease;

/** The pool of this project with the settings a user has who sets the limits and nothing else. */
final class StarterPool implements KeyedPool<Lease<Client>> {

    private final AccountPool<String, Client> pool;
    private final AcquireOptions options;

    StarterPool(Limits limits, Backend backend) {
        this.pool = AccountPool.<String, Client>builder("benchmark", account -> backend.open())
                .limits(settings(limits))
                .build();
        this.options = AcquireOptions.defaults().withTimeout(limits.acquireTimeout());
    }

    static AccountPoolSettings settings(Limits limits) {
        return AccountPoolSettings.builder()
                .maxSize(limits.total())
                .maxPerAccount(limits.perAccount())
                .build();
    }

    @Override
    public Lease<Client> acquire(String account) throws InterruptedException, TimeoutException {
        try {
            return pool.acquire(account, options);
        } catch (AcquireTimeoutException ex) {
            throw timeout(ex);
        }
    }

    @Override
    public Client client(Lease<Client> held) {
        return held.client();
    }

    @Override
    public void release(String account, Lease<Client> held) {
        held.close();
    }

    @Override
    public void close() {
        pool.close();
    }

    private static TimeoutException timeout(AcquireTimeoutException cause) {
        TimeoutException timeout = new TimeoutException(cause.getMessage());
        timeout.initCause(cause);
        return timeout;
    }
}
