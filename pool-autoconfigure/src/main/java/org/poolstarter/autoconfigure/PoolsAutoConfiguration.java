/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.time.InstantSource;
import java.util.Comparator;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.SizeCeiling;
import org.poolstarter.advice.sizing.AdaptiveSizes;
import org.poolstarter.advice.sizing.SizingAdvisor;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.Pools;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;

/** The one model: the registry of all {@link Pool} beans, and the monitor that watches them. */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "pools.enabled", matchIfMissing = true)
@EnableConfigurationProperties(PoolsProperties.class)
@Import(RequiredLibraries.class)
@ImportRuntimeHints(PoolsRuntimeHints.class)
public final class PoolsAutoConfiguration {

    @Bean
    static EmptyValues emptyPoolValues() {
        return new EmptyValues();
    }

    @Bean
    ProfileResolver poolProfileResolver(PoolsProperties properties) {
        return new ProfileResolver(properties);
    }

    @Bean
    @ConditionalOnMissingBean
    Pools pools() {
        return Pools.create();
    }

    @Bean
    PoolBeansRegistration poolBeansRegistration(Pools pools, ListableBeanFactory beanFactory) {
        return new PoolBeansRegistration(pools, beanFactory);
    }

    @Bean
    PoolMonitoring poolMonitoring(Pools pools, PoolsProperties properties) {
        return new PoolMonitoring(
                pools,
                WatchSettings.of(properties),
                WatchSettings.summaryInterval(properties),
                InstantSource.system(),
                new PoolEventsSource(properties.getEvents()));
    }

    @Bean
    PoolMonitor poolMonitor(PoolMonitoring monitoring) {
        return monitoring.monitor();
    }

    @Bean
    @ConditionalOnMissingBean
    SizingAdvisor poolSizingAdvisor(
            PoolMonitor monitor, PoolsProperties properties, ObjectProvider<SizeCeiling> ceilings) {
        return new SizingAdvisor(monitor, SizingKeys.settings(properties), lowest(ceilings));
    }

    @Bean
    AdaptiveSizes poolAdaptiveSizes() {
        return new AdaptiveSizes();
    }

    @Bean
    AdaptiveSizing poolAdaptiveSizing(
            Pools pools, SizingAdvisor advisor, AdaptiveSizes sizes, PoolsProperties properties) {
        return new AdaptiveSizing(pools, advisor, sizes, properties);
    }

    /* Asked for each time, so that a ceiling may need beans that are made later. */
    private static SizeCeiling lowest(ObjectProvider<SizeCeiling> ceilings) {
        return pool -> ceilings.stream()
                .flatMap(ceiling -> ceiling.of(pool).stream())
                .min(Comparator.comparingInt(SizeCeiling.Bound::maxSize));
    }

    @Bean
    @ConditionalOnBooleanProperty(name = "pools.events.publish", matchIfMissing = true)
    PoolEventPublication poolEventPublication(
            Pools pools, PoolMonitor monitor, PoolsProperties properties, ApplicationEventPublisher publisher) {
        return new PoolEventPublication(pools, monitor, publisher, new PoolEventsSource(properties.getEvents()));
    }
}
