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

    /** What defines the beans of connection details for the pools orders and reports. */
    abstract Class<?> databases() throws InterruptedException;

    /** What defines the bean of connection details for the pool sessions. */
    abstract Class<?> documentServers() throws InterruptedException;

    @Test
    void eachJdbcPoolReachesTheDatabaseOfItsConnectionDetails() throws InterruptedException {
        try (ConfigurableApplicationContext application = start(
                databases(),
                "--pools.jdbc.orders.url=jdbc:postgresql://127.0.0.1:1/loses-against-the-details",
                "--pools.jdbc.orders.primary=true",
                "--pools.jdbc.reports.max-size=3")) {
            application
                    .getBean("ordersJdbcClient", JdbcClient.class)
                    .sql("create table only_in_orders (id int)")
                    .update();

            assertThat(tables(application, "orders", "only_in_orders")).isOne();
            assertThat(tables(application, "reports", "only_in_orders")).isZero();
            assertThat(target(application, "orders")).isNotEqualTo(target(application, "reports"));
            assertThat(target(application, "orders")).doesNotContain("127.0.0.1:1/");
        }
    }

    @Test
    void aMongoPoolReachesTheServerOfItsConnectionDetails() throws InterruptedException {
        try (ConfigurableApplicationContext application =
                start(documentServers(), "--pools.mongo.sessions.uri=mongodb://127.0.0.1:1/loses-too")) {
            MongoTemplate sessions = application.getBean("sessionsMongoTemplate", MongoTemplate.class);
            sessions.insert(new Document("place", "here"), "places");

            assertThat(sessions.findAll(Document.class, "places")).hasSize(1);
            assertThat(target(application, "sessions")).doesNotContain("127.0.0.1:1/");
        }
    }

    private static ConfigurableApplicationContext start(Class<?> servers, String... keys) {
        return new SpringApplicationBuilder(Application.class, servers)
                .web(WebApplicationType.NONE)
                .properties("pools.profile=small")
                .run(keys);
    }

    private static int tables(ConfigurableApplicationContext application, String pool, String table) {
        return application
                .getBean(pool + "JdbcClient", JdbcClient.class)
                .sql("select count(*) from information_schema.tables where lower(table_name) = ?")
                .param(table)
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
