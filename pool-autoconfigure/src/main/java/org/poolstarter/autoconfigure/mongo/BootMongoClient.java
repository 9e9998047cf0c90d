/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.client.MongoClient;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.DefaultCandidates;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;

/** Whether the application has a MongoDB client besides the named ones: Boot's, or one of its own. */
final class BootMongoClient {

    private static final String PREFIX = "spring.mongodb";

    /** The keys that say how any client works, and not that there is one. */
    private static final Set<String> NOT_A_TARGET = Set.of("representation", "ssl");

    private BootMongoClient() {}

    /**
     * Looks for it among what is configured and defined so far. Creates no bean.
     *
     * @param names the names of our clients: connection details that are qualified by one of them are that client's
     * @return the key or bean that configures it, or null
     */
    static @Nullable String find(Binder binder, ConfigurableListableBeanFactory beanFactory, Set<String> names) {
        Map<String, Object> keys = new TreeMap<>(
                binder.bind(PREFIX, Bindable.mapOf(String.class, Object.class)).orElseGet(Map::of));
        keys.keySet().removeAll(NOT_A_TARGET);
        if (!keys.isEmpty()) {
            return PREFIX + "." + keys.keySet().iterator().next();
        }
        for (String bean : beanFactory.getBeanNamesForType(MongoConnectionDetails.class, true, false)) {
            if (DefaultCandidates.contains(bean, beanFactory)
                    && !BeanFactoryAnnotationUtils.isQualifierMatch(names::contains, bean, beanFactory)) {
                return "bean " + bean;
            }
        }
        for (String bean : beanFactory.getBeanNamesForType(MongoClient.class, true, false)) {
            if (DefaultCandidates.contains(bean, beanFactory)) {
                return "bean " + bean;
            }
        }
        return null;
    }
}
