/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import de.codecentric.boot.admin.server.config.EnableAdminServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * What the DataSource panel of Spring Boot Admin reads, asked of its server as the panel does, for an application that has
 * never used its pools.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DataSourcePanelTests {

    private final HttpClient client = HttpClient.newHttpClient();
    private ConfigurableApplicationContext admin;
    private ConfigurableApplicationContext application;
    private String instance;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        admin = SpringApplication.run(AdminServer.class, "--server.port=0", "--pools.enabled=false");
        application = SpringApplication.run(
                Application.class,
                "--server.port=0",
                "--management.endpoints.web.exposure.include=health,metrics,pools",
                "--pools.jdbc.orders.url=jdbc:h2:mem:orders",
                "--pools.jdbc.orders.max-size=7",
                "--pools.jdbc.orders.min-idle=3",
                "--pools.jdbc.orders.primary=true",
                "--pools.jdbc.reports.url=jdbc:h2:mem:reports",
                "--pools.jdbc.reports.max-size=4");
        String base = url(application) + "/actuator";
        HttpResponse<String> registered = client.send(
                HttpRequest.newBuilder(URI.create(url(admin) + "/instances"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"name\":\"shop\",\"managementUrl\":\"%s\",\"healthUrl\":\"%s/health\"}"
                                        .formatted(base, base)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
        instance = JsonPath.read(registered.body(), "$.id");
        await("the server has found the endpoints of the application")
                .atMost(Duration.ofSeconds(60))
                .until(() -> get(url(admin) + "/instances/" + instance).body().contains("/metrics"));
    }

    @AfterAll
    void stop() {
        if (application != null) {
            application.close();
        }
        if (admin != null) {
            admin.close();
        }
    }

    /** Whoever brings a version whose panel reads something else learns it here. */
    @Test
    void thePanelReadsTheMetersThatAreTestedHere() throws IOException {
        StringBuilder scripts = new StringBuilder();
        for (Resource script : new PathMatchingResourcePatternResolver()
                .getResources("classpath*:/META-INF/spring-boot-admin-server-ui/**/*.js")) {
            scripts.append(script.getContentAsString(StandardCharsets.UTF_8));
        }
        assertThat(scripts)
                .contains("jdbc.connections.active")
                .contains("jdbc.connections.min")
                .contains("jdbc.connections.max");
    }

    @Test
    void thePanelFindsEveryNamedPool() throws IOException, InterruptedException {
        List<List<String>> names =
                JsonPath.read(metric("jdbc.connections.active", ""), "$.availableTags[?(@.tag == 'name')].values");
        assertThat(names).hasSize(1);
        assertThat(names.get(0)).containsExactlyInAnyOrder("orders", "reports");
    }

    @Test
    void thePanelShowsActiveMinAndMaxOfEach() throws IOException, InterruptedException {
        assertThat(value("jdbc.connections.active", "orders")).isZero();
        assertThat(value("jdbc.connections.min", "orders")).isEqualTo(3);
        assertThat(value("jdbc.connections.max", "orders")).isEqualTo(7);
        assertThat(value("jdbc.connections.max", "reports")).isEqualTo(4);
    }

    @Test
    void theMetersOfHikariAreThereBeforeAnybodyUsedAPool() throws IOException, InterruptedException {
        List<List<String>> names =
                JsonPath.read(metric("hikaricp.connections.max", ""), "$.availableTags[?(@.tag == 'pool')].values");
        assertThat(names).hasSize(1);
        assertThat(names.get(0)).containsExactlyInAnyOrder("orders", "reports");
    }

    private double value(String meter, String pool) throws IOException, InterruptedException {
        return JsonPath.<Number>read(metric(meter, "?tag=name:" + pool), "$.measurements[0].value")
                .doubleValue();
    }

    private String metric(String meter, String query) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(url(admin) + "/instances/" + instance + "/actuator/metrics/" + meter + query);
        assertThat(answer.statusCode()).as(meter + query).isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Accept", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String url(ConfigurableApplicationContext context) {
        return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableAdminServer
    static class AdminServer {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
