/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.account;

import org.poolstarter.account.AccountPool;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.autoconfigure.PoolNames;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers {@code <name>AccountPool} for each name under {@code pools.accounts}. Its generic type is that of the client
 * factory where that is known, so that it is injected by type as well as by qualifier.
 */
final class AccountPoolsRegistrar implements ImportBeanDefinitionRegistrar {

    static final String FACTORY_BEAN = "org.poolstarter.accountPools";

    private final Environment environment;
    private final ConfigurableListableBeanFactory beanFactory;

    AccountPoolsRegistrar(Environment environment, BeanFactory beanFactory) {
        this.environment = environment;
        this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
        PoolNames.read(environment).getAccounts().keySet().forEach(name -> register(name, registry));
    }

    private void register(String name, BeanDefinitionRegistry registry) {
        PoolNames.define(registry, "pools.accounts." + name, name + "AccountPool", definition(name));
    }

    private RootBeanDefinition definition(String name) {
        RootBeanDefinition definition = new RootBeanDefinition(AccountPool.class);
        definition.setFactoryBeanName(FACTORY_BEAN);
        definition.setFactoryMethodName("create");
        definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
        definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
        definition.setTargetType(poolType(name));
        definition.setDestroyMethodName("close");
        return definition;
    }

    private ResolvableType poolType(String name) {
        ResolvableType factory = factoryType(name).as(ClientFactory.class);
        return (factory.resolve() != null)
                ? ResolvableType.forClassWithGenerics(AccountPool.class, factory.getGenerics())
                : ResolvableType.forClass(AccountPool.class);
    }

    private ResolvableType factoryType(String name) {
        if (!beanFactory.containsBeanDefinition(name)) {
            return ResolvableType.NONE;
        }
        Class<?> type = beanFactory.getType(name, false);
        BeanDefinition definition = beanFactory.getMergedBeanDefinition(name);
        ResolvableType declared = definition.getResolvableType();
        return (declared.resolve() != null) ? declared : ResolvableType.forClass(type);
    }
}
