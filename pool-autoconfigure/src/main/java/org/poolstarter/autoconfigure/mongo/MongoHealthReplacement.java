/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.client.MongoClient;
import java.util.Collection;
import org.poolstarter.autoconfigure.health.BootIndicator;
import org.poolstarter.mongo.MongoPool;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Takes Boot's {@code mongo} out of the health where every client is one of ours: it sends commands through each pool
 * and is DOWN when a pool is full.
 */
final class MongoHealthReplacement implements SmartInitializingSingleton {

    private static final String BOOTS_OWN = "mongo";

    private final ListableBeanFactory beanFactory;
    private final BootIndicator indicator;

    MongoHealthReplacement(ListableBeanFactory beanFactory, BootIndicator indicator) {
        this.beanFactory = beanFactory;
        this.indicator = indicator;
    }

    @Override
    public void afterSingletonsInstantiated() {
        Collection<MongoPool> pools =
                beanFactory.getBeansOfType(MongoPool.class).values();
        Collection<MongoClient> clients =
                beanFactory.getBeansOfType(MongoClient.class).values();
        if (!pools.isEmpty() && clients.stream().allMatch(client -> isOneOf(pools, client))) {
            indicator.giveWay(BOOTS_OWN);
        }
    }

    private static boolean isOneOf(Collection<MongoPool> pools, MongoClient client) {
        return pools.stream().anyMatch(pool -> pool.client() == client);
    }
}
