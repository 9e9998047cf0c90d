/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.client.MongoClient;
import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.autoconfigure.ProfileResolver;
import org.poolstarter.autoconfigure.health.BootIndicator;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.boot.mongodb.autoconfigure.StandardMongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Tunes and watches Boot's own MongoDB client, and one that the application builds with Boot's customizers. It comes last,
 * so that among customizers without an order the watching one is last.
 */
@AutoConfiguration
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass({MongoClient.class, MongoClientSettingsBuilderCustomizer.class})
@ConditionalOnBooleanProperty(name = "pools.enabled", matchIfMissing = true)
public final class UnnamedMongoClientsAutoConfiguration {

    @Bean
    UnnamedMongoClients unnamedMongoClients(
            PoolsProperties properties,
            ProfileResolver profiles,
            ObjectProvider<StandardMongoClientSettingsBuilderCustomizer> standard,
            ObjectProvider<MongoConnectionDetails> connectionDetails) {
        return new UnnamedMongoClients(
                properties, new MongoPoolSettingsResolver(properties, profiles), standard, connectionDetails);
    }

    @Bean
    UnnamedMongoClientCustomizer.Tuning unnamedMongoClientTuning(UnnamedMongoClients clients) {
        return new UnnamedMongoClientCustomizer.Tuning(clients);
    }

    @Bean
    UnnamedMongoClientCustomizer.Watching unnamedMongoClientWatching(UnnamedMongoClients clients) {
        return new UnnamedMongoClientCustomizer.Watching(clients);
    }

    @Bean
    static MongoClientWatcher mongoClientWatcher(BeanFactory beanFactory, Environment environment) {
        return new MongoClientWatcher(beanFactory, environment);
    }

    /** Only where there are health indicators. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthContributorRegistry.class)
    @ConditionalOnBooleanProperty(name = "pools.health.replace", matchIfMissing = true)
    static class Health {

        @Bean
        MongoHealthReplacement mongoHealthReplacement(
                ListableBeanFactory beanFactory,
                MongoClientWatcher watcher,
                ObjectProvider<HealthContributorRegistry> registry,
                Environment environment) {
            return new MongoHealthReplacement(
                    beanFactory, watcher, new BootIndicator(registry, environment, beanFactory));
        }
    }
}
