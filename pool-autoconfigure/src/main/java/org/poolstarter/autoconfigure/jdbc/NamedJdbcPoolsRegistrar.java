/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.JdbcPoolProperties;
import org.poolstarter.autoconfigure.PoolNames;
import org.poolstarter.autoconfigure.PrimaryPool;
import org.poolstarter.jdbc.JdbcPool;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Defines the beans of each named pool. The definitions name methods of {@link NamedJdbcPoolFactory} and hold only the
 * pool's name: values are read when the beans are made.
 */
final class NamedJdbcPoolsRegistrar implements ImportBeanDefinitionRegistrar {

    /** The name of the bean whose methods make the beans of the pools. */
    static final String FACTORY = "namedJdbcPoolFactory";

    private final Environment environment;
    private final ConfigurableListableBeanFactory beanFactory;

    NamedJdbcPoolsRegistrar(Environment environment, BeanFactory beanFactory) {
        this.environment = environment;
        this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        Map<String, JdbcPoolProperties> pools = PoolNames.read(environment).getJdbc();
        if (pools.isEmpty()) {
            return;
        }
        Map<String, @Nullable Boolean> primaryByName = new HashMap<>();
        pools.forEach((name, pool) -> primaryByName.put(name, pool.getPrimary()));
        String primary = PrimaryPool.among(
                "pools.jdbc", primaryByName, BootDataSource.origin(environment, beanFactory, pools.keySet()));
        pools.keySet().forEach(name -> register(name, name.equals(primary), registry));
    }

    private static void register(String name, boolean primary, BeanDefinitionRegistry registry) {
        String key = JdbcSettingsResolver.prefix(name);
        String pool = name + "JdbcPool";
        RuntimeBeanReference dataSource = new RuntimeBeanReference(dataSourceOf(name));
        PoolNames.define(registry, key, pool, definition(name, JdbcPool.class, "pool", name));
        RootBeanDefinition source =
                definition(name, HikariDataSource.class, "dataSource", new RuntimeBeanReference(pool));
        source.setDefaultCandidate(primary);
        source.setPrimary(primary);
        PoolNames.define(registry, key, dataSourceOf(name), source);
        PoolNames.define(
                registry, key, name + "JdbcClient", definition(name, JdbcClient.class, "jdbcClient", dataSource));
        PoolNames.define(
                registry,
                key,
                name + "TransactionManager",
                definition(name, JdbcTransactionManager.class, "transactionManager", dataSource));
    }

    /** The name of the bean that is the data source of this pool. */
    static String dataSourceOf(String pool) {
        return pool + "DataSource";
    }

    private static RootBeanDefinition definition(String pool, Class<?> type, String method, Object argument) {
        RootBeanDefinition definition = new RootBeanDefinition();
        definition.setTargetType(type);
        definition.setFactoryBeanName(FACTORY);
        definition.setFactoryMethodName(method);
        definition.getConstructorArgumentValues().addIndexedArgumentValue(0, argument);
        definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, pool));
        definition.setDefaultCandidate(false);
        return definition;
    }
}
