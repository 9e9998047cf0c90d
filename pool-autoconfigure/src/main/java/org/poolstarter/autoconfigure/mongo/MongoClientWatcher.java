/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.client.MongoClient;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.mongo.MongoCensus;
import org.poolstarter.mongo.MongoWatch;
import org.poolstarter.pool.Pools;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.env.Environment;

/**
 * Adds each watched client to the pools as soon as its bean is made, under the bean's name. A client that was built
 * without our listeners cannot be counted: it is no pool, because zeros would be taken for counts.
 */
final class MongoClientWatcher implements BeanPostProcessor {

    private static final Logger logger = LoggerFactory.getLogger(MongoClientWatcher.class);

    private final ObjectProvider<Pools> pools;
    private final ObjectProvider<UnnamedMongoClients> clients;
    private final ObjectProvider<PoolsProperties> properties;
    private final ObjectProvider<MongoCensus> census;
    private final BeanFactory beanFactory;
    private final Environment environment;

    /** One client may be several beans. */
    private final Set<MongoClient> seen = ConcurrentHashMap.newKeySet();

    private final Set<MongoClient> counted = ConcurrentHashMap.newKeySet();

    MongoClientWatcher(BeanFactory beanFactory, Environment environment) {
        this.beanFactory = beanFactory;
        this.environment = environment;
        // Not by injection: a post-processor is made before all other beans, and must not drag them along.
        pools = beanFactory.getBeanProvider(Pools.class);
        clients = beanFactory.getBeanProvider(UnnamedMongoClients.class);
        census = beanFactory.getBeanProvider(MongoCensus.class);
        properties = beanFactory.getBeanProvider(PoolsProperties.class);
    }

    /** Whether the connections of this client are counted, as those of a named client or of a watched one. */
    boolean isCounted(MongoClient client) {
        return counted.contains(client);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof MongoClient client && isShared(beanName) && seen.add(client)) {
            MongoWatch watch = clients.getObject().watchOf(client);
            if (isNamed(beanName)) {
                counted.add(client);
            } else if (watch != null) {
                add(watch, client, beanName);
                counted.add(client);
            } else {
                logger.info(
                        "The MongoClient bean '{}' is not shown as a pool: it was built without the listeners that"
                                + " count its connections. Build it by MongoClientFactory from all"
                                + " MongoClientSettingsBuilderCustomizer beans, and it is tuned and watched.",
                        beanName);
            }
        }
        return bean;
    }

    private boolean isNamed(String beanName) {
        return properties.getObject().getMongo().keySet().stream()
                .map(MongoPoolsRegistrar::clientBean)
                .anyMatch(beanName::equals);
    }

    private boolean isShared(String beanName) {
        return beanFactory.containsBean(beanName) && beanFactory.isSingleton(beanName);
    }

    private void add(MongoWatch watch, MongoClient client, String beanName) {
        // Who turned Boot's indicator off does not want this client to decide whether the application is up.
        boolean probed = environment.getProperty("management.health.mongodb.enabled", Boolean.class, true);
        try {
            pools.getObject().add(watch.pool(beanName, client, probed, census.getObject()));
        } catch (IllegalArgumentException ex) {
            throw new InvalidPoolConfigurationException(
                    "The MongoClient bean '%s' cannot be added to the pools: %s".formatted(beanName, ex.getMessage()),
                    "Give the bean or the pool another name.");
        }
    }
}
