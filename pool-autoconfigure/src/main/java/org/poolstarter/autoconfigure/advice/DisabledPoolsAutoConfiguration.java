/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.advice;

import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/** Stops an application that is run with {@code --pools.check} and has no pools: it would run on instead of checking them. */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "pools.enabled", havingValue = false)
@Import(DisabledPoolsAutoConfiguration.Refusal.class)
public final class DisabledPoolsAutoConfiguration {

    /* A registrar, so that no bean is made before. */
    static final class Refusal implements ImportBeanDefinitionRegistrar {

        private final Environment environment;

        Refusal(Environment environment) {
            this.environment = environment;
        }

        @Override
        public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
            if (CheckOption.isOn(environment)) {
                throw new InvalidPoolConfigurationException(
                        "pools.check=true needs pools.enabled=true: without pools there is nothing to check",
                        "Remove one of the two.");
            }
        }
    }
}
