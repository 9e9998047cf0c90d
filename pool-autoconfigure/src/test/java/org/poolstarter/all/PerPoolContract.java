/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;

import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.Pools;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A server for each pool, which beans of connection details with the pool's name say. */
abstract class PerPoolContract {

    /** What defines the beans of connection details for orders, reports and sessions. */
    abstract Class<?> servers();

    @Test
    void eachPoolReachesTheServerOfItsConnectionDetails() {
        try (ConfigurableApplicationContext application = start(servers())) {
            assertThat(answer(application, "orders")).isEqualTo(1);
            assertThat(answer(application, "reports")).isEqualTo(1);
            MongoTemplate sessions = application.getBean("sessionsMongoTemplate", MongoTemplate.class);
            sessions.insert(new Document("place", "here"), "places");
            assertThat(sessions.findAll(Document.class, "places")).hasSize(1);

            assertThat(target(application, "orders")).isNotEqualTo(target(application, "reports"));
            assertThat(target(application, "orders")).doesNotContain("127.0.0.1:1/");
            assertThat(target(application, "sessions")).doesNotContain("127.0.0.1:1/");
        }
    }

    private static ConfigurableApplicationContext start(Class<?> servers) {
        return new SpringApplicationBuilder(Application.class, servers)
                .web(WebApplicationType.NONE)
                .run(
                        "--pools.profile=small",
                        "--pools.jdbc.orders.url=jdbc:postgresql://127.0.0.1:1/loses-against-the-details",
                        "--pools.jdbc.orders.primary=true",
                        "--pools.jdbc.reports.max-size=3",
                        "--pools.mongo.sessions.uri=mongodb://127.0.0.1:1/loses-too");
    }

    private static int answer(ConfigurableApplicationContext application, String pool) {
        return application
                .getBean(pool + "JdbcClient", JdbcClient.class)
                .sql("select 1")
                .query(Integer.class)
                .single();
    }

    private static String target(ConfigurableApplicationContext application, String pool) {
        return application.getBean(Pools.class).find(pool).map(Pool::target).orElseThrow();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    /** Where a database is, and who logs in. */
    record Details(String getJdbcUrl, String getUsername, String getPassword) implements JdbcConnectionDetails {}
}
