/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.poolstarter.mongo.WireServer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** What is left when an application is closed. */
class MongoShutdownTests {

    @ParameterizedTest
    @ValueSource(strings = {"spring.mongodb.uri", "pools.mongo.sessions.uri"})
    void neitherThreadsNorConnectionsAreLeft(String key) {
        try (WireServer server = WireServer.start()) {
            Set<Long> before = ids(Thread.getAllStackTraces().keySet());
            try (ConfigurableApplicationContext application =
                    SpringApplication.run(Application.class, "--server.port=0", "--" + key + "=" + server.uri("app"))) {
                application.getBean(MongoClient.class).listDatabaseNames().first();
                assertThat(server.connections()).isPositive();
                assertThat(newThreads(before)).anyMatch(name -> name.startsWith("cluster-"));
            }
            await().pollInSameThread()
                    .untilAsserted(() -> assertThat(server.connections()).isZero());
            await().pollInSameThread()
                    .untilAsserted(() -> assertThat(newThreads(before)).isEmpty());
        }
    }

    /** The threads since then, without those of the server. */
    private static Set<String> newThreads(Set<Long> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread.getId()))
                .map(Thread::getName)
                .filter(name -> !name.startsWith("mongo-server-"))
                .collect(Collectors.toSet());
    }

    private static Set<Long> ids(Set<Thread> threads) {
        return threads.stream().map(Thread::getId).collect(Collectors.toSet());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
