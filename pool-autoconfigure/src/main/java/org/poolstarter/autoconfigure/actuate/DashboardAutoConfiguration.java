/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.actuate;

import org.jspecify.annotations.Nullable;
import org.poolstarter.actuate.DashboardEndpoint;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.autoconfigure.PoolsAutoConfiguration;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;

/** The endpoint {@code poolsui}: the page that shows the pools, where it is exposed. */
@AutoConfiguration(after = PoolsAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(PoolMonitor.class)
@ImportRuntimeHints(DashboardAutoConfiguration.Hints.class)
public final class DashboardAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint
    DashboardEndpoint dashboardEndpoint(Environment environment, ObjectProvider<WebEndpointsSupplier> endpoints) {
        return new DashboardEndpoint(
                environment.getProperty("spring.application.name", "application"), endpoints::getObject);
    }

    /** The page's files, which nothing else would keep in a native image. */
    static final class Hints implements RuntimeHintsRegistrar {

        @Override
        public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
            hints.resources().registerPattern("org/poolstarter/actuate/dashboard/*");
        }
    }
}
