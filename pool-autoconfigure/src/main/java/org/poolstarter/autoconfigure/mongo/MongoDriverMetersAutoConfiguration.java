/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.client.MongoClient;
import io.micrometer.core.instrument.binder.mongodb.MongoCommandTagsProvider;
import io.micrometer.core.instrument.binder.mongodb.MongoConnectionPoolTagsProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Gives Boot's meters {@code mongodb.driver.*} a tag that tells clients apart. A tags provider of the application stays
 * the only one.
 */
@AutoConfiguration(beforeName = "org.springframework.boot.mongodb.autoconfigure.metrics.MongoMetricsAutoConfiguration")
@ConditionalOnClass({MongoClient.class, MongoCommandTagsProvider.class})
@ConditionalOnBooleanProperty(
        name = {"pools.enabled", "pools.metrics.enabled"},
        matchIfMissing = true)
public final class MongoDriverMetersAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    MongoCommandTagsProvider namedMongoCommandTags() {
        return new NamedMongoTags.OfCommands();
    }

    @Bean
    @ConditionalOnMissingBean
    MongoConnectionPoolTagsProvider namedMongoConnectionPoolTags() {
        return new NamedMongoTags.OfConnectionPools();
    }
}
