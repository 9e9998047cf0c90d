/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Named pools in an application that Spring Security protects by its defaults. */
class SecurityTests {

    private static ConfigurableApplicationContext application;

    @BeforeAll
    static void start() {
        application = SpringApplication.run(
                Application.class,
                "--server.port=0",
                "--management.endpoints.web.exposure.include=health,pools,info",
                "--management.endpoint.health.show-details=when-authorized",
                "--spring.security.user.name=ada",
                "--spring.security.user.password=hunter2",
                "--pools.jdbc.orders.url=jdbc:h2:mem:orders",
                "--pools.jdbc.reports.url=jdbc:h2:mem:reports",
                "--pools.jdbc.orders.primary=true");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void healthIsOpenAndShowsNoPoolsToStrangers() throws Exception {
        HttpResponse<String> health = get("health", false);
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).contains("UP").doesNotContain("orders");
    }

    @Test
    void poolsAreClosedToStrangersAsTheOtherEndpointsAre() throws Exception {
        assertThat(get("pools", false).statusCode())
                .isEqualTo(401)
                .isEqualTo(get("info", false).statusCode());
        assertThat(get("pools/orders", false).statusCode()).isEqualTo(401);
    }

    @Test
    void poolsAndTheirHealthAreOpenToUsers() throws Exception {
        HttpResponse<String> pools = get("pools", true);
        assertThat(pools.statusCode()).isEqualTo(200);
        assertThat(pools.body()).contains("orders", "reports").doesNotContain("hunter2");
        assertThat(get("health", true).body()).contains("orders", "reports");
    }

    private static HttpResponse<String> get(String endpoint, boolean user) throws IOException, InterruptedException {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/" + endpoint));
        if (user) {
            String credentials = Base64.getEncoder().encodeToString("ada:hunter2".getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + credentials);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
