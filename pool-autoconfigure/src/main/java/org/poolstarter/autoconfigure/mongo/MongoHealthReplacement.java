/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.client.MongoClient;
import java.util.Collection;
import org.poolstarter.autoconfigure.health.BootIndicator;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Takes Boot's {@code mongo} out of the health where every client is counted: it sends commands through each pool
 * and is DOWN when a pool is full.
 */
final class MongoHealthReplacement implements SmartInitializingSingleton {

    private static final String BOOTS_OWN = "mongo";

    private final ListableBeanFactory beanFactory;
    private final MongoClientWatcher watcher;
    private final BootIndicator indicator;

    MongoHealthReplacement(ListableBeanFactory beanFactory, MongoClientWatcher watcher, BootIndicator indicator) {
        this.beanFactory = beanFactory;
        this.watcher = watcher;
        this.indicator = indicator;
    }

    @Override
    public void afterSingletonsInstantiated() {
        Collection<MongoClient> clients =
                beanFactory.getBeansOfType(MongoClient.class).values();
        if (!clients.isEmpty() && clients.stream().allMatch(watcher::isCounted)) {
            indicator.giveWay(BOOTS_OWN);
        }
    }
}
