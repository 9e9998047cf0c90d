/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;

/** The names under {@code pools}, which become names and qualifiers of beans and values of tags. */
public final class PoolNames {

    /** In lower case, because names of beans that differ in case only are a trap. */
    private static final Set<String> RESERVED = Set.of("datasource", "mongo");

    /** What the endpoint shows beside pools, under their names. */
    private static final String BUDGET = "budget";

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");

    private PoolNames() {}

    /**
     * Defines a bean of a pool.
     *
     * @param pool the key of the pool, such as {@code pools.jdbc.orders}
     * @throws InvalidPoolConfigurationException if the application defines a bean of that name itself
     */
    public static void define(
            BeanDefinitionRegistry registry, String pool, String beanName, BeanDefinition definition) {
        if (registry.containsBeanDefinition(beanName)) {
            throw new InvalidPoolConfigurationException(
                    "%s defines the bean '%s', and so does the application".formatted(pool, beanName),
                    "Rename the pool or your bean, or remove one of the two.");
        }
        registry.registerBeanDefinition(beanName, definition);
    }

    /**
     * What is configured under {@code pools}, read before there are beans.
     *
     * @throws InvalidPoolConfigurationException if a name cannot be used, or stands under two backends
     * @throws org.springframework.boot.context.properties.bind.BindException if a key is unknown or its value does not fit
     */
    public static PoolsProperties read(Environment environment) {
        PoolsProperties properties = Binder.get(environment)
                .bindOrCreate(
                        "pools",
                        Bindable.of(PoolsProperties.class),
                        EmptyValues.around(new NoUnboundElementsBindHandler(
                                BindHandler.DEFAULT, new UnboundElementsSourceFilter())));
        dropEchoes("pools.jdbc.", properties.getJdbc().keySet());
        dropEchoes("pools.mongo.", properties.getMongo().keySet());
        dropEchoes("pools.accounts.", properties.getAccounts().keySet());
        Map<String, String> keys = new TreeMap<>();
        check("pools.jdbc.", properties.getJdbc().keySet(), keys);
        check("pools.mongo.", properties.getMongo().keySet(), keys);
        check("pools.accounts.", properties.getAccounts().keySet(), keys);
        return properties;
    }

    /** Whether only a pool of Boot's own may have this name. */
    public static boolean isReserved(String name) {
        return RESERVED.stream().anyMatch(name::equalsIgnoreCase);
    }

    /**
     * The environment cannot spell dashes and upper case: {@code POOLS_JDBC_MYORDERS_PASSWORD} is a key of the pool
     * {@code my-orders}, and is read as one of a pool {@code myorders} besides, which nobody named.
     */
    private static void dropEchoes(String prefix, Set<String> names) {
        Map<String, String> spelled = new HashMap<>();
        for (String name : new TreeSet<>(names)) {
            String other = name.equals(uniform(name)) ? null : spelled.put(uniform(name), name);
            if (other != null) {
                throw new InvalidPoolConfigurationException(
                        "%s%s and %s%s differ in case and dashes only".formatted(prefix, other, prefix, name),
                        "Rename one of the two: their keys cannot be told apart.");
            }
        }
        names.removeIf(spelled::containsKey);
    }

    private static String uniform(String name) {
        return name.replace("-", "").toLowerCase(Locale.ROOT);
    }

    private static void check(String prefix, Set<String> names, Map<String, String> keys) {
        for (String name : names) {
            String key = prefix + name;
            if (isReserved(name)) {
                throw new InvalidPoolConfigurationException(
                        key + " has a name that is reserved for a bean of Spring Boot", "Give the pool another name.");
            }
            if (name.equals(BUDGET)) {
                throw new InvalidPoolConfigurationException(
                        key + " has a name that is reserved for the connection budget", "Give the pool another name.");
            }
            if (!NAME.matcher(name).matches()) {
                throw new InvalidPoolConfigurationException(
                        key + " has a name that cannot be that of a pool",
                        "Use letters, digits and dashes only, beginning with a letter.");
            }
            String other = keys.put(uniform(name), key);
            if (other != null) {
                throw new InvalidPoolConfigurationException(
                        "%s and %s have the same name".formatted(other, key),
                        "Give every pool a name of its own, whatever its backend: rename one of the two.");
            }
        }
    }
}
