/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.account;

import java.lang.reflect.Method;
import java.util.Map;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.AccountPoolSettings;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.autoconfigure.AccountPoolProperties;
import org.poolstarter.autoconfigure.AccountTuning;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.PoolEventsSource;
import org.poolstarter.autoconfigure.PoolProfile;
import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.autoconfigure.ProfileResolver;
import org.poolstarter.autoconfigure.ResolvedKeys;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ReflectionUtils;

/** Makes the account pools that the registrar has defined. */
final class AccountPools {

    private final PoolsProperties properties;
    private final ProfileResolver resolver;
    private final ConfigurableListableBeanFactory beanFactory;
    private final PoolEventsSource events;

    AccountPools(PoolsProperties properties, ProfileResolver resolver, ConfigurableListableBeanFactory beanFactory) {
        this.properties = properties;
        this.resolver = resolver;
        this.beanFactory = beanFactory;
        this.events = new PoolEventsSource(properties.getEvents());
    }

    /** The pool of this name, with the client factory of this name. */
    AccountPool<?, ?> create(String name) {
        return create(name, clientFactory(name));
    }

    private <A, C> AccountPool<A, C> create(String name, ClientFactory<A, C> factory) {
        AccountPoolProperties own = properties.getAccounts().getOrDefault(name, new AccountPoolProperties());
        ResolvedKeys<AccountTuning> keys =
                resolver.resolve("pools.accounts." + name, own.getProfile(), own, PoolProfile::getAccounts);
        Map<String, Integer> accountLimits = own.getLimits();
        if (!accountLimits.isEmpty()) {
            requireText(name, keys.prefix());
        }
        try {
            AccountPoolSettings limits =
                    new AccountSettingsResolver(keys).resolve(Boolean.TRUE.equals(own.getExclusive()));
            accountLimits.forEach((account, limit) -> keys.show(
                    "limits[%s]".formatted(account), limit, "%s.limits[%s]".formatted(keys.prefix(), account)));
            return AccountPool.builder(name, factory)
                    .limits(limits)
                    .accountLimits(accountLimits)
                    .settings(keys.settings())
                    .events(events.of(name, AccountPool.BACKEND))
                    .build();
        } catch (IllegalArgumentException ex) {
            // The text begins with the key.
            String problem = keys.prefix() + "." + ex.getMessage();
            throw new InvalidPoolConfigurationException(
                    problem,
                    "Change %s, or remove it to use the value of the profile."
                            .formatted(problem.substring(0, problem.indexOf(" must "))));
        }
    }

    /** Limits of single accounts say which account by its text, so it needs one. */
    private void requireText(String name, String prefix) {
        Class<?> account = beanFactory
                .getMergedBeanDefinition(name + "AccountPool")
                .getResolvableType()
                .as(AccountPool.class)
                .getGeneric(0)
                .resolve();
        if (account != null && !account.isInterface() && isTextless(account)) {
            throw new InvalidPoolConfigurationException(
                    "%s.limits names accounts by their text, but %s has no toString of its own"
                            .formatted(prefix, account.getName()),
                    "Give %s a toString that names the account without a secret, or remove the key and call changeLimit of the pool."
                            .formatted(account.getSimpleName()));
        }
    }

    private static boolean isTextless(Class<?> account) {
        Method toString = ReflectionUtils.findMethod(account, "toString");
        return toString != null && toString.getDeclaringClass() == Object.class && account != Object.class;
    }

    private ClientFactory<?, ?> clientFactory(String name) {
        try {
            return BeanFactoryAnnotationUtils.qualifiedBeanOfType(beanFactory, ClientFactory.class, name);
        } catch (NoSuchBeanDefinitionException ex) {
            String[] others = beanFactory.getBeanNamesForType(ClientFactory.class);
            String found = (others.length == 0)
                    ? "there is no ClientFactory bean"
                    : "the ClientFactory beans are named " + String.join(", ", others);
            throw new InvalidPoolConfigurationException(
                    "pools.accounts.%s has no client factory: %s".formatted(name, found), """
                    Define a bean named '%1$s' that opens the clients of an account:

                        @Bean
                        ClientFactory<Account, Client> %1$s() {
                            return account -> Client.login(account);
                        }
                    """.formatted(name));
        }
    }
}
