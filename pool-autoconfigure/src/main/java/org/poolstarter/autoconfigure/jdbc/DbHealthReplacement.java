/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.poolstarter.autoconfigure.health.BootIndicator;
import org.poolstarter.jdbc.JdbcPool;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Takes Boot's indicator {@code db} out of the health of the application, where every data source is a named pool and
 * so reported by the component {@code pools}. Boot's would wait for a connection of a full pool.
 */
final class DbHealthReplacement implements SmartInitializingSingleton {

    private static final String DB = "db";

    private final ListableBeanFactory beanFactory;
    private final BootIndicator indicator;

    DbHealthReplacement(ListableBeanFactory beanFactory, BootIndicator indicator) {
        this.beanFactory = beanFactory;
        this.indicator = indicator;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (everyDataSourceIsOurs()) {
            indicator.giveWay(DB);
        }
    }

    private boolean everyDataSourceIsOurs() {
        Set<String> ours = beanFactory.getBeansOfType(JdbcPool.class).values().stream()
                .map(pool -> NamedJdbcPoolsRegistrar.dataSourceOf(pool.name()))
                .collect(Collectors.toSet());
        return !ours.isEmpty()
                && ours.containsAll(Arrays.asList(beanFactory.getBeanNamesForType(DataSource.class, true, false)));
    }
}
