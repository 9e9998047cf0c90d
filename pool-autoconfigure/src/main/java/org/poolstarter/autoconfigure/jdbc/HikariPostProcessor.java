/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.util.function.BiConsumer;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.PriorityOrdered;

/** Does something to each data source of HikariCP before it is initialized, at its place among those that do so too. */
final class HikariPostProcessor implements BeanPostProcessor, PriorityOrdered {

    /** Ahead of Boot's binding of properties, which is the second of all. */
    static final int BEFORE_BINDING = HIGHEST_PRECEDENCE;

    /** Behind Boot's binding of properties and connection details. */
    static final int AFTER_BINDING = HIGHEST_PRECEDENCE + 3;

    private final int order;
    private final BiConsumer<String, HikariDataSource> action;

    /**
     * A post-processor.
     *
     * @param action takes the name of the bean and the bean
     */
    HikariPostProcessor(int order, BiConsumer<String, HikariDataSource> action) {
        this.order = order;
        this.action = action;
    }

    @Override
    public int getOrder() {
        return order;
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        if (bean instanceof HikariDataSource dataSource) {
            action.accept(beanName, dataSource);
        }
        return bean;
    }
}
