/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.jdbc.JdbcPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.core.env.Environment;

/**
 * Takes Boot's indicator {@code db} out of the health of the application, where every data source is a named pool and
 * so reported by the component {@code pools}. Boot's would wait for a connection of a full pool.
 */
final class DbHealthReplacement implements SmartInitializingSingleton {

    private static final Logger logger = LoggerFactory.getLogger(DbHealthReplacement.class);

    private static final String DB = "db";

    private final PoolsProperties properties;
    private final ListableBeanFactory beanFactory;
    private final Environment environment;
    private final ObjectProvider<HealthContributorRegistry> registry;

    DbHealthReplacement(
            PoolsProperties properties,
            ListableBeanFactory beanFactory,
            Environment environment,
            ObjectProvider<HealthContributorRegistry> registry) {
        this.properties = properties;
        this.beanFactory = beanFactory;
        this.environment = environment;
        this.registry = registry;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (!properties.getHealth().isReplace() || !everyDataSourceIsOurs()) {
            return;
        }
        if (isInGroup()) {
            logger.warn("The health indicator db stays, and may wait for a full pool: a health group includes it. "
                    + "Let the group include pools instead of db.");
            return;
        }
        registry.ifAvailable(contributors -> contributors.unregisterContributor(DB));
    }

    private boolean everyDataSourceIsOurs() {
        Set<String> ours = beanFactory.getBeansOfType(JdbcPool.class).values().stream()
                .map(pool -> NamedJdbcPoolsRegistrar.dataSourceOf(pool.name()))
                .collect(Collectors.toSet());
        return !ours.isEmpty()
                && ours.containsAll(Arrays.asList(beanFactory.getBeanNamesForType(DataSource.class, true, false)));
    }

    /* Boot refuses to start when a group names an indicator that does not exist. */
    private boolean isInGroup() {
        Map<String, Group> groups = Binder.get(environment)
                .bind("management.endpoint.health.group", Bindable.mapOf(String.class, Group.class))
                .orElse(Map.of());
        return groups.values().stream()
                .flatMap(group -> group.include().stream())
                .anyMatch(name -> name.equals(DB) || name.startsWith(DB + "/"));
    }

    /** The one key of a health group that matters here. */
    record Group(Set<String> include) {

        Group {
            include = (include != null) ? Set.copyOf(include) : Set.of();
        }
    }
}
