/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.PoolNames;
import org.poolstarter.jdbc.JdbcPool;
import org.poolstarter.jdbc.WatchedJdbcPool;
import org.poolstarter.pool.Pools;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.ConfigurationPropertiesBean;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Adds each pool of HikariCP that is a bean, or is wrapped by one, and is not a named pool to the registry, once there
 * are all beans. The beans stay as they are.
 */
final class WatchedJdbcPools implements SmartInitializingSingleton {

    private static final String SUFFIX = "datasource";

    private final Pools pools;
    private final ApplicationContext context;
    private final HikariBeans hikariBeans;
    private final BootDataSourceTuning tuning;
    private final ObjectProvider<HikariMeters> meters;
    private final ObjectProvider<DbHealthReplacement> health;

    /* Named pools too. Written by one thread while the context starts. */
    private final Set<DataSource> watched = Collections.newSetFromMap(new IdentityHashMap<>());

    WatchedJdbcPools(
            Pools pools,
            ApplicationContext context,
            HikariBeans hikariBeans,
            BootDataSourceTuning tuning,
            ObjectProvider<HikariMeters> meters,
            ObjectProvider<DbHealthReplacement> health) {
        this.pools = pools;
        this.context = context;
        this.hikariBeans = hikariBeans;
        this.tuning = tuning;
        this.meters = meters;
        this.health = health;
    }

    @Override
    public void afterSingletonsInstantiated() {
        context.getBeansOfType(JdbcPool.class, false, true).values().forEach(pool -> watched.add(pool.dataSource()));
        Map<String, DataSource> beans = new LinkedHashMap<>(context.getBeansOfType(DataSource.class, false, true));
        beans.replaceAll(hikariBeans::asMade);
        beans.forEach((name, bean) -> {
            if (bean instanceof HikariDataSource) {
                watch(name, bean);
            }
        });
        beans.forEach(this::watch);
        if (!beans.isEmpty() && beans.values().stream().allMatch(this::isWatched)) {
            health.ifAvailable(DbHealthReplacement::replace);
        }
    }

    private void watch(String bean, DataSource dataSource) {
        if (root(dataSource) instanceof HikariDataSource hikari && watched.add(hikari)) {
            WatchedSettings settings = settingsOf(bean, hikari);
            WatchedJdbcPool pool = new WatchedJdbcPool(nameOf(bean), hikari, settings, settings::assignment);
            meters.ifAvailable(meter -> pool.publishTo(meter.trackerFactory()));
            add(bean, pool);
        }
    }

    /* Whether all that this data source does can be seen: it is, or only wraps, a pool that is watched. */
    private boolean isWatched(DataSource dataSource) {
        return watched.contains(root(dataSource));
    }

    /* What proxies and delegates lead to. One that chooses among several, such as a routing source, leads to itself. */
    private static DataSource root(DataSource dataSource) {
        Object target = AopProxyUtils.getSingletonTarget(dataSource);
        if (target == null && dataSource instanceof DelegatingDataSource delegating) {
            target = delegating.getTargetDataSource();
        }
        return (target instanceof DataSource inner) ? root(inner) : dataSource;
    }

    private void add(String bean, WatchedJdbcPool pool) {
        try {
            pools.add(pool);
        } catch (IllegalArgumentException ex) {
            throw new InvalidPoolConfigurationException(
                    "The data source of bean '%s' cannot be watched: %s".formatted(bean, ex.getMessage()),
                    "Give every pool a name of its own, whatever its backend: rename the bean or the other pool.");
        }
    }

    private WatchedSettings settingsOf(String bean, HikariDataSource dataSource) {
        ConfigurationPropertiesBean bound = ConfigurationPropertiesBean.get(context, dataSource, bean);
        String prefix = (bound != null) ? bound.getAnnotation().prefix() : null;
        return new WatchedSettings(
                dataSource,
                prefix,
                (prefix != null) ? HikariKeys.under(prefix, context.getEnvironment()) : Map.of(),
                DriverPlaces.of(prefix, context.getEnvironment(), dataSource),
                tuning.isTuned(bean) ? tuning : null);
    }

    /** The name of the bean, less {@code DataSource} at its end where what is left is a name that is free. */
    private String nameOf(String bean) {
        String shorter = bean.toLowerCase(Locale.ROOT).endsWith(SUFFIX)
                ? bean.substring(0, bean.length() - SUFFIX.length())
                : bean;
        return Stream.of(shorter, bean)
                .filter(name -> !name.isEmpty() && !PoolNames.isReserved(name))
                .filter(name -> pools.find(name).isEmpty())
                .findFirst()
                .orElse(bean);
    }
}
