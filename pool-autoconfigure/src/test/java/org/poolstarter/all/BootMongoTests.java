/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.poolstarter.HttpResult;
import org.poolstarter.mongo.WireServer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Applications that have a MongoDB client of Boot's and no key of ours. */
class BootMongoTests {

    private static final WireServer server = WireServer.start();

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anApplicationWithAConnectionStringIsTunedAndSeenEverywhere() {
        try (ConfigurableApplicationContext application = run("--spring.mongodb.uri=" + server.uri("app"))) {
            application.getBean(MongoClient.class).listDatabaseNames().first();

            await().untilAsserted(() -> assertThat(HttpResult.get(application, "/actuator/health")
                            .at("$.components.pools.components.mongo.status"))
                    .isEqualTo("UP"));
            HttpResult health = HttpResult.get(application, "/actuator/health");
            assertThat(health.status()).isEqualTo(200);
            assertThat(health.at("$.components.keys()")).asString().doesNotContain("mongo");

            HttpResult pool = HttpResult.get(application, "/actuator/pools/mongo");
            assertThat(pool.at("$.backend")).isEqualTo("mongo");
            assertThat(pool.at("$.target")).isEqualTo("mongodb://" + server.address());
            assertThat(pool.at("$.limits.max-size.value")).isEqualTo(50);
            assertThat(pool.at("$.limits.max-size.origin")).isEqualTo("medium");
            assertThat(pool.at("$.totals.acquired")).isEqualTo(1);

            assertThat(HttpResult.get(application, "/actuator/prometheus").body())
                    .contains("pool_max{backend=\"mongo\",pool=\"mongo\"} 50.0");
        }
    }

    @Test
    void aConnectionStringWithASizeWinsAndStarts() {
        try (ConfigurableApplicationContext application =
                run("--spring.mongodb.uri=" + server.uri("app") + "?maxPoolSize=5")) {
            HttpResult pool = HttpResult.get(application, "/actuator/pools/mongo");
            assertThat(pool.at("$.limits.max-size.value")).isEqualTo(5);
            assertThat(pool.at("$.limits.max-size.origin")).isEqualTo("spring.mongodb.uri");
            assertThat(pool.at("$.limits.min-idle.value")).isEqualTo(5);
        }
    }

    @Test
    void anApplicationThatConfiguresNothingStartsAndShowsWhereItsClientLeads() {
        try (ConfigurableApplicationContext application = run()) {
            assertThat(HttpResult.get(application, "/actuator/pools/mongo").at("$.target"))
                    .isEqualTo("mongodb://localhost:27017");
        }
    }

    @Test
    void aDeadServerIsDownAsItIsWithoutUs() {
        try (ConfigurableApplicationContext application = run("--spring.mongodb.uri=mongodb://127.0.0.1:1/app")) {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                HttpResult health = HttpResult.get(application, "/actuator/health");
                assertThat(health.status()).isEqualTo(503);
                assertThat(health.at("$.components.pools.components.mongo.details.error"))
                        .asString()
                        .contains("127.0.0.1:1");
            });
        }
    }

    @Test
    void aPasswordIsShownNowhere() {
        try (ConfigurableApplicationContext application =
                run("--spring.mongodb.uri=mongodb://ada:hunter2@127.0.0.1:1/app")) {
            for (String path : List.of("pools", "health", "prometheus")) {
                assertThat(HttpResult.get(application, "/actuator/" + path).body())
                        .as(path)
                        .doesNotContain("hunter2");
            }
        }
    }

    private static ConfigurableApplicationContext run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--server.port=0",
                "--management.endpoints.web.exposure.include=*",
                "--management.endpoint.health.show-details=always"));
        all.addAll(List.of(arguments));
        return SpringApplication.run(Application.class, all.toArray(String[]::new));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
