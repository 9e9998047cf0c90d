/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import org.poolstarter.autoconfigure.PoolsAutoConfiguration;
import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.autoconfigure.ProfileResolver;
import org.poolstarter.autoconfigure.health.BootIndicator;
import org.poolstarter.jdbc.WatchedJdbcPool;
import org.poolstarter.pool.Pools;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.metrics.DataSourcePoolMetricsAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the pools that are not ours: Boot's own, tuned by the default profile unless
 * {@code pools.tune-boot=false}, and those of the user's own beans. Both are watched.
 */
@AutoConfiguration(
        after = {
            PoolsAutoConfiguration.class,
            NamedJdbcPoolsAutoConfiguration.class,
            DataSourceAutoConfiguration.class,
            DataSourcePoolMetricsAutoConfiguration.class
        })
@ConditionalOnClass({HikariDataSource.class, DataSourceAutoConfiguration.class})
@ConditionalOnBooleanProperty(name = "pools.enabled", matchIfMissing = true)
public final class WatchedJdbcPoolsAutoConfiguration {

    @Bean
    static HikariPostProcessor bootDataSourceProfile(ObjectProvider<BootDataSourceTuning> tuning) {
        return new HikariPostProcessor(
                HikariPostProcessor.BEFORE_BINDING,
                (bean, dataSource) -> tuning.getObject().beforeBinding(bean, dataSource));
    }

    @Bean
    static HikariPostProcessor bootDataSourceLimits(
            ObjectProvider<BootDataSourceTuning> tuning, ObjectProvider<HikariBeans> hikariBeans) {
        return new HikariPostProcessor(HikariPostProcessor.AFTER_BINDING, (bean, dataSource) -> {
            tuning.getObject().afterBinding(bean, dataSource);
            hikariBeans.getObject().made(bean, dataSource);
            WatchedJdbcPool.listen(dataSource);
        });
    }

    @Bean
    HikariBeans hikariBeans() {
        return new HikariBeans();
    }

    @Bean
    BootDataSourceTuning bootDataSourceTuning(
            PoolsProperties properties,
            ProfileResolver profiles,
            Environment environment,
            ConfigurableListableBeanFactory beanFactory) {
        return new BootDataSourceTuning(properties, profiles, environment, beanFactory);
    }

    @Bean
    WatchedJdbcPools watchedJdbcPools(
            Pools pools,
            ApplicationContext context,
            HikariBeans hikariBeans,
            BootDataSourceTuning tuning,
            ObjectProvider<HikariMeters> meters,
            ObjectProvider<DbHealthReplacement> health) {
        return new WatchedJdbcPools(pools, context, hikariBeans, tuning, meters, health);
    }

    /** Where Boot publishes the meters of HikariCP. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    @ConditionalOnBean(DataSourcePoolMetricsAutoConfiguration.class)
    @ConditionalOnSingleCandidate(MeterRegistry.class)
    static class MetersConfiguration {

        @Bean
        HikariMeters hikariMeters(MeterRegistry registry) {
            return new HikariMeters(registry);
        }
    }

    /** Where Boot's health is present. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthContributorRegistry.class)
    @ConditionalOnBooleanProperty(name = "pools.health.replace", matchIfMissing = true)
    static class HealthConfiguration {

        @Bean
        DbHealthReplacement dbHealthReplacement(
                ObjectProvider<HealthContributorRegistry> registry, Environment environment, BeanFactory beanFactory) {
            return new DbHealthReplacement(new BootIndicator(registry, environment, beanFactory));
        }
    }
}
