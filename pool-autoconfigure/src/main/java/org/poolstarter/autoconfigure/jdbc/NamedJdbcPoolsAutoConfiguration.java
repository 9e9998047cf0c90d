/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.autoconfigure.ProfileResolver;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizers;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Auto-configuration of the pools under {@code pools.jdbc}: for each a {@link HikariDataSource}, a {@link JdbcClient} and
 * a {@link JdbcTransactionManager}, qualified with the pool's name.
 */
@AutoConfiguration(
        before = DataSourceAutoConfiguration.class,
        afterName = {
            "com.baomidou.dynamic.datasource.spring.boot.autoconfigure.DynamicDataSourceAutoConfiguration",
            "org.poolstarter.autoconfigure.PoolsAutoConfiguration",
            "org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration"
        })
@ConditionalOnClass({
    HikariDataSource.class,
    JdbcClient.class,
    DataSourceAutoConfiguration.class,
    TransactionManagerCustomizers.class
})
@ConditionalOnBooleanProperty(name = "pools.enabled", matchIfMissing = true)
@Import(NamedJdbcPoolsRegistrar.class)
@ImportRuntimeHints(HikariRuntimeHints.class)
public final class NamedJdbcPoolsAutoConfiguration {

    @Bean(NamedJdbcPoolsRegistrar.FACTORY)
    NamedJdbcPoolFactory namedJdbcPoolFactory(
            PoolsProperties properties,
            ProfileResolver profiles,
            Environment environment,
            ListableBeanFactory beanFactory,
            ObjectProvider<TransactionManagerCustomizers> transactionManagerCustomizers,
            JdbcSsl ssl) {
        return new NamedJdbcPoolFactory(
                properties, profiles, environment, beanFactory, transactionManagerCustomizers, ssl);
    }

    @Bean
    JdbcSsl jdbcSsl(ObjectProvider<SslBundles> bundles) {
        return new JdbcSsl(bundles.getIfAvailable());
    }
}
