/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.DefaultCandidates;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Finds out what, if anything, gives the application a data source that is not one of our named pools. */
final class BootDataSource {

    private static final List<String> KEYS =
            List.of("spring.datasource.url", "spring.datasource.jndi-name", "spring.datasource.type");

    private BootDataSource() {}

    /**
     * What configures it.
     *
     * @return a key or the name of a bean, for people; null if nothing does
     */
    static @Nullable String origin(
            Environment environment, ConfigurableListableBeanFactory beanFactory, Set<String> pools) {
        for (String key : KEYS) {
            if (StringUtils.hasText(environment.getProperty(key))) {
                return key;
            }
        }
        for (String bean : beanFactory.getBeanNamesForType(DataSource.class, true, false)) {
            if (DefaultCandidates.contains(bean, beanFactory)) {
                return "bean " + bean;
            }
        }
        for (String bean : beanFactory.getBeanNamesForType(JdbcConnectionDetails.class, true, false)) {
            if (DefaultCandidates.contains(bean, beanFactory)
                    && pools.stream().noneMatch(pool -> isFor(pool, bean, beanFactory))) {
                return "bean " + bean;
            }
        }
        return null;
    }

    /** The bean of connection details that is qualified with this pool's name; null if there is none. */
    static @Nullable String connectionDetailsOf(String pool, ListableBeanFactory beanFactory) {
        return beanOf(pool, JdbcConnectionDetails.class, beanFactory);
    }

    /** The bean of this type that has this pool's name, or is qualified with it; null if there is none. */
    static @Nullable String beanOf(String pool, Class<?> type, ListableBeanFactory beanFactory) {
        return Arrays.stream(beanFactory.getBeanNamesForType(type, true, false))
                .filter(bean -> isFor(pool, bean, beanFactory))
                .findFirst()
                .orElse(null);
    }

    private static boolean isFor(String pool, String bean, BeanFactory beanFactory) {
        return BeanFactoryAnnotationUtils.isQualifierMatch(pool::equals, bean, beanFactory);
    }
}
