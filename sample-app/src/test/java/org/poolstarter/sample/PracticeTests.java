/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The calls of the README that bring a pool into trouble, and what is then shown. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "collector.interval=1h")
@ExtendWith(OutputCaptureExtension.class)
class PracticeTests {

    private static final int ACCOUNTS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @LocalServerPort
    private int port;

    private RestTestClient client;

    @BeforeEach
    void shortenTheTimeout() {
        client = RestTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .build();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(collected())
                        .as("once the first collection is over nobody else uses the pool")
                        .hasSize(ACCOUNTS)
                        .doesNotContainNull());
        order("{\"action\":\"change\",\"set\":\"acquire-timeout=1s,validation-timeout=500ms\"}");
        assertThat(text("$.limits.acquire-timeout.origin")).isEqualTo("runtime");
    }

    @AfterEach
    void end() {
        client.delete().uri("/practice").exchange().expectStatus().isNoContent();
        order("{\"action\":\"drain\",\"deadline\":\"100ms\"}");
        await().atMost(PATIENCE).until(() -> text("$.control.state").equals("DRAINED"));
        await().atMost(PATIENCE).until(() -> number("$.counts.active") == 0);
        order("{\"action\":\"resume\"}");
    }

    @Test
    void aLeakShowsItsHoldersAndItsRemedy(CapturedOutput output) {
        begin("leak");
        fails();

        assertThat(text("$.sections.diagnosis.cause")).isEqualTo("LEAK");
        assertThat(text("$.sections.diagnosis.remedy")).contains("try-with-resources");
        assertThat(text("$.sections.holders[0].thread")).isEqualTo("practice-leak");
        assertThat(text("$.sections.holders[0].statement")).isEqualTo("select count(*) from message");
        assertThat(text("$.sections.holders[0].stack")).contains("PracticeController");
        assertThat(output).contains("archive - No connection in time: LEAK");
    }

    @Test
    void aSlowServerShowsWhatRuns(CapturedOutput output) {
        begin("slow");
        await().atMost(PATIENCE).until(() -> number("$.counts.active") == 8);
        fails();

        assertThat(text("$.sections.diagnosis.cause")).isEqualTo("SLOW_SERVER");
        assertThat(text("$.sections.holders[0].statement")).isEqualTo("select pg_sleep(30)");
        assertThat(text("$.sections.holders[0].running")).isEqualTo("true");
        assertThat(output).contains("archive - No connection in time: SLOW_SERVER");
    }

    @Test
    void aFullPoolIsNamedFull(CapturedOutput output) {
        begin("full");
        await().atMost(PATIENCE).until(() -> output.getOut().contains("archive - No connection in time: FULL"));

        assertThat(number("$.totals.timedOutByCause.FULL")).isPositive();
    }

    private void begin(String trouble) {
        client.post().uri("/practice/" + trouble).exchange().expectStatus().isAccepted();
    }

    private void fails() {
        client.get().uri("/practice/query").exchange().expectStatus().isEqualTo(503);
    }

    private void order(String json) {
        client.post()
                .uri("/actuator/pools/archive")
                .contentType(MediaType.APPLICATION_JSON)
                .body(json)
                .exchange()
                .expectStatus()
                .isOk();
    }

    private String text(String path) {
        return String.valueOf(JsonPath.<Object>read(pool(), path));
    }

    private int number(String path) {
        return JsonPath.<Integer>read(pool(), path);
    }

    private List<Object> collected() {
        return JsonPath.read(get("/accounts"), "$[*].lastSuccess");
    }

    private String pool() {
        return get("/actuator/pools/archive");
    }

    private String get(String uri) {
        return String.valueOf(client.get()
                .uri(uri)
                .exchange()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody());
    }
}
