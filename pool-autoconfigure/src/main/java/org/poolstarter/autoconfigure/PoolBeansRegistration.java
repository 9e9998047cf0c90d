/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import org.poolstarter.pool.Pool;
import org.poolstarter.pool.Pools;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** Adds every bean that is a {@link Pool} to the registry, ours and the application's own alike. */
final class PoolBeansRegistration implements SmartInitializingSingleton {

    private final Pools pools;
    private final ListableBeanFactory beanFactory;

    PoolBeansRegistration(Pools pools, ListableBeanFactory beanFactory) {
        this.pools = pools;
        this.beanFactory = beanFactory;
    }

    @Override
    public void afterSingletonsInstantiated() {
        beanFactory.getBeansOfType(Pool.class, false, true).forEach(this::add);
    }

    private void add(String beanName, Pool pool) {
        try {
            pools.add(pool);
        } catch (IllegalArgumentException ex) {
            throw new InvalidPoolConfigurationException(
                    "The pool of bean '%s' cannot be added: %s".formatted(beanName, ex.getMessage()),
                    "Give every pool a name of its own, whatever its backend: rename one of the two.");
        }
    }
}
