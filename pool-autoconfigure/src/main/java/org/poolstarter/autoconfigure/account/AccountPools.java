/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.account;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountGuard;
import org.poolstarter.account.AccountLimits;
import org.poolstarter.account.AccountPermits;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.AccountPoolBuilder;
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
import org.poolstarter.protection.AccountProtection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ReflectionUtils;

/** Makes the account pools that the registrar has defined. */
final class AccountPools implements SmartInitializingSingleton {

    private static final Logger logger = LoggerFactory.getLogger(AccountPools.class);
    private static final Duration LIMITS_REFRESH = Duration.ofMinutes(1);

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
            requireText(name, keys.prefix() + ".limits", " and call changeLimit of the pool");
        }
        try {
            AccountPoolSettings limits =
                    new AccountSettingsResolver(keys).resolve(Boolean.TRUE.equals(own.getExclusive()));
            keys.showSizing(own.getSizing(), own.getAdaptiveMinSize(), own.getAdaptiveMaxSize());
            showProviderLimit(keys, own.getProviderLimit());
            showEach(keys, "limits", accountLimits);
            showEach(keys, "priorities", own.getPriorities());
            AccountPoolBuilder<A, C> builder = AccountPool.builder(name, factory)
                    .limits(limits)
                    .accountLimits(accountLimits)
                    .priorities(own.getPriorities())
                    .limitWindows(new LimitWindowResolver(keys).resolve(own.getWindows()));
            Integer maxSizeLimit = keys.value("max-size-limit", AccountTuning::getMaxSizeLimit);
            if (maxSizeLimit != null) {
                builder.maxSizeLimit(maxSizeLimit);
            }
            limitSource(builder, name, own, keys);
            guard(builder, name, own, keys);
            permits(builder, name, own, keys);
            return builder.settings(keys.settings())
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

    /* What the service allows, which the doctor judges the pool by. */
    private static void showProviderLimit(ResolvedKeys<AccountTuning> keys, @Nullable Integer limit) {
        if (limit == null) {
            return;
        }
        if (limit < 1) {
            throw new IllegalArgumentException("provider-limit must be at least 1 but is " + limit);
        }
        keys.show("provider-limit", limit, keys.prefix() + ".provider-limit");
    }

    private static void showEach(ResolvedKeys<AccountTuning> keys, String family, Map<String, Integer> values) {
        values.forEach((element, value) -> keys.show(
                "%s[%s]".formatted(family, element), value, "%s.%s[%s]".formatted(keys.prefix(), family, element)));
    }

    @SuppressWarnings("unchecked") // as with the factory, the application has it for the accounts of this pool
    private <A, C> void limitSource(
            AccountPoolBuilder<A, C> builder,
            String name,
            AccountPoolProperties own,
            ResolvedKeys<AccountTuning> keys) {
        AccountLimits<A> source = companion(AccountLimits.class, name, "AccountLimits");
        Duration refresh = own.getLimitsRefresh();
        if (source != null) {
            Duration interval = (refresh != null) ? refresh : LIMITS_REFRESH;
            keys.show("limits-refresh", interval, (refresh != null) ? keys.prefix() + ".limits-refresh" : "built-in");
            builder.limitsFrom(source, interval);
        } else if (refresh != null) {
            throw new InvalidPoolConfigurationException(
                    "%s.limits-refresh is set but there is no AccountLimits bean of this pool".formatted(keys.prefix()),
                    "Define an AccountLimits bean with the qualifier %s, or remove the key.".formatted(name));
        }
    }

    @SuppressWarnings("unchecked") // as with the factory, the application has it for the accounts of this pool
    private <A, C> void guard(
            AccountPoolBuilder<A, C> builder,
            String name,
            AccountPoolProperties own,
            ResolvedKeys<AccountTuning> keys) {
        AccountGuard<A> guard = companion(AccountGuard.class, name, "AccountGuard");
        if (guard != null) {
            builder.guard(guard);
            return;
        }
        AccountProtection protection =
                new ProtectionResolver(keys, properties.getProtection(), classLoader()).resolve(own);
        if (protection != null) {
            builder.guard(protection.guard(name, System::nanoTime));
        }
    }

    @SuppressWarnings("unchecked") // as with the factory, the application has it for the accounts of this pool
    private <A, C> void permits(
            AccountPoolBuilder<A, C> builder,
            String name,
            AccountPoolProperties own,
            ResolvedKeys<AccountTuning> keys) {
        AccountPermits<A> permits = companion(AccountPermits.class, name, "AccountPermits");
        ClusterResolver cluster = new ClusterResolver(keys, own, classLoader());
        if (permits != null) {
            keys.show("cluster.enabled", true, "bean");
            builder.permits(permits);
        } else if (cluster.isEnabled()) {
            requireText(name, keys.prefix() + ".cluster", "s");
            cluster.requireLibraries();
            builder.permits(new RedisPermitsFactory(beanFactory).create(name, keys.prefix(), own, cluster.resolve()));
        }
    }

    private ClassLoader classLoader() {
        ClassLoader known = beanFactory.getBeanClassLoader();
        return (known != null) ? known : AccountPools.class.getClassLoader();
    }

    /** The bean of a type that has the name of the pool as its qualifier, or is named after it; null without one. */
    private <T> @Nullable T companion(Class<T> type, String name, String suffix) {
        List<String> found = Arrays.stream(beanFactory.getBeanNamesForType(type))
                .filter(bean -> isOf(name, suffix, bean))
                .toList();
        if (found.size() > 1) {
            throw new InvalidPoolConfigurationException(
                    "pools.accounts.%s has more than one %s: the beans %s"
                            .formatted(name, suffix, String.join(", ", found)),
                    "Give the qualifier %s to one of them only.".formatted(name));
        }
        return found.isEmpty() ? null : beanFactory.getBean(found.get(0), type);
    }

    private boolean isOf(String name, String suffix, String bean) {
        return BeanFactoryAnnotationUtils.isQualifierMatch(
                qualifier -> qualifier.equals(name) || qualifier.equals(name + suffix), bean, beanFactory);
    }

    /** Says of a guard and of a source of limits that none of the pools takes, since nothing else would show it. */
    @Override
    public void afterSingletonsInstantiated() {
        warnOfStrays(AccountGuard.class, "AccountGuard");
        warnOfStrays(AccountLimits.class, "AccountLimits");
        warnOfStrays(AccountPermits.class, "AccountPermits");
    }

    private void warnOfStrays(Class<?> type, String suffix) {
        Set<String> names = properties.getAccounts().keySet();
        for (String bean : beanFactory.getBeanNamesForType(type)) {
            if (!names.isEmpty() && names.stream().noneMatch(name -> isOf(name, suffix, bean))) {
                logger.warn(
                        "The {} bean '{}' is of no pool under pools.accounts, and has no effect there: give it the name of one ({}) as its qualifier",
                        suffix,
                        bean,
                        String.join(", ", names));
            }
        }
    }

    /** Limits of single accounts, and replicas, say which account by its text, so it needs one. */
    private void requireText(String name, String key, String insteadOfKey) {
        Class<?> account = beanFactory
                .getMergedBeanDefinition(name + "AccountPool")
                .getResolvableType()
                .as(AccountPool.class)
                .getGeneric(0)
                .resolve();
        if (account != null && !account.isInterface() && isTextless(account)) {
            throw new InvalidPoolConfigurationException(
                    "%s names accounts by their text, but %s has no toString of its own"
                            .formatted(key, account.getName()),
                    "Give %s a toString that names the account without a secret, or remove the key%s."
                            .formatted(account.getSimpleName(), insteadOfKey));
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
