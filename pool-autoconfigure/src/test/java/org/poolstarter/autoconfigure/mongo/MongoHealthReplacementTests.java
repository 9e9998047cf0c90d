/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.poolstarter.autoconfigure.health.PoolsHealthAutoConfiguration;
import org.poolstarter.mongo.MongoPool;
import org.poolstarter.mongo.WireServer;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.mongodb.autoconfigure.health.MongoHealthContributorAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.metrics.MongoMetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class MongoHealthReplacementTests {

    private static final String NAMED = "pools.mongo.sessions.uri=mongodb://127.0.0.1:1/app";

    private final ApplicationContextRunner runner = MongoContexts.runner()
            .withConfiguration(AutoConfigurations.of(
                    PoolsHealthAutoConfiguration.class,
                    HealthContributorRegistryAutoConfiguration.class,
                    HealthContributorAutoConfiguration.class,
                    MongoHealthContributorAutoConfiguration.class));

    @Test
    void bootsIndicatorGivesWayWhereEveryClientIsOurs() {
        runner.withPropertyValues(NAMED)
                .run(context -> assertThat(
                                context.getBean(HealthContributorRegistry.class).getContributor("mongo"))
                        .isNull());
    }

    @Test
    void bootsIndicatorStaysOnRequest() {
        runner.withPropertyValues(NAMED, "pools.health.replace=false")
                .run(context -> assertThat(
                                context.getBean(HealthContributorRegistry.class).getContributor("mongo"))
                        .isNotNull());
    }

    @Test
    void bootsIndicatorGivesWayWhereItsOwnClientIsWatched() {
        runner.withPropertyValues(NAMED, "spring.mongodb.uri=mongodb://127.0.0.1:1/boot")
                .run(context -> assertThat(
                                context.getBean(HealthContributorRegistry.class).getContributor("mongo"))
                        .isNull());
    }

    @Test
    void bootsIndicatorStaysWhereAClientIsNotWatched() {
        runner.withPropertyValues(NAMED)
                .withBean("own", MongoClient.class, () -> MongoClients.create("mongodb://127.0.0.1:1/own"))
                .run(context -> assertThat(
                                context.getBean(HealthContributorRegistry.class).getContributor("mongo"))
                        .isNotNull());
    }

    @Test
    void bootsMetersCoverNamedClients() {
        try (WireServer server = WireServer.start()) {
            MongoContexts.runner()
                    .withConfiguration(AutoConfigurations.of(MongoMetricsAutoConfiguration.class))
                    .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                    .withPropertyValues("pools.mongo.sessions.uri=" + server.uri("app"))
                    .run(context -> {
                        context.getBean(MongoPool.class)
                                .client()
                                .listDatabaseNames()
                                .first();
                        MeterRegistry registry = context.getBean(MeterRegistry.class);
                        assertThat(registry.get("mongodb.driver.pool.size")
                                        .tag("server.address", server.address())
                                        .gauge()
                                        .value())
                                .isPositive();
                        assertThat(registry.get("mongodb.driver.commands").timers())
                                .isNotEmpty();
                    });
        }
    }
}
