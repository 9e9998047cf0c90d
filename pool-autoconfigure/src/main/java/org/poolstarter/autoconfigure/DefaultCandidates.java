/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;

/** Which beans serve injection points without a qualifier. */
public final class DefaultCandidates {

    private DefaultCandidates() {}

    /** Whether this bean does. Creates no bean. */
    public static boolean contains(String beanName, ConfigurableListableBeanFactory beanFactory) {
        if (!beanFactory.containsBeanDefinition(beanName)) {
            return true;
        }
        BeanDefinition definition = beanFactory.getMergedBeanDefinition(beanName);
        return definition.isAutowireCandidate()
                && (!(definition instanceof AbstractBeanDefinition candidate) || candidate.isDefaultCandidate());
    }
}
