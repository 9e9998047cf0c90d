/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.autoconfigure.ProfileResolver;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Contexts with Boot's MongoDB auto-configurations and ours. */
final class MongoContexts {

    private MongoContexts() {}

    static ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withUserConfiguration(Profiles.class)
                .withConfiguration(AutoConfigurations.of(
                        NamedMongoPoolsAutoConfiguration.class,
                        MongoAutoConfiguration.class,
                        DataMongoAutoConfiguration.class));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(PoolsProperties.class)
    static class Profiles {

        @Bean
        ProfileResolver profileResolver(PoolsProperties properties) {
            return new ProfileResolver(properties);
        }
    }
}
