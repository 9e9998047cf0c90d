/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.PoolsAutoConfiguration;
import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.autoconfigure.ProfileResolver;
import org.poolstarter.pool.Pools;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Application contexts with named JDBC pools and Boot's JDBC auto-configurations. */
final class JdbcContexts {

    private JdbcContexts() {}

    static ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        PoolsAutoConfiguration.class,
                        NamedJdbcPoolsAutoConfiguration.class,
                        WatchedJdbcPoolsAutoConfiguration.class,
                        DataSourceAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        JdbcClientAutoConfiguration.class,
                        TransactionManagerCustomizationAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        TransactionAutoConfiguration.class));
    }

    /** An in-memory database as the pool of this name. */
    static String[] h2(String... pools) {
        return Arrays.stream(pools)
                .flatMap(pool -> Stream.of(
                        "pools.jdbc.%s.url=jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(pool, pool),
                        "pools.jdbc.%s.username=sa".formatted(pool)))
                .toArray(String[]::new);
    }

    /** What stopped the start of a context. */
    static InvalidPoolConfigurationException failureOf(AssertableApplicationContext context) {
        assertThat(context).hasFailed();
        Throwable failure = context.getStartupFailure();
        while (failure != null) {
            if (failure instanceof InvalidPoolConfigurationException invalid) {
                return invalid;
            }
            failure = failure.getCause();
        }
        throw new AssertionError("The start failed for another reason", context.getStartupFailure());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(PoolsProperties.class)
    static class Settings {

        @Bean
        ProfileResolver profileResolver(PoolsProperties properties) {
            return new ProfileResolver(properties);
        }

        @Bean
        Pools pools() {
            return Pools.create();
        }
    }
}
