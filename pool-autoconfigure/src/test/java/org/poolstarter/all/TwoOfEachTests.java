/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Objects;
import java.util.Set;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.poolstarter.HttpResult;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.Lease;
import org.poolstarter.jdbc.EmbeddedServers;
import org.poolstarter.mongo.WireServer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two pools of each backend, each on a server of its own, in one application. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoOfEachTests {

    private final WireServer firstMongo = WireServer.start();
    private final WireServer secondMongo = WireServer.start();
    private ConfigurableApplicationContext application;
    private Beans beans;

    @BeforeAll
    void start() {
        application = SpringApplication.run(
                Application.class,
                "--server.port=0",
                "--management.endpoints.web.exposure.include=health,pools,metrics,prometheus,env,configprops",
                "--management.endpoint.health.show-details=always",
                "--management.endpoint.pools.access=unrestricted",
                "--management.endpoint.env.show-values=always",
                "--management.endpoint.configprops.show-values=always",
                "--pools.profile=small",
                "--pools.jdbc.orders.url=" + EmbeddedServers.postgresUrl(),
                "--pools.jdbc.orders.username=postgres",
                "--pools.jdbc.orders.password=hunter2",
                "--pools.jdbc.orders.primary=true",
                "--pools.jdbc.reports.url=" + EmbeddedServers.mariaDbUrl(),
                "--pools.jdbc.reports.profile=medium",
                "--pools.jdbc.reports.max-size=7",
                "--pools.mongo.sessions.uri=" + firstMongo.uri("app"),
                "--pools.mongo.sessions.primary=true",
                "--pools.mongo.archive.uri=" + secondMongo.uri("app"),
                "--pools.accounts.mail.exclusive=true",
                "--pools.accounts.chat.max-per-account=2");
        beans = application.getBean(Beans.class);
    }

    @AfterAll
    void stop() {
        application.close();
        firstMongo.close();
        secondMongo.close();
    }

    @Test
    void eachJdbcQualifierReachesItsOwnServer() {
        assertThat(version(beans.orders)).startsWith("PostgreSQL");
        assertThat(version(beans.reports)).contains("MariaDB");
        assertThat(version(JdbcClient.create(beans.ordersSource))).startsWith("PostgreSQL");
        assertThat(version(JdbcClient.create(beans.reportsSource))).contains("MariaDB");
        assertThat(version(application.getBean(JdbcClient.class)))
                .as("Boot's client")
                .startsWith("PostgreSQL");
    }

    @Test
    void eachMongoQualifierReachesItsOwnServer() {
        beans.sessions.getDatabase("app").getCollection("place").insertOne(new Document("name", "first"));
        beans.archive.getDatabase("app").getCollection("place").insertOne(new Document("name", "second"));

        assertThat(place(beans.sessions)).isEqualTo("first");
        assertThat(place(beans.archive)).isEqualTo("second");
        assertThat(place(beans.sessionsTemplate)).isEqualTo("first");
        assertThat(place(beans.archiveTemplate)).isEqualTo("second");
    }

    @Test
    void eachAccountQualifierReachesItsOwnFactory() throws InterruptedException {
        try (Lease<String> mail = beans.mail.acquire("ada");
                Lease<Integer> chat = beans.chat.acquire(7)) {
            assertThat(mail.client()).isEqualTo("mail of ada");
            assertThat(chat.client()).isEqualTo(700);
        }
    }

    @Test
    void healthEndpointAndMetersHaveAllOfThem() {
        Set<String> names = Set.of("orders", "reports", "sessions", "archive", "mail", "chat");

        HttpResult health = HttpResult.get(application, "/actuator/health");
        assertThat(health.status()).isEqualTo(200);
        assertThat(health.at("$.components.pools.components.keys()")).isEqualTo(names);
        assertThat(health.at("$.components.keys()")).asString().doesNotContain("db", "mongo");

        HttpResult pools = HttpResult.get(application, "/actuator/pools");
        assertThat(pools.at("$.pools.keys()")).isEqualTo(names);
        assertThat(pools.at("$.pools.reports.limits.max-size.origin")).isEqualTo("pools.jdbc.reports.max-size");
        assertThat(pools.at("$.pools.reports.limits.min-idle.origin")).isEqualTo("medium");
        assertThat(pools.at("$.pools.orders.limits.max-size.origin")).isEqualTo("small");

        HttpResult active = HttpResult.get(application, "/actuator/metrics/pool.active");
        assertThat(active.at("$.availableTags[?(@.tag == 'backend')].values[*]"))
                .asString()
                .contains("jdbc", "mongo", "account");
        assertThat(HttpResult.get(application, "/actuator/prometheus").body())
                .contains(names.stream().map(name -> "pool=\"" + name + "\"").toList());
    }

    @Test
    void aMongoClientCannotBeSteeredAndTheAnswerNamesTheBackend() {
        HttpResult answer = HttpResult.post(application, "/actuator/pools/sessions", "{\"action\":\"evict-idle\"}");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.at("$.error")).isEqualTo("The backend mongo of the pool sessions cannot be steered");
        assertThat(HttpResult.get(application, "/actuator/pools/sessions").at("$.keys()"))
                .asString()
                .doesNotContain("control");
        assertThat(HttpResult.post(application, "/actuator/pools/reports", "{\"action\":\"evict-idle\"}")
                        .status())
                .as("a pool that takes the same order")
                .isEqualTo(200);
    }

    @Test
    void noPasswordIsShownAnywhere() {
        for (String path : new String[] {"env", "configprops", "pools", "health", "prometheus"}) {
            HttpResult result = HttpResult.get(application, "/actuator/" + path);
            assertThat(result.status()).as(path).isEqualTo(200);
            assertThat(result.body()).as(path).doesNotContain("hunter2");
        }
        assertThat(application.getBean("ordersDataSource").toString()).doesNotContain("hunter2");
    }

    private static String version(JdbcClient client) {
        return client.sql("select version()").query(String.class).single();
    }

    private static Object place(MongoClient client) {
        return Objects.requireNonNull(
                        client.getDatabase("app").getCollection("place").find().first())
                .get("name");
    }

    private static Object place(MongoTemplate template) {
        return template.findAll(Document.class, "place").get(0).get("name");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Beans.class)
    static class Application {

        @Bean
        ClientFactory<String, String> mail() {
            return account -> "mail of " + account;
        }

        @Bean
        ClientFactory<Integer, Integer> chat() {
            return account -> account * 100;
        }
    }

    record Beans(
            @Qualifier("orders") JdbcClient orders,
            @Qualifier("reports") JdbcClient reports,
            @Qualifier("orders") HikariDataSource ordersSource,
            @Qualifier("reports") HikariDataSource reportsSource,
            @Qualifier("sessions") MongoClient sessions,
            @Qualifier("archive") MongoClient archive,
            @Qualifier("sessions") MongoTemplate sessionsTemplate,
            @Qualifier("archive") MongoTemplate archiveTemplate,
            @Qualifier("mail") AccountPool<String, String> mail,
            @Qualifier("chat") AccountPool<Integer, Integer> chat) {}
}
