/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.JdbcPoolProperties;
import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.jdbc.JdbcPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Binder;
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

    private static final Logger logger = LoggerFactory.getLogger(NamedJdbcPoolsRegistrar.class);

    private static final Set<String> RESERVED = Set.of("dataSource", "mongo");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");

    private final Environment environment;
    private final ConfigurableListableBeanFactory beanFactory;

    NamedJdbcPoolsRegistrar(Environment environment, BeanFactory beanFactory) {
        this.environment = environment;
        this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        Map<String, JdbcPoolProperties> pools = new TreeMap<>(Binder.get(environment)
                .bindOrCreate("pools", PoolsProperties.class)
                .getJdbc());
        if (pools.isEmpty()) {
            return;
        }
        pools.keySet().forEach(NamedJdbcPoolsRegistrar::checkName);
        String primary = primary(pools);
        pools.keySet().forEach(name -> register(name, name.equals(primary), registry));
    }

    private static void checkName(String name) {
        if (RESERVED.contains(name)) {
            throw new InvalidPoolConfigurationException(
                    "pools.jdbc.%s has a reserved name: it is that of a bean of Spring Boot".formatted(name),
                    "Give the pool another name.");
        }
        if (!NAME.matcher(name).matches()) {
            throw new InvalidPoolConfigurationException(
                    "pools.jdbc.%s has a name that cannot be that of a pool".formatted(name),
                    "Use letters, digits and dashes only, beginning with a letter.");
        }
    }

    /** The pool that serves injection points without a qualifier; null where something else does. */
    private @Nullable String primary(Map<String, JdbcPoolProperties> pools) {
        List<String> chosen = pools.entrySet().stream()
                .filter(pool -> Boolean.TRUE.equals(pool.getValue().getPrimary()))
                .map(Map.Entry::getKey)
                .toList();
        if (chosen.size() > 1) {
            throw new InvalidPoolConfigurationException(
                    "%s are both true: only one pool can be primary"
                            .formatted(String.join(" and ", keys(chosen.subList(0, 2)))),
                    "Keep one of them.");
        }
        String other = BootDataSource.origin(environment, beanFactory, pools.keySet());
        if (other != null) {
            chosen.forEach(name -> logger.warn(
                    "pools.jdbc.{}.primary=true has no effect: {} configures another data source, which is the primary",
                    name,
                    other));
            return null;
        }
        if (!chosen.isEmpty()) {
            return chosen.get(0);
        }
        List<String> eligible = pools.entrySet().stream()
                .filter(pool -> pool.getValue().getPrimary() == null)
                .map(Map.Entry::getKey)
                .toList();
        if (pools.size() == 1) {
            return eligible.isEmpty() ? null : eligible.get(0);
        }
        throw new InvalidPoolConfigurationException(
                "None of the pools under pools.jdbc is primary: %s".formatted(String.join(", ", pools.keySet())),
                "Set one of %s to true.".formatted(String.join(", ", keys(List.copyOf(pools.keySet())))));
    }

    private static List<String> keys(List<String> pools) {
        return pools.stream()
                .map(name -> JdbcSettingsResolver.prefix(name) + ".primary")
                .toList();
    }

    private static void register(String name, boolean primary, BeanDefinitionRegistry registry) {
        String pool = name + "JdbcPool";
        RuntimeBeanReference dataSource = new RuntimeBeanReference(dataSourceOf(name));
        registry.registerBeanDefinition(pool, definition(name, JdbcPool.class, "pool", name));
        RootBeanDefinition source =
                definition(name, HikariDataSource.class, "dataSource", new RuntimeBeanReference(pool));
        source.setDefaultCandidate(primary);
        source.setPrimary(primary);
        registry.registerBeanDefinition(dataSourceOf(name), source);
        registry.registerBeanDefinition(
                name + "JdbcClient", definition(name, JdbcClient.class, "jdbcClient", dataSource));
        registry.registerBeanDefinition(
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
