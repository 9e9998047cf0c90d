/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.actuate;

import java.util.ArrayList;
import java.util.List;
import org.poolstarter.actuate.PoolRulesEndpoint;
import org.poolstarter.actuate.PoolsControlEndpoint;
import org.poolstarter.actuate.PoolsControlFields;
import org.poolstarter.actuate.PoolsEndpoint;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.doctor.Doctor;
import org.poolstarter.advice.sizing.AdaptiveSizes;
import org.poolstarter.advice.sizing.SizingAdvisor;
import org.poolstarter.autoconfigure.PoolsAutoConfiguration;
import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.metrics.PoolNaming;
import org.poolstarter.pool.Pools;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The endpoints {@code pools} and {@code poolrules}, and the hiding of secrets under {@code pools} in Boot's own endpoints. */
@AutoConfiguration(after = PoolsAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(PoolMonitor.class)
public final class PoolsEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint
    PoolsEndpoint poolsEndpoint(Pools pools, PoolMonitor monitor) {
        return new PoolsEndpoint(pools, monitor);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint(endpoint = PoolsEndpoint.class)
    PoolsControlEndpoint poolsControlEndpoint(
            PoolsEndpoint endpoint,
            Pools pools,
            PoolMonitor monitor,
            SizingAdvisor advisor,
            AdaptiveSizes sizes,
            ObjectProvider<Doctor> doctor) {
        return new PoolsControlEndpoint(endpoint, pools, monitor, advisor, sizes, doctor.getIfAvailable());
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint
    PoolRulesEndpoint poolRulesEndpoint(Pools pools, PoolsProperties properties, ObjectProvider<Doctor> doctor) {
        return new PoolRulesEndpoint(pools, remarks(properties.getMetrics(), doctor.getIfAvailable() != null));
    }

    private static List<String> remarks(PoolsProperties.Metrics metrics, boolean budget) {
        if (!metrics.isEnabled()) {
            return List.of("pools.metrics.enabled is false: this application publishes none of these series.");
        }
        List<String> remarks = new ArrayList<>();
        if (!metrics.getNaming().contains(PoolNaming.POOL)) {
            remarks.add(
                    "pools.metrics.naming has no 'pool': these rules find nothing of what it names otherwise. Add it.");
        }
        if (!metrics.isHistograms()) {
            remarks.add(
                    "pools.metrics.histograms is false: the percentiles of waits and PoolAcquireSlow have no data.");
        }
        if (!budget) {
            remarks.add("pools.doctor.enabled is false: PoolBudgetHigh has no data.");
        }
        return remarks;
    }

    @Bean
    @ConditionalOnAvailableEndpoint(endpoint = PoolsEndpoint.class)
    PoolsControlFields poolsControlFields() {
        return new PoolsControlFields();
    }

    @Bean
    SanitizingFunction poolsSanitizingFunction() {
        return new PoolsSanitizingFunction();
    }
}
