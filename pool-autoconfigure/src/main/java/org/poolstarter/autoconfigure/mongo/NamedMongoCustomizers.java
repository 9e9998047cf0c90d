/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.mongodb.autoconfigure.StandardMongoClientSettingsBuilderCustomizer;

/**
 * Which customizers of the application are for which named client: one that is qualified by the name of a client is for
 * that one alone, all others are for all.
 */
final class NamedMongoCustomizers {

    private final Set<String> names;
    private final ListableBeanFactory beanFactory;

    NamedMongoCustomizers(Set<String> names, ListableBeanFactory beanFactory) {
        this.names = names;
        this.beanFactory = beanFactory;
    }

    /** In the order of the application. */
    List<MongoClientSettingsBuilderCustomizer> of(String name) {
        Set<MongoClientSettingsBuilderCustomizer> ofOthers = ofOthersThan(name);
        return beanFactory
                .getBeanProvider(MongoClientSettingsBuilderCustomizer.class)
                // Also those that are no default candidates, so that Boot does not apply them to its own client.
                .orderedStream(ObjectProvider.UNFILTERED)
                // Boot's own puts the hosts and options of spring.mongodb.uri into every client it is applied to.
                .filter(customizer -> !(customizer instanceof StandardMongoClientSettingsBuilderCustomizer)
                        && !(customizer instanceof UnnamedMongoClientCustomizer)
                        && !ofOthers.contains(customizer))
                .toList();
    }

    private Set<MongoClientSettingsBuilderCustomizer> ofOthersThan(String name) {
        Set<MongoClientSettingsBuilderCustomizer> ofOthers = Collections.newSetFromMap(new IdentityHashMap<>());
        for (String bean : beanFactory.getBeanNamesForType(MongoClientSettingsBuilderCustomizer.class)) {
            if (isFor(bean, names) && !isFor(bean, Set.of(name))) {
                ofOthers.add(beanFactory.getBean(bean, MongoClientSettingsBuilderCustomizer.class));
            }
        }
        return ofOthers;
    }

    private boolean isFor(String bean, Set<String> clients) {
        return BeanFactoryAnnotationUtils.isQualifierMatch(clients::contains, bean, beanFactory);
    }
}
