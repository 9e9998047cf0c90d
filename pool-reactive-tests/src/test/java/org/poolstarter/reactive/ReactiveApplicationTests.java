/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.Lease;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.reactor.netty.NettyWebServer;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** An application of WebFlux over Netty, seen over HTTP. */
class ReactiveApplicationTests {

    private static ReactiveWebServerApplicationContext application;
    private static WebTestClient http;

    @BeforeAll
    static void start() {
        application = (ReactiveWebServerApplicationContext) SpringApplication.run(
                Application.class,
                "--server.port=0",
                "--management.endpoints.web.exposure.include=*",
                "--management.endpoint.health.show-details=always",
                "--pools.jdbc.orders.url=jdbc:h2:mem:reactive",
                "--pools.accounts.mail.exclusive=true");
        http = WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + application.getWebServer().getPort())
                .responseTimeout(Duration.ofSeconds(30))
                .build();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void nettyServesItAndNothingKnowsOfServlets() {
        assertThat(application.getWebServer()).isInstanceOf(NettyWebServer.class);
        assertThat(ClassUtils.isPresent("jakarta.servlet.Servlet", null))
                .as("servlets on the class path")
                .isFalse();
        get("/orders").jsonPath("$").isEqualTo(7);
    }

    @Test
    void healthShowsThePools() {
        await().untilAsserted(() -> get("/actuator/health")
                .jsonPath("$.status")
                .isEqualTo("UP")
                .jsonPath("$.components.pools.components.orders.details.backendReachable")
                .isEqualTo(true)
                .jsonPath("$.components.pools.components.mail.status")
                .isEqualTo("UP")
                .jsonPath("$.components.db")
                .doesNotExist());
    }

    @Test
    void theEndpointShowsThePools() {
        get("/actuator/pools")
                .jsonPath("$.pools.length()")
                .isEqualTo(2)
                .jsonPath("$.pools.orders.limits.max-size.value")
                .isEqualTo(15)
                .jsonPath("$.pools.orders.limits.max-size.origin")
                .isEqualTo("medium")
                .jsonPath("$.pools.mail.limits.max-per-account.origin")
                .isEqualTo("pools.accounts.mail.exclusive");
        get("/actuator/pools/orders").jsonPath("$.backend").isEqualTo("jdbc");
        http.get().uri("/actuator/pools/nowhere").exchange().expectStatus().isNotFound();
    }

    @Test
    void sessionsAndEventsAreReadPageByPage() throws Exception {
        try (Lease<String> lease = application.getBean(Application.class).acquire("bob")) {
            lease.count("messages", 3);
        }
        get("/actuator/pools/mail/sessions?account=bob&size=1")
                .jsonPath("$.entries.length()")
                .isEqualTo(1)
                .jsonPath("$.entries[0].counters.messages")
                .isEqualTo(3);
        get("/actuator/pools/mail/events?type=opened&account=bob")
                .jsonPath("$.total")
                .isEqualTo(1);
        http.get()
                .uri("/actuator/pools/mail/events?type=nonsense")
                .exchange()
                .expectStatus()
                .isBadRequest();
        http.get()
                .uri("/actuator/pools/orders/sessions")
                .exchange()
                .expectStatus()
                .isNotFound();
    }

    @Test
    void theDashboardAndItsFilesAreServed() {
        assertServed("/actuator/poolsui", "text/html;charset=UTF-8", "data-pools=\"../pools\"");
        assertServed("/actuator/poolsui/", "text/html;charset=UTF-8", "src=\"app.js\"");
        assertServed("/actuator/poolsui/app.js", "text/javascript;charset=UTF-8", "import {");
        assertServed("/actuator/poolsui/page.css", "text/css;charset=UTF-8", ":root {");
        assertServed("/actuator/poolsui/icon.svg", "image/svg+xml", "<svg");
        assertServed("/actuator/poolsui/uPlot.iife.min.js", "text/javascript;charset=UTF-8", "uPlot");
        http.get().uri("/actuator/poolsui/index.html").exchange().expectStatus().isNotFound();
    }

    private static void assertServed(String uri, String type, String part) {
        http.get()
                .uri(uri)
                .header("Accept", "text/html,text/css,image/svg+xml,*/*;q=0.1")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Content-Type", type)
                .expectBody(String.class)
                .value(body -> assertThat(body).contains(part));
    }

    @Test
    void aMeterCountsWhatIsHeld() throws Exception {
        try (Connection connection = application.getBean(DataSource.class).getConnection();
                Lease<String> lease = application.getBean(Application.class).acquire("ada")) {
            assertThat(connection.isValid(5)).isTrue();
            assertThat(lease.client()).isEqualTo("mail of ada");
            // A probe holds a connection too while it runs, so of the one pool there may be two for a moment.
            await().untilAsserted(() -> assertActive("orders", "jdbc", 1));
            assertActive("mail", "account", 1);
        }
        await().untilAsserted(() -> assertActive("orders", "jdbc", 0));
        assertActive("mail", "account", 0);
    }

    private static void assertActive(String pool, String backend, int active) {
        get("/actuator/metrics/pool.active?tag=pool:" + pool)
                .jsonPath("$.availableTags[0].values[0]")
                .isEqualTo(backend)
                .jsonPath("$.measurements[0].value")
                .isEqualTo(active);
    }

    private static WebTestClient.BodyContentSpec get(String uri) {
        return http.get().uri(uri).exchange().expectStatus().isOk().expectBody();
    }

    @RestController
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        private final JdbcClient jdbc;
        private final AccountPool<String, String> pool;

        Application(JdbcClient jdbc, AccountPool<String, String> pool) {
            this.jdbc = jdbc;
            this.pool = pool;
        }

        Lease<String> acquire(String account) throws InterruptedException {
            return pool.acquire(account);
        }

        @GetMapping("/orders")
        Mono<Integer> orders() {
            return Mono.fromCallable(
                            () -> jdbc.sql("select 7").query(Integer.class).single())
                    .subscribeOn(Schedulers.boundedElastic());
        }

        @Bean
        static ClientFactory<String, String> mail() {
            return account -> "mail of " + account;
        }
    }
}
