/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.reactivestreams.client.MongoClient;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.autoconfigure.health.BootIndicator;
import org.poolstarter.pool.Pools;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.health.registry.ReactiveHealthContributorRegistry;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.mongodb.autoconfigure.MongoReactiveAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * Makes a reactive client, and where reactive Spring Data is present a template, beside each client under {@code
 * pools.mongo}. They are made when they are first injected.
 */
@AutoConfiguration(before = MongoReactiveAutoConfiguration.class, after = NamedMongoPoolsAutoConfiguration.class)
@ConditionalOnClass({MongoClient.class, com.mongodb.client.MongoClient.class, MongoClientSettingsBuilderCustomizer.class
})
@ConditionalOnBooleanProperty(name = "pools.enabled", matchIfMissing = true)
@Import(ReactiveMongoPoolsRegistrar.class)
public final class NamedReactiveMongoPoolsAutoConfiguration {

    @Bean
    NamedReactiveMongoPools namedReactiveMongoPools(NamedMongoPools namedPools, Pools pools) {
        return new NamedReactiveMongoPools(namedPools, pools);
    }

    /** Only where there are health indicators. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ReactiveHealthContributorRegistry.class)
    @ConditionalOnBooleanProperty(name = "pools.health.replace", matchIfMissing = true)
    static class Health {

        /** Boot's reactive {@code mongo} gives way where every reactive client is one of ours. */
        @Bean
        SmartInitializingSingleton reactiveMongoHealthReplacement(
                ConfigurableListableBeanFactory beanFactory,
                PoolsProperties properties,
                ObjectProvider<HealthContributorRegistry> registry,
                ObjectProvider<ReactiveHealthContributorRegistry> reactiveRegistry,
                Environment environment) {
            BootIndicator indicator = new BootIndicator(registry, environment, beanFactory);
            return () -> {
                Set<String> ours = properties.getMongo().keySet().stream()
                        .map(ReactiveMongoPoolsRegistrar::clientBean)
                        .collect(Collectors.toSet());
                List<String> all = List.of(beanFactory.getBeanNamesForType(MongoClient.class, true, false));
                if (!ours.isEmpty() && ours.containsAll(all)) {
                    reactiveRegistry.ifAvailable(reactive -> indicator.giveWay("mongo", reactive));
                }
            };
        }
    }
}
