/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.health;

import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.autoconfigure.PoolsAutoConfiguration;
import org.poolstarter.health.PoolsHealth;
import org.poolstarter.pool.Pools;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;

/** The health component {@code pools}; {@code management.health.pools.enabled=false} turns it off. */
@AutoConfiguration(after = PoolsAutoConfiguration.class)
@ConditionalOnClass({CompositeHealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(PoolMonitor.class)
@ConditionalOnEnabledHealthIndicator("pools")
@ImportRuntimeHints(HealthGroupRuntimeHints.class)
public final class PoolsHealthAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = {"poolsHealthContributor", "poolsHealthIndicator"})
    PoolsHealth poolsHealthContributor(Pools pools, PoolMonitor monitor) {
        return new PoolsHealth(pools, monitor);
    }
}
