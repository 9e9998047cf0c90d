/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.client.MongoClient;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.MongoPoolProperties;
import org.poolstarter.autoconfigure.PoolNames;
import org.poolstarter.autoconfigure.PrimaryPool;
import org.poolstarter.mongo.MongoPool;
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
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.gridfs.GridFsTemplate;
import org.springframework.util.ClassUtils;

/**
 * Registers the beans of each named client by factory methods, so that they can be written out ahead of time. Names and
 * the primary one are settled here; values are read when a bean is created.
 */
final class MongoPoolsRegistrar implements ImportBeanDefinitionRegistrar {

    private final Environment environment;
    private final ConfigurableListableBeanFactory beanFactory;
    private final ClassLoader classLoader;

    MongoPoolsRegistrar(Environment environment, BeanFactory beanFactory, ClassLoader classLoader) {
        this.environment = environment;
        this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
        this.classLoader = classLoader;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
        Map<String, MongoPoolProperties> pools = PoolNames.read(environment).getMongo();
        Map<String, @Nullable Boolean> primaryByName = new HashMap<>();
        pools.forEach((name, pool) -> primaryByName.put(name, pool.getPrimary()));
        String other = BootMongoClient.find(Binder.get(environment), beanFactory, pools.keySet());
        String primary = PrimaryPool.among("pools.mongo", primaryByName, other);
        boolean templates = ClassUtils.isPresent("org.springframework.data.mongodb.core.MongoTemplate", classLoader);
        for (String name : pools.keySet()) {
            registerClient(registry, name, name.equals(primary));
            if (templates) {
                SpringData.register(registry, name, name.equals(primary));
            }
        }
    }

    private static void registerClient(BeanDefinitionRegistry registry, String name, boolean primary) {
        RootBeanDefinition pool = definition(MongoPool.class, name, NamedMongoPools.BEAN_NAME, "pool", name);
        pool.setDestroyMethodName("close");
        PoolNames.define(registry, key(name), poolBean(name), pool);
        RootBeanDefinition client = definition(
                MongoClient.class, name, NamedMongoPools.BEAN_NAME, "client", new RuntimeBeanReference(poolBean(name)));
        client.setDestroyMethodName("close");
        makeCandidate(client, primary);
        PoolNames.define(registry, key(name), clientBean(name), client);
    }

    static RootBeanDefinition definition(
            Class<?> type, String name, String factoryBean, String factoryMethod, Object... arguments) {
        RootBeanDefinition definition = new RootBeanDefinition(type);
        definition.setFactoryBeanName(factoryBean);
        definition.setFactoryMethodName(factoryMethod);
        for (int i = 0; i < arguments.length; i++) {
            definition.getConstructorArgumentValues().addIndexedArgumentValue(i, arguments[i]);
        }
        definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
        definition.setDefaultCandidate(false);
        return definition;
    }

    static void makeCandidate(RootBeanDefinition definition, boolean primary) {
        definition.setDefaultCandidate(primary);
        definition.setPrimary(primary);
    }

    static String key(String name) {
        return "pools.mongo." + name;
    }

    private static String poolBean(String name) {
        return name + "MongoPool";
    }

    static String clientBean(String name) {
        return name + "MongoClient";
    }

    /** Apart, because it names classes that may be absent. */
    private static final class SpringData {

        static void register(BeanDefinitionRegistry registry, String name, boolean primary) {
            RootBeanDefinition databaseFactory = definition(
                    MongoDatabaseFactory.class,
                    name,
                    NamedMongoTemplates.BEAN_NAME,
                    "databaseFactory",
                    new RuntimeBeanReference(poolBean(name)),
                    new RuntimeBeanReference(clientBean(name)));
            // Boot's database factory backs off before it, and Boot's template and repositories are built on it.
            makeCandidate(databaseFactory, primary);
            String factoryBean = name + "MongoDatabaseFactory";
            String templateBean = name + "MongoTemplate";
            PoolNames.define(registry, key(name), factoryBean, databaseFactory);
            companion(registry, name, templateBean, MongoTemplate.class, "template", factoryBean);
            companion(
                    registry, name, name + "GridFsTemplate", GridFsTemplate.class, "gridFs", factoryBean, templateBean);
            // Never for who names none: not every server has transactions, and JDBC may be beside it.
            companion(
                    registry,
                    name,
                    name + "MongoTransactionManager",
                    MongoTransactionManager.class,
                    "transactionManager",
                    factoryBean);
        }

        private static void companion(
                BeanDefinitionRegistry registry,
                String name,
                String bean,
                Class<?> type,
                String factoryMethod,
                String... references) {
            Object[] arguments =
                    Arrays.stream(references).map(RuntimeBeanReference::new).toArray();
            PoolNames.define(
                    registry,
                    key(name),
                    bean,
                    definition(type, name, NamedMongoTemplates.BEAN_NAME, factoryMethod, arguments));
        }
    }
}
