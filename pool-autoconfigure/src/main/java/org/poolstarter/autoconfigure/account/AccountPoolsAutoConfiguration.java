/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.account;

import org.poolstarter.account.AccountPool;
import org.poolstarter.autoconfigure.PoolsAutoConfiguration;
import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.autoconfigure.ProfileResolver;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** An {@link AccountPool} for each name under {@code pools.accounts} that has a client factory. */
@AutoConfiguration(after = PoolsAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "pools.enabled", matchIfMissing = true)
@Import(AccountPoolsRegistrar.class)
public final class AccountPoolsAutoConfiguration {

    @Bean(AccountPoolsRegistrar.FACTORY_BEAN)
    static AccountPools accountPools(
            PoolsProperties properties, ProfileResolver resolver, ConfigurableListableBeanFactory beanFactory) {
        return new AccountPools(properties, resolver, beanFactory);
    }

    @Bean(AccountPoolsLifecycle.BEAN)
    AccountPoolsLifecycle accountPoolsLifecycle(ObjectProvider<AccountPool<?, ?>> pools, ApplicationContext context) {
        return new AccountPoolsLifecycle(pools, context);
    }
}
