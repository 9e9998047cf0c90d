/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
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
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.web.SecurityFilterChain;

/** The dashboard in an application that Spring Security protects as docs/dashboard.md shows. */
class DashboardSecurityTests {

    private static final String DRY_RUN = "{\"action\": \"change\", \"set\": \"max-size=7\", \"dryRun\": true}";

    private static ConfigurableApplicationContext application;

    @BeforeAll
    static void start() {
        application = SpringApplication.run(
                Application.class,
                "--server.port=0",
                "--management.endpoints.web.exposure.include=pools,poolsui",
                "--management.endpoint.pools.access=unrestricted",
                "--spring.security.user.name=ada",
                "--spring.security.user.password=hunter2",
                "--pools.jdbc.orders.url=jdbc:h2:mem:dashboard");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void strangersSeeNeitherThePageNorItsFiles() throws Exception {
        HttpClient stranger = HttpClient.newHttpClient();
        assertThat(send(stranger, request("poolsui")).statusCode()).isEqualTo(401);
        assertThat(send(stranger, request("poolsui/app.js")).statusCode()).isEqualTo(401);
    }

    @Test
    void usersSeeIt() throws Exception {
        HttpClient user = HttpClient.newHttpClient();
        assertThat(send(user, request("poolsui").header("Authorization", ada())).body())
                .contains("<title>Pools");
        assertThat(send(user, request("poolsui/app.js").header("Authorization", ada()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anOrderNeedsTheTokenThatTheCookieHolds() throws Exception {
        CookieManager cookies = new CookieManager();
        HttpClient user = HttpClient.newBuilder().cookieHandler(cookies).build();
        send(user, request("poolsui").header("Authorization", ada()));
        String token = cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElseThrow();

        assertThat(send(user, order()).statusCode())
                .as("without the token; Boot's page of errors asks for credentials of its own")
                .isIn(401, 403);
        assertThat(send(user, order().header("X-XSRF-TOKEN", token)).statusCode())
                .isEqualTo(200);
    }

    private static HttpRequest.Builder order() {
        return request("pools/orders")
                .header("Authorization", ada())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(DRY_RUN));
    }

    private static String ada() {
        return "Basic " + Base64.getEncoder().encodeToString("ada:hunter2".getBytes(StandardCharsets.UTF_8));
    }

    private static HttpRequest.Builder request(String endpoint) {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/" + endpoint));
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        SecurityFilterChain security(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .httpBasic(Customizer.withDefaults())
                    .csrf(CsrfConfigurer::spa)
                    .build();
        }
    }
}
