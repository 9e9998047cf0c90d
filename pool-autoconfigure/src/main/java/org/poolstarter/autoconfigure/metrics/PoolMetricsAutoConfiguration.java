/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.autoconfigure.PoolsAutoConfiguration;
import org.poolstarter.metrics.PoolMeters;
import org.poolstarter.pool.Pools;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The meters {@code pool.*}; {@code pools.metrics.enabled=false} turns them off. */
@AutoConfiguration(
        after = PoolsAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({PoolMonitor.class, MeterRegistry.class})
@ConditionalOnBooleanProperty(name = "pools.metrics.enabled", matchIfMissing = true)
public final class PoolMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    PoolMeters poolMeters(Pools pools, PoolMonitor monitor) {
        return new PoolMeters(pools, monitor::events);
    }
}
