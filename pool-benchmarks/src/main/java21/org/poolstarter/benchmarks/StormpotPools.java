/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeoutException;
import stormpot.Allocator;
import stormpot.Pool;
import stormpot.Pooled;
import stormpot.Slot;
import stormpot.Timeout;

/** A map of Stormpot pools, of those that allocate on the caller's thread: the others have a thread each. */
final class StormpotPools implements KeyedPool<Pooled<Client>> {

    private final ConcurrentMap<String, Pool<Pooled<Client>>> pools = new ConcurrentHashMap<>();
    private final Limits limits;
    private final Backend backend;
    private final Timeout acquireTimeout;

    StormpotPools(Limits limits, Backend backend) {
        this.limits = limits;
        this.backend = backend;
        this.acquireTimeout = new Timeout(limits.acquireTimeout());
    }

    @Override
    public Pooled<Client> acquire(String account) throws InterruptedException, TimeoutException {
        Pool<Pooled<Client>> pool = pools.get(account);
        if (pool == null) {
            pool = pools.computeIfAbsent(account, absent -> newPool());
        }
        Pooled<Client> held = pool.claim(acquireTimeout);
        if (held == null) {
            throw new TimeoutException(account);
        }
        return held;
    }

    @Override
    public Client client(Pooled<Client> held) {
        return held.getObject();
    }

    @Override
    public void release(String account, Pooled<Client> held) {
        held.release();
    }

    @Override
    public void close() {
        pools.values().forEach(Pool::shutdown);
    }

    private Pool<Pooled<Client>> newPool() {
        return Pool.fromInline(new Opening(backend))
                .setSize(limits.perAccount())
                .build();
    }

    private record Opening(Backend backend) implements Allocator<Pooled<Client>> {

        @Override
        public Pooled<Client> allocate(Slot slot) throws InterruptedException {
            return new Pooled<>(slot, backend.open());
        }

        @Override
        public void deallocate(Pooled<Client> pooled) {
            pooled.getObject().close();
        }
    }
}
