/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.contract;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.pool2.AbstractTestKeyedObjectPool;
import org.apache.commons.pool2.BaseKeyedPooledObjectFactory;
import org.apache.commons.pool2.KeyedObjectPool;
import org.apache.commons.pool2.KeyedPooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;

/** The contract of a keyed pool that Commons Pool publishes, as it is, held against the account pool. */
class CommonsPoolContractTests extends AbstractTestKeyedObjectPool {

    @Override
    protected <E extends Exception> KeyedObjectPool<Object, Object> makeEmptyPool(int minCapacity) {
        return makeEmptyPool(new Numbered());
    }

    @Override
    protected <E extends Exception> KeyedObjectPool<Object, Object> makeEmptyPool(
            KeyedPooledObjectFactory<Object, Object> factory) {
        return new KeyedAccountPool(factory);
    }

    @Override
    protected Object makeKey(int n) {
        return "key " + n;
    }

    @Override
    protected Object getNthObject(Object key, int n) {
        return key + ", object " + n;
    }

    @Override
    protected boolean isLifo() {
        return true;
    }

    @Override
    protected boolean isFifo() {
        return false;
    }

    /** Makes objects numbered from 0 for each key. */
    private static final class Numbered extends BaseKeyedPooledObjectFactory<Object, Object> {

        private final Map<Object, AtomicInteger> numbers = new ConcurrentHashMap<>();

        @Override
        public Object create(Object key) {
            return key + ", object "
                    + numbers.computeIfAbsent(key, each -> new AtomicInteger()).getAndIncrement();
        }

        @Override
        public PooledObject<Object> wrap(Object object) {
            return new DefaultPooledObject<>(object);
        }
    }
}
