/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.mongo.MongoPool;
import org.poolstarter.mongo.MongoPoolSettings;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.boot.mongodb.autoconfigure.StandardMongoClientSettingsBuilderCustomizer;

/** Makes the pool and client beans of a name, from the values of the moment when the bean is created. */
final class NamedMongoPools {

    static final String BEAN_NAME = "namedMongoPools";

    private final MongoPoolSettingsResolver resolver;
    private final NamedMongoSsl ssl;
    private final ListableBeanFactory beanFactory;

    NamedMongoPools(MongoPoolSettingsResolver resolver, NamedMongoSsl ssl, ListableBeanFactory beanFactory) {
        this.resolver = resolver;
        this.ssl = ssl;
        this.beanFactory = beanFactory;
    }

    /**
     * Bean {@code <name>MongoPool}.
     *
     * @throws InvalidPoolConfigurationException if a value cannot be used, or no server answers and the pool is to fail
     *     fast; then it blocks for up to the server selection timeout
     */
    MongoPool pool(String name) {
        MongoConnectionDetails details = connectionDetails(name);
        MongoPoolSettings settings = resolver.resolve(name, details);
        MongoPool pool = MongoPool.open(
                settings, ssl.context(name, settings.connectionString(), details), customizersOfTheApplication());
        if (resolver.isFailFast(name)) {
            requireAnswer(pool, settings);
        }
        return pool;
    }

    /** Bean {@code <name>MongoClient}. */
    MongoClient client(MongoPool pool) {
        return pool.client();
    }

    private @Nullable MongoConnectionDetails connectionDetails(String name) {
        for (String beanName : beanFactory.getBeanNamesForType(MongoConnectionDetails.class)) {
            if (BeanFactoryAnnotationUtils.isQualifierMatch(name::equals, beanName, beanFactory)) {
                return beanFactory.getBean(beanName, MongoConnectionDetails.class);
            }
        }
        return null;
    }

    private List<Consumer<MongoClientSettings.Builder>> customizersOfTheApplication() {
        List<Consumer<MongoClientSettings.Builder>> customizers = new ArrayList<>();
        beanFactory
                .getBeanProvider(MongoClientSettingsBuilderCustomizer.class)
                .orderedStream()
                // Boot's own puts the hosts and options of spring.mongodb.uri into every client it is applied to.
                .filter(customizer -> !(customizer instanceof StandardMongoClientSettingsBuilderCustomizer)
                        && !(customizer instanceof UnnamedMongoClientCustomizer))
                .forEach(customizer -> customizers.add(customizer::customize));
        return customizers;
    }

    private static void requireAnswer(MongoPool pool, MongoPoolSettings settings) {
        try {
            pool.probe().check(settings.values().timeouts().serverSelection());
        } catch (Exception ex) {
            // Any failure of the driver: whatever it is, there is no answer, and the client must not stay open.
            pool.close();
            throw noAnswer(settings, ex);
        }
    }

    private static InvalidPoolConfigurationException noAnswer(MongoPoolSettings settings, Exception failure) {
        String reason = (failure instanceof MongoException) ? failure.getMessage() : failure.toString();
        return new InvalidPoolConfigurationException(
                "pools.mongo.%s.fail-fast=true and no server of %s answered within %s ms: %s"
                        .formatted(
                                settings.name(),
                                settings.target(),
                                settings.values().timeouts().serverSelection().toMillis(),
                                reason),
                "Start the server, correct pools.mongo.%1$s.uri, or set pools.mongo.%1$s.fail-fast=false."
                        .formatted(settings.name()));
    }
}
