/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.mongodb.reactivestreams.client.MongoClient;
import java.time.Duration;
import java.util.Objects;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.poolstarter.autoconfigure.PoolsAutoConfiguration;
import org.poolstarter.autoconfigure.mongo.NamedMongoPoolsAutoConfiguration;
import org.poolstarter.autoconfigure.mongo.NamedReactiveMongoPoolsAutoConfiguration;
import org.poolstarter.mongo.WireServer;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.Pools;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.registry.ReactiveHealthContributorRegistry;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoReactiveAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** Where the reactive driver is on the class path: each name has a client of both kinds. */
@Tag("reactive-driver")
class ReactiveMongoTests {

    private final WireServer first = WireServer.start();
    private final WireServer second = WireServer.start();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    PoolsAutoConfiguration.class,
                    NamedMongoPoolsAutoConfiguration.class,
                    NamedReactiveMongoPoolsAutoConfiguration.class,
                    MongoAutoConfiguration.class,
                    MongoReactiveAutoConfiguration.class))
            .withPropertyValues(
                    "pools.mongo.sessions.uri=" + first.uri("app"),
                    "pools.mongo.sessions.primary=true",
                    "pools.mongo.sessions.max-size=7",
                    "pools.mongo.sessions.min-idle=0",
                    "pools.mongo.archive.uri=" + second.uri("app"),
                    "pools.mongo.archive.min-idle=0");

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    @Test
    void eachNameHasAReactiveClientOfItsOwnServerAndSettings() {
        runner.run(context -> {
            assertThat(context).hasNotFailed();
            Reactive.insert(context.getBean("sessionsReactiveMongoClient", MongoClient.class), "first");
            Reactive.insert(context.getBean("archiveReactiveMongoClient", MongoClient.class), "second");
            assertThat(first.received("insert")).isEqualTo(1);
            assertThat(second.received("insert")).isEqualTo(1);
            Pool reactive = pool(context, "sessions-reactive");
            assertThat(reactive.snapshot().max()).isEqualTo(7);
            assertThat(reactive.settings().settings())
                    .extracting(Setting::key, Setting::origin)
                    .containsExactlyElementsOf(pool(context, "sessions").settings().settings().stream()
                            .map(setting -> tuple(setting.key(), setting.origin()))
                            .toList());
            await().untilAsserted(() -> {
                reactive.snapshot();
                assertThat(Objects.requireNonNull(reactive.recorder()).totals().acquired())
                        .isEqualTo(1);
            });
        });
    }

    @Test
    void theReactiveClientOfThePrimaryServesBoot() {
        runner.run(context -> assertThat(context.getBean(MongoClient.class))
                .isSameAs(context.getBean("sessionsReactiveMongoClient")));
    }

    @Test
    void aReactiveClientThatNobodyWantsIsNotMade() {
        runner.run(context -> {
            assertThat(context.getBean(Pools.class).all())
                    .extracting(Pool::name)
                    .containsExactly("archive", "sessions");
            context.getBean("archiveReactiveMongoClient");
            assertThat(context.getBean(Pools.class).all())
                    .extracting(Pool::name)
                    .containsExactly("archive", "archive-reactive", "sessions");
        });
    }

    @Test
    void bothClientsOfANameAreCountedAndNotTakenForDuplicates() {
        runner.run(context -> {
            context.getBean("sessionsReactiveMongoClient");
            Pool sessions = pool(context, "sessions");
            assertThat(sessions.notices()).isEmpty();
            assertThat(String.valueOf(sessions.sections().get("process")))
                    .contains("clients=3", "sessions-reactive: 1 server x 7");
        });
    }

    @Test
    void closingTheContextClosesTheReactiveClients() {
        runner.run(
                context -> Reactive.insert(context.getBean("sessionsReactiveMongoClient", MongoClient.class), "first"));
        await().until(() -> first.connections() == 0);
    }

    @Test
    void bootsReactiveIndicatorGivesWayWhereEveryClientIsOurs() {
        new WebApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .withClassLoader(new FilteredClassLoader(
                        "com.zaxxer.hikari", "org.springframework.jdbc", "org.springframework.boot.jdbc"))
                .withPropertyValues("pools.mongo.sessions.uri=" + first.uri("app"))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(ReactiveHealthContributorRegistry.class)
                                    .getContributor("mongo"))
                            .isNull();
                    assertThat(context.getBean(Pools.class).all())
                            .extracting(Pool::name)
                            .containsExactly("sessions", "sessions-reactive");
                });
    }

    private static Pool pool(ApplicationContext context, String name) {
        return context.getBean(Pools.class).find(name).orElseThrow();
    }

    /** Apart, so that the methods of the tests can be listed where the driver is absent. */
    private static final class Reactive {

        static void insert(MongoClient client, String name) {
            Mono.from(client.getDatabase("app").getCollection("places").insertOne(new Document("name", name)))
                    .block(Duration.ofSeconds(10));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
