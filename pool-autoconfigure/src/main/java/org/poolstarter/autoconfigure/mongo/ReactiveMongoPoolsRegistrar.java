/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.reactivestreams.client.MongoClient;
import org.poolstarter.autoconfigure.PoolNames;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/** Registers the reactive client of each name as {@link MongoPoolsRegistrar} does the other one, but to be made late. */
final class ReactiveMongoPoolsRegistrar implements ImportBeanDefinitionRegistrar {

    private final Environment environment;

    ReactiveMongoPoolsRegistrar(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
        for (String name : PoolNames.read(environment).getMongo().keySet()) {
            boolean primary = registry.getBeanDefinition(MongoPoolsRegistrar.clientBean(name))
                    .isPrimary();
            register(registry, name, primary);
        }
    }

    private static void register(BeanDefinitionRegistry registry, String name, boolean primary) {
        String memberBean = name + "ReactiveMongoMember";
        RootBeanDefinition member = MongoPoolsRegistrar.definition(
                NamedReactiveMongoPools.Member.class, name, NamedReactiveMongoPools.BEAN_NAME, "member", name);
        member.setDestroyMethodName("close");
        member.setLazyInit(true);
        RootBeanDefinition client = MongoPoolsRegistrar.definition(
                MongoClient.class,
                name,
                NamedReactiveMongoPools.BEAN_NAME,
                "client",
                new RuntimeBeanReference(memberBean));
        // The member closes it.
        client.setDestroyMethodName("");
        client.setLazyInit(true);
        MongoPoolsRegistrar.makeCandidate(client, primary);
        PoolNames.define(registry, MongoPoolsRegistrar.key(name), memberBean, member);
        PoolNames.define(registry, MongoPoolsRegistrar.key(name), clientBean(name), client);
    }

    static String clientBean(String name) {
        return name + "ReactiveMongoClient";
    }
}
