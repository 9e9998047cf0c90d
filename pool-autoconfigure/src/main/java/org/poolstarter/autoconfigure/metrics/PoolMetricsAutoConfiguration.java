/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.doctor.Doctor;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.PoolsAutoConfiguration;
import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.metrics.PoolMeters;
import org.poolstarter.metrics.PoolMetersSettings;
import org.poolstarter.pool.Pools;
import org.springframework.beans.factory.ObjectProvider;
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
@ConditionalOnBean({Pools.class, PoolMonitor.class, MeterRegistry.class})
@ConditionalOnBooleanProperty(name = "pools.metrics.enabled", matchIfMissing = true)
public final class PoolMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    PoolMeters poolMeters(Pools pools, PoolMonitor monitor, PoolsProperties properties, ObjectProvider<Doctor> doctor) {
        Doctor knowing = doctor.getIfAvailable();
        return new PoolMeters(
                pools, monitor, settings(properties.getMetrics()), (knowing != null) ? knowing.budget() : null);
    }

    private static PoolMetersSettings settings(PoolsProperties.Metrics metrics) {
        if (metrics.getNaming().isEmpty()) {
            throw new InvalidPoolConfigurationException(
                    "pools.metrics.naming names no scheme",
                    "Set it to pool, to otel, or to pool,otel; pools.metrics.enabled=false publishes nothing.");
        }
        return new PoolMetersSettings(metrics.getNaming(), metrics.isHistograms());
    }
}
