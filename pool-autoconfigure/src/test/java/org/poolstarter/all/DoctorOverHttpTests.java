/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.poolstarter.HttpResult;
import org.poolstarter.mongo.WireServer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** What the endpoint shows of servers, of the doctor and of the budget, and what it says to a resize. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorOverHttpTests {

    private final WireServer mongo = WireServer.start();
    private EmbeddedPostgres postgres;
    private ConfigurableApplicationContext application;

    @BeforeAll
    void start() throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "33")
                .start();
        application = SpringApplication.run(
                Application.class,
                "--server.port=0",
                "--management.endpoints.web.exposure.include=pools",
                "--management.endpoint.pools.access=unrestricted",
                "--pools.jdbc.orders.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                "--pools.jdbc.orders.max-size=10",
                "--pools.jdbc.orders.max-size-limit=40",
                "--pools.mongo.sessions.uri=" + mongo.uri("app"),
                "--pools.silence.orders=over-budget",
                "--pools.doctor.timeout=1m",
                "--pools.budget.replicas=4");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(get("/orders").body()).contains("askedAt").contains("silenced");
            assertThat(get("/sessions").body()).contains("askedAt");
        });
    }

    @AfterAll
    void stop() throws IOException {
        application.close();
        mongo.close();
        postgres.close();
    }

    @Test
    void theEntryOfAPoolHasWhatItsServerTells() {
        HttpResult orders = get("/orders");
        assertThat(orders.at("$.sections.server.limit.connections")).isEqualTo(30);
        assertThat(orders.at("$.sections.server.max_connections")).isEqualTo(33);
        assertThat(orders.at("$.sections.server.database")).isEqualTo("postgres");
        assertThat(orders.at("$.sections.keys()")).asString().contains("holders");
        assertThat(orders.at("$.warnings")).asString().isEqualTo("[]");
        assertThat(orders.at("$.silenced[*].code")).asString().isEqualTo("[\"over-budget\"]");
    }

    @Test
    void aMongoServerThatTellsNoLimitIsSaidToTellNone() {
        HttpResult sessions = get("/sessions");
        assertThat(sessions.at("$.sections.server.product")).asString().startsWith("MongoDB 5.0");
        assertThat(sessions.at("$.sections.server['connections.current']")).isNotNull();
        assertThat(sessions.at("$.sections.server.unreadable['connections.available']"))
                .isEqualTo("not readable: the server does not tell");
    }

    @Test
    void theDoctorSaysWhatEveryRuleFound() {
        HttpResult doctor = get("/orders/doctor");
        assertThat(doctor.at("$.rules['over-budget']")).isEqualTo("silenced");
        assertThat(doctor.at("$.rules['same-server']")).isEqualTo("ok");
        assertThat(doctor.at("$.findings[0].evidence.needed")).isEqualTo(40);
        assertThat(doctor.at("$.findings[0].evidence.granted")).isEqualTo(30);
        assertThat(doctor.at("$.findings[0].remedy")).asString().startsWith("Set pools.jdbc.orders.max-size=7, ");
        assertThat(get("/nobody/doctor").status()).isEqualTo(404);
        assertThat(get("/orders/nothing").body()).contains("doctor, events, history");
    }

    @Test
    void theBudgetHasEveryBoundAndWhatIsNotKnown() {
        HttpResult budget = get("/budget");
        assertThat(budget.status()).isEqualTo(200);
        assertThat(budget.at("$.replicas")).isEqualTo(4);
        assertThat(budget.at("$.over")).isEqualTo(true);
        assertThat(budget.at("$.bounds[0].pools.orders")).isEqualTo(10);
        assertThat(budget.at("$.bounds[0].needed")).isEqualTo(40);
        assertThat(budget.at("$.bounds[0].granted")).isEqualTo(30);
        assertThat(budget.at("$.unknown.sessions"))
                .asString()
                .endsWith("does not say what it grants (connections.available: the server does not tell)");
        assertThat(get("/nobody").status()).isEqualTo(404);
    }

    @Test
    void aResizeIsToldWhatTheBudgetSays() {
        HttpResult within = resize("7");
        assertThat(within.at("$.notes"))
                .asString()
                .contains("Within the connection budget: (orders 7) x 4 instances + 0 reserved = 28 of 30");
        HttpResult over = resize("8");
        assertThat(over.at("$.notes"))
                .asString()
                .contains(
                        "Over the connection budget: (orders 8) x 4 instances + 0 reserved = 32 of 30 of what PostgreSQL ");
        assertThat(get("/orders").at("$.counts.max")).isEqualTo(10);
    }

    private HttpResult resize(String size) {
        return HttpResult.post(
                application,
                "/actuator/pools/orders",
                "{\"action\":\"change\",\"set\":\"max-size=%s\",\"dryRun\":\"true\"}".formatted(size));
    }

    private HttpResult get(String path) {
        return HttpResult.get(application, "/actuator/pools" + path);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            excludeName = "org.springframework.boot.mongodb.autoconfigure.MongoReactiveAutoConfiguration")
    static class Application {}
}
