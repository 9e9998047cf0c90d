/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.account;

import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountPermits;
import org.poolstarter.account.redis.RedisPermits;
import org.poolstarter.account.redis.RedisPermitsSettings;
import org.poolstarter.autoconfigure.AccountPoolProperties;
import org.poolstarter.autoconfigure.ClusterProperties;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Finds the connections to Redis for the permits of an account pool. Loaded only where their libraries are. */
final class RedisPermitsFactory {

    private final ConfigurableListableBeanFactory beanFactory;

    RedisPermitsFactory(ConfigurableListableBeanFactory beanFactory) {
        this.beanFactory = beanFactory;
    }

    /**
     * The permits of a pool.
     *
     * @throws InvalidPoolConfigurationException if there is no connection factory, or none that can be used
     */
    <A> AccountPermits<A> create(String pool, String prefix, AccountPoolProperties own, RedisPermitsSettings settings) {
        ClusterProperties cluster = own.getCluster();
        String bean = beanName(prefix, (cluster != null) ? cluster.getRedis() : null);
        RedisConnectionFactory found = beanFactory.getBean(bean, RedisConnectionFactory.class);
        if (!(found instanceof LettuceConnectionFactory lettuce)) {
            throw new InvalidPoolConfigurationException(
                    "%s.cluster needs a LettuceConnectionFactory but the bean '%s' is a %s"
                            .formatted(prefix, bean, found.getClass().getName()),
                    "Set spring.data.redis.client-type to lettuce, or name another bean by %s.cluster.redis."
                            .formatted(prefix));
        }
        if (settings.waitReplicas() > 0 && lettuce.isClusterAware()) {
            throw new IllegalArgumentException(
                    "cluster.wait-replicas must be 0 for a Redis Cluster but is " + settings.waitReplicas());
        }
        // So that the pools give back what they have before the connections are stopped.
        beanFactory.registerDependentBean(bean, AccountPoolsLifecycle.BEAN);
        beanFactory.registerDependentBean(bean, pool + "AccountPool");
        return new RedisPermits<>(pool, settings, lettuce, System::nanoTime);
    }

    private String beanName(String prefix, @Nullable String named) {
        String[] all = beanFactory.getBeanNamesForType(RedisConnectionFactory.class, true, false);
        if (named != null) {
            if (!beanFactory.containsBean(named) || !beanFactory.isTypeMatch(named, RedisConnectionFactory.class)) {
                throw new InvalidPoolConfigurationException(
                        "%s.cluster.redis is '%s' but there is no RedisConnectionFactory bean of that name"
                                .formatted(prefix, named),
                        (all.length == 0)
                                ? "Define it, or remove the key to use that of Spring Boot."
                                : "Use one of %s.".formatted(String.join(", ", all)));
            }
            return named;
        }
        if (all.length == 1) {
            return all[0];
        }
        for (String bean : all) {
            if (beanFactory.containsBeanDefinition(bean)
                    && beanFactory.getBeanDefinition(bean).isPrimary()) {
                return bean;
            }
        }
        throw new InvalidPoolConfigurationException(
                "%s.cluster.enabled is true but there %s"
                        .formatted(
                                prefix,
                                (all.length == 0)
                                        ? "is no RedisConnectionFactory bean"
                                        : "is more than one RedisConnectionFactory bean: " + String.join(", ", all)),
                (all.length == 0)
                        ? "Add the dependency org.springframework.boot:spring-boot-starter-data-redis and set spring.data.redis.*, or set the key to false."
                        : "Name one of them by %s.cluster.redis.".formatted(prefix));
    }
}
