/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.client.MongoClient;
import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.autoconfigure.ProfileResolver;
import org.poolstarter.mongo.MongoCensus;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.convert.MongoCustomConversions;
import org.springframework.data.mongodb.core.mapping.MongoMappingContext;

/** Makes a MongoDB client, and where Spring Data is present a template, of each name under {@code pools.mongo}. */
@AutoConfiguration(before = MongoAutoConfiguration.class)
@ConditionalOnClass({MongoClient.class, MongoClientSettingsBuilderCustomizer.class})
@ConditionalOnBooleanProperty(name = "pools.enabled", matchIfMissing = true)
@Import(MongoPoolsRegistrar.class)
public final class NamedMongoPoolsAutoConfiguration {

    @Bean
    MongoCensus mongoCensus() {
        return new MongoCensus();
    }

    @Bean
    NamedMongoPools namedMongoPools(
            PoolsProperties properties,
            ProfileResolver profiles,
            ObjectProvider<SslBundles> sslBundles,
            MongoCensus census,
            ListableBeanFactory beanFactory) {
        return new NamedMongoPools(
                properties,
                new MongoPoolSettingsResolver(properties, profiles),
                new NamedMongoSsl(properties.getMongo(), sslBundles),
                census,
                beanFactory);
    }

    /** Only where Spring Data is present. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MongoTemplate.class)
    static class Templates {

        @Bean
        NamedMongoTemplates namedMongoTemplates(
                ObjectProvider<MongoMappingContext> mappingContext,
                ObjectProvider<MongoCustomConversions> conversions) {
            return new NamedMongoTemplates(mappingContext, conversions);
        }
    }
}
