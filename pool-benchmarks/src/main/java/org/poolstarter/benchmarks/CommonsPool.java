/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import org.apache.commons.pool2.BaseKeyedPooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericKeyedObjectPool;
import org.apache.commons.pool2.impl.GenericKeyedObjectPoolConfig;

/** The keyed pool of commons-pool2. */
final class CommonsPool implements KeyedPool<Client> {

    private final GenericKeyedObjectPool<String, Client> pool;

    CommonsPool(Limits limits, Backend backend, boolean fair) {
        GenericKeyedObjectPoolConfig<Client> config = new GenericKeyedObjectPoolConfig<>();
        config.setMaxTotalPerKey(limits.perAccount());
        config.setMaxIdlePerKey(limits.perAccount());
        config.setMaxTotal(limits.total());
        config.setMaxWait(limits.acquireTimeout());
        config.setFairness(fair);
        this.pool = new GenericKeyedObjectPool<>(new Factory(backend), config);
    }

    @Override
    public Client acquire(String account) throws InterruptedException, TimeoutException {
        try {
            return pool.borrowObject(account);
        } catch (NoSuchElementException ex) {
            throw new TimeoutException(ex.getMessage());
        } catch (InterruptedException | RuntimeException ex) {
            throw ex;
        } catch (Exception ex) {
            // The signature of commons-pool2 says so; the factory below throws nothing else.
            throw new IllegalStateException(ex);
        }
    }

    @Override
    public Client client(Client held) {
        return held;
    }

    @Override
    public void release(String account, Client held) {
        pool.returnObject(account, held);
    }

    @Override
    public void close() {
        pool.close();
    }

    private static final class Factory extends BaseKeyedPooledObjectFactory<String, Client> {

        private final Backend backend;

        Factory(Backend backend) {
            this.backend = backend;
        }

        @Override
        public Client create(String account) throws InterruptedException {
            return backend.open();
        }

        @Override
        public PooledObject<Client> wrap(Client client) {
            return new DefaultPooledObject<>(client);
        }

        @Override
        public void destroyObject(String account, PooledObject<Client> pooled) {
            pooled.getObject().close();
        }
    }
}
