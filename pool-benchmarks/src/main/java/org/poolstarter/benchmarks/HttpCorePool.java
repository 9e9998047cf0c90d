/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.LaxConnPool;
import org.apache.hc.core5.pool.ManagedConnPool;
import org.apache.hc.core5.pool.PoolEntry;
import org.apache.hc.core5.pool.StrictConnPool;
import org.apache.hc.core5.util.Timeout;

/** A pool of httpcore5. It gives out entries; whoever gets one without a connection opens it. */
final class HttpCorePool implements KeyedPool<PoolEntry<String, Client>> {

    private final ManagedConnPool<String, Client> pool;
    private final Backend backend;
    private final Timeout acquireTimeout;

    private HttpCorePool(ManagedConnPool<String, Client> pool, Limits limits, Backend backend) {
        this.pool = pool;
        this.backend = backend;
        this.acquireTimeout = Timeout.of(limits.acquireTimeout());
    }

    static HttpCorePool strict(Limits limits, Backend backend) {
        return new HttpCorePool(new StrictConnPool<>(limits.perAccount(), limits.total()), limits, backend);
    }

    static HttpCorePool lax(Limits limits, Backend backend) {
        return new HttpCorePool(new LaxConnPool<>(limits.perAccount()), limits, backend);
    }

    @Override
    public PoolEntry<String, Client> acquire(String account) throws InterruptedException, TimeoutException {
        PoolEntry<String, Client> entry = lease(account);
        if (!entry.hasConnection()) {
            entry.assignConnection(backend.open());
        }
        return entry;
    }

    private PoolEntry<String, Client> lease(String account) throws InterruptedException, TimeoutException {
        Future<PoolEntry<String, Client>> lease = pool.lease(account, null, acquireTimeout, null);
        try {
            return get(lease);
        } catch (TimeoutException ex) {
            if (lease.isCancelled() || lease.cancel(true)) {
                throw ex;
            }
            return get(lease);
        }
    }

    private PoolEntry<String, Client> get(Future<PoolEntry<String, Client>> lease)
            throws InterruptedException, TimeoutException {
        try {
            return lease.get(acquireTimeout.toNanoseconds(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException ex) {
            if (ex.getCause() instanceof TimeoutException timeout) {
                throw timeout;
            }
            throw new IllegalStateException(ex);
        }
    }

    @Override
    public Client client(PoolEntry<String, Client> held) {
        return held.getConnection();
    }

    @Override
    public void release(String account, PoolEntry<String, Client> held) {
        pool.release(held, true);
    }

    @Override
    public void close() {
        pool.close(CloseMode.IMMEDIATE);
    }
}
