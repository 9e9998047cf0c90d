/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.account;

import java.time.Duration;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.AccountPoolSettings;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.autoconfigure.AccountPoolProperties;
import org.poolstarter.autoconfigure.AccountTuning;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.PoolProfile;
import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.autoconfigure.ProfileResolver;
import org.poolstarter.autoconfigure.ResolvedKeys;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;

/** Makes the account pools that the registrar has defined. */
final class AccountPools {

    private final PoolsProperties properties;
    private final ProfileResolver resolver;
    private final ListableBeanFactory beanFactory;

    AccountPools(PoolsProperties properties, ProfileResolver resolver, ListableBeanFactory beanFactory) {
        this.properties = properties;
        this.resolver = resolver;
        this.beanFactory = beanFactory;
    }

    /** The pool of this name, with the client factory of this name. */
    AccountPool<?, ?> create(String name) {
        return create(name, clientFactory(name));
    }

    private <A, C> AccountPool<A, C> create(String name, ClientFactory<A, C> factory) {
        AccountPoolProperties own = properties.getAccounts().getOrDefault(name, new AccountPoolProperties());
        ResolvedKeys<AccountTuning> keys =
                resolver.resolve("pools.accounts." + name, own.getProfile(), own, PoolProfile::getAccounts);
        AccountPoolSettings limits = limits(keys, Boolean.TRUE.equals(own.getExclusive()));
        return AccountPool.builder(name, factory)
                .limits(limits)
                .settings(keys.settings())
                .build();
    }

    private static AccountPoolSettings limits(ResolvedKeys<AccountTuning> keys, boolean exclusive) {
        AccountPoolSettings.Builder builder =
                AccountPoolSettings.builder().maxSize(keys.required("max-size", AccountTuning::getMaxSize));
        int maxPerAccount = keys.required("max-per-account", AccountTuning::getMaxPerAccount);
        if (exclusive) {
            keys.show("exclusive", true, keys.prefix() + ".exclusive");
            builder.exclusive();
        }
        if (!exclusive || keys.isOwn("max-per-account")) {
            builder.maxPerAccount(maxPerAccount);
        } else {
            keys.show("max-per-account", 1, keys.prefix() + ".exclusive");
        }
        Duration acquireTimeout = keys.required("acquire-timeout", AccountTuning::getAcquireTimeout);
        builder.acquireTimeout(acquireTimeout)
                .connectTimeout(keys.atMost(
                        acquireTimeout, "acquire-timeout", "connect-timeout", AccountTuning::getConnectTimeout))
                .sessionTimeout(keys.required("session-timeout", AccountTuning::getSessionTimeout))
                .idleTimeout(keys.required("idle-timeout", AccountTuning::getIdleTimeout))
                .maxLifetime(keys.required("max-lifetime", AccountTuning::getMaxLifetime))
                .cleanupInterval(keys.required("cleanup-interval", AccountTuning::getCleanupInterval))
                .keepIdle(keys.required("keep-idle", AccountTuning::getKeepIdle))
                .closeTimeout(keys.required("close-timeout", AccountTuning::getCloseTimeout));
        try {
            return builder.build();
        } catch (IllegalArgumentException ex) {
            // The text begins with the key.
            String problem = keys.prefix() + "." + ex.getMessage();
            throw new InvalidPoolConfigurationException(
                    problem,
                    "Change %s, or remove it to use the value of the profile."
                            .formatted(problem.substring(0, problem.indexOf(' '))));
        }
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
