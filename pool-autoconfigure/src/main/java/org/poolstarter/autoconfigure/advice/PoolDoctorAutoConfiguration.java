/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.advice;

import java.time.InstantSource;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.Silence;
import org.poolstarter.advice.SizeCeiling;
import org.poolstarter.advice.doctor.Doctor;
import org.poolstarter.autoconfigure.PoolsAutoConfiguration;
import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.pool.Pools;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;

/**
 * What servers tell, the doctor of configurations and the connection budget; {@code pools.doctor.enabled=false} turns them
 * off.
 */
@AutoConfiguration(after = PoolsAutoConfiguration.class)
@ConditionalOnBean({Pools.class, PoolMonitor.class})
@ConditionalOnBooleanProperty(name = "pools.doctor.enabled", matchIfMissing = true)
@ImportRuntimeHints(ApplicationSurroundings.Hints.class)
public final class PoolDoctorAutoConfiguration {

    @Bean
    PoolDoctoring poolDoctoring(
            Pools pools,
            PoolMonitor monitor,
            PoolsProperties properties,
            Environment environment,
            ObjectProvider<ServletThreads> threads) {
        PoolDoctoring doctoring = new PoolDoctoring(
                pools,
                DoctorSettings.of(properties),
                ApplicationSurroundings.of(environment, threads.getIfAvailable()),
                new Silence(properties.getSilence()),
                InstantSource.system());
        monitor.consult(doctoring.doctor());
        return doctoring;
    }

    @Bean
    Doctor poolDoctor(PoolDoctoring doctoring) {
        return doctoring.doctor();
    }

    @Bean
    @ConditionalOnMissingBean
    SizeCeiling poolSizeCeiling(PoolDoctoring doctoring) {
        return doctoring.doctor().budget();
    }

    @Bean
    BudgetCheck poolBudgetCheck(
            PoolsProperties properties, PoolDoctoring doctoring, ConfigurableApplicationContext context) {
        return new BudgetCheck(
                properties.isCheck(),
                doctoring.servers(),
                doctoring.doctor().budget(),
                context,
                System.out::print, // what a check is run for, not a log
                System::exit);
    }

    /** Where requests are served by threads of a servlet container. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class ServletConfiguration {

        @Bean
        ServletThreads poolServletThreads(Environment environment) {
            return new ServletThreads(environment);
        }
    }
}
