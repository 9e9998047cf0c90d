/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.util.ConcurrentPool;
import org.eclipse.jetty.util.Pool;

/** A map of Jetty's pools, which never wait: where all clients are held, an acquire times out at once. */
final class JettyPools implements KeyedPool<Pool.Entry<Client>> {

    private final ConcurrentMap<String, Pool<Client>> pools = new ConcurrentHashMap<>();
    private final Limits limits;
    private final Backend backend;

    JettyPools(Limits limits, Backend backend) {
        this.limits = limits;
        this.backend = backend;
    }

    @Override
    public Pool.Entry<Client> acquire(String account) throws InterruptedException, TimeoutException {
        Pool<Client> pool = pools.get(account);
        if (pool == null) {
            pool = pools.computeIfAbsent(account, absent -> newPool());
        }
        Pool.Entry<Client> entry = pool.acquire();
        return (entry != null) ? entry : open(pool, account);
    }

    private Pool.Entry<Client> open(Pool<Client> pool, String account) throws InterruptedException, TimeoutException {
        Pool.Entry<Client> entry = pool.reserve();
        if (entry == null) {
            throw new TimeoutException(account);
        }
        if (!entry.enable(backend.open(), true)) {
            throw new IllegalStateException("The entry of a pool that is not closed could not be enabled");
        }
        return entry;
    }

    @Override
    public Client client(Pool.Entry<Client> held) {
        return held.getPooled();
    }

    @Override
    public void release(String account, Pool.Entry<Client> held) {
        held.release();
    }

    @Override
    public void close() {
        pools.values()
                .forEach(pool ->
                        pool.terminate().forEach(entry -> entry.getPooled().close()));
    }

    /** The strategy that Jetty's own client uses. */
    private Pool<Client> newPool() {
        return new ConcurrentPool<>(ConcurrentPool.StrategyType.FIRST, limits.perAccount());
    }
}
