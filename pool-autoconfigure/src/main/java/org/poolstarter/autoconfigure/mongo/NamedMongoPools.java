/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.PoolsProperties;
import org.poolstarter.mongo.MongoCensus;
import org.poolstarter.mongo.MongoPool;
import org.poolstarter.mongo.MongoPoolSettings;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;

/** Makes the pool and client beans of a name, from the values of the moment when the bean is created. */
final class NamedMongoPools {

    static final String BEAN_NAME = "namedMongoPools";

    /** The bounds of the driver: what it refuses, and its default. */
    private static final Duration SHORTEST_HEARTBEAT = Duration.ofMillis(500);

    private static final Duration LONGEST_HEARTBEAT = Duration.ofSeconds(10);

    private final MongoPoolSettingsResolver resolver;
    private final NamedMongoSsl ssl;
    private final NamedMongoCustomizers customizersOfTheApplication;
    private final Duration heartbeat;
    private final MongoCensus census;
    private final ListableBeanFactory beanFactory;

    NamedMongoPools(
            PoolsProperties properties,
            MongoPoolSettingsResolver resolver,
            NamedMongoSsl ssl,
            MongoCensus census,
            ListableBeanFactory beanFactory) {
        this.customizersOfTheApplication =
                new NamedMongoCustomizers(properties.getMongo().keySet(), beanFactory);
        this.heartbeat = heartbeat(properties.getHealth().getInterval());
        this.resolver = resolver;
        this.ssl = ssl;
        this.census = census;
        this.beanFactory = beanFactory;
    }

    /**
     * Bean {@code <name>MongoPool}.
     *
     * @throws InvalidPoolConfigurationException if a value cannot be used, or no server answers and the pool is to fail
     *     fast; then it blocks for up to the server selection timeout
     */
    MongoPool pool(String name) {
        MongoPool pool = build(name, MongoPool::open);
        if (resolver.isFailFast(name)) {
            requireAnswer(pool, resolver.resolve(name, connectionDetails(name)));
        }
        return pool;
    }

    /**
     * Makes a pool of this name, of whatever kind.
     *
     * @throws InvalidPoolConfigurationException if a value cannot be used
     */
    <P> P build(String name, Opening<P> opening) {
        MongoConnectionDetails details = connectionDetails(name);
        MongoPoolSettings settings = resolver.resolve(name, details);
        SSLContext tls = ssl.context(name, settings.connectionString(), details);
        return opening.open(settings, tls, customizers(name, settings), census);
    }

    /** Bean {@code <name>MongoClient}. */
    MongoClient client(MongoPool pool) {
        return pool.client();
    }

    /** Health rests on heartbeats: a server that dies must be noticed within the interval. */
    private static Duration heartbeat(Duration interval) {
        Duration half = interval.dividedBy(2);
        Duration atMost = (half.compareTo(LONGEST_HEARTBEAT) < 0) ? half : LONGEST_HEARTBEAT;
        return (atMost.compareTo(SHORTEST_HEARTBEAT) < 0) ? SHORTEST_HEARTBEAT : atMost;
    }

    private @Nullable MongoConnectionDetails connectionDetails(String name) {
        for (String beanName : beanFactory.getBeanNamesForType(MongoConnectionDetails.class)) {
            if (BeanFactoryAnnotationUtils.isQualifierMatch(name::equals, beanName, beanFactory)) {
                return beanFactory.getBean(beanName, MongoConnectionDetails.class);
            }
        }
        return null;
    }

    private List<Consumer<MongoClientSettings.Builder>> customizers(String name, MongoPoolSettings settings) {
        List<Consumer<MongoClientSettings.Builder>> customizers = new ArrayList<>();
        if (settings.connectionString().getHeartbeatFrequency() == null) {
            customizers.add(builder -> builder.applyToServerSettings(
                    server -> server.heartbeatFrequency(heartbeat.toMillis(), TimeUnit.MILLISECONDS)));
        }
        customizersOfTheApplication.of(name).forEach(customizer -> customizers.add(customizer::customize));
        return customizers;
    }

    private static void requireAnswer(MongoPool pool, MongoPoolSettings settings) {
        try {
            pool.ping(settings.values().timeouts().serverSelection());
        } catch (RuntimeException ex) {
            // Any failure of the driver: whatever it is, there is no answer, and the client must not stay open.
            pool.close();
            throw noAnswer(settings, ex);
        }
    }

    private static InvalidPoolConfigurationException noAnswer(MongoPoolSettings settings, RuntimeException failure) {
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

    /** How a pool is made from all that was gathered. */
    @FunctionalInterface
    interface Opening<P> {

        P open(
                MongoPoolSettings settings,
                @Nullable SSLContext tls,
                List<Consumer<MongoClientSettings.Builder>> customizers,
                MongoCensus census);
    }
}
