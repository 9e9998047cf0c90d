/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.ConnectionCheckOutFailedEvent;
import com.mongodb.event.ConnectionCheckOutStartedEvent;
import com.mongodb.event.ConnectionCheckedOutEvent;
import com.mongodb.event.ConnectionClosedEvent;
import com.mongodb.event.ConnectionPoolListener;
import com.mongodb.event.ConnectionReadyEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The meters of the MongoDB client under the load of web requests, against what the test itself hears of the driver. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "collector.interval=1h",
            "pools.mongo.sessions.max-size=" + SessionsPoolTests.MAX,
            "pools.mongo.sessions.min-idle=0",
            "pools.mongo.sessions.idle-timeout=1s",
            "pools.mongo.sessions.acquire-timeout=60s",
            "pools.mongo.sessions.socket-timeout=60s"
        })
class SessionsPoolTests {

    static final int MAX = 2;

    private static final int CALLERS = 10;
    private static final int REQUESTS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Autowired
    private Heard heard;

    @LocalServerPort
    private int port;

    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private RestTestClient client;

    @BeforeEach
    void waitForTheFirstRound() {
        client = RestTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .build();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(JsonPath.<List<Object>>read(get("/accounts"), "$[*].lastSuccess"))
                        .hasSize(8)
                        .doesNotContainNull());
    }

    @AfterEach
    void stop() {
        heard.letGo();
        callers.shutdownNow();
    }

    @Test
    void metersMoveUnderLoadAndAgreeWithTheEventsOfTheDriver() throws InterruptedException {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(value("pool.active")).isZero());
        long acquiredBefore = value("pool.acquired");
        long closedBefore = value("pool.closed");

        heard.holdFinds();
        for (int i = 0; i < CALLERS; i++) {
            callers.execute(() -> {
                for (int request = 0; request < REQUESTS; request++) {
                    get("/sessions?limit=1");
                }
            });
        }
        callers.shutdown();
        await("one listener hears of each event before the other")
                .atMost(PATIENCE)
                .untilAsserted(() -> {
                    assertThat(heard.pending()).isEqualTo(CALLERS - MAX);
                    assertThat(value("pool.pending")).isEqualTo(CALLERS - MAX);
                    assertThat(value("pool.active")).isEqualTo(MAX);
                });

        heard.letGo();
        assertThat(callers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(value("pool.pending")).isZero();
            assertThat(value("pool.acquired"))
                    .isEqualTo(heard.checkedOut.get())
                    .isGreaterThanOrEqualTo(acquiredBefore + CALLERS * REQUESTS);
        });
        await("times are published once a second")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(value("pool.acquire")).isEqualTo(heard.checkedOut.get()));

        await("idle connections are closed").atMost(PATIENCE).until(() -> value("pool.size") == 0);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(value("pool.closed")).isEqualTo(heard.closed.get()).isGreaterThan(closedBefore);
            assertThat(value("pool.opened")).isEqualTo(heard.ready.get()).isEqualTo(value("pool.closed"));
        });
    }

    /** Of a timer how often, of everything else the value. */
    private long value(String meter) {
        String answer = get("/actuator/metrics/" + meter + "?tag=pool:sessions&tag=backend:mongo");
        return JsonPath.<List<Number>>read(
                        answer, "$.measurements[?(@.statistic == 'COUNT' || @.statistic == 'VALUE')].value")
                .get(0)
                .longValue();
    }

    private String get(String uri) {
        return String.valueOf(client.get()
                .uri(uri)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody());
    }

    /** Counts on its own what the driver tells, and can have finds wait with the connection that they hold. */
    static final class Heard implements ConnectionPoolListener, CommandListener {

        private final AtomicInteger waiting = new AtomicInteger();
        private final AtomicLong checkedOut = new AtomicLong();
        private final AtomicLong ready = new AtomicLong();
        private final AtomicLong closed = new AtomicLong();
        private volatile CountDownLatch finds = new CountDownLatch(0);

        int pending() {
            return waiting.get();
        }

        void holdFinds() {
            finds = new CountDownLatch(1);
        }

        void letGo() {
            finds.countDown();
        }

        @Override
        public void commandStarted(CommandStartedEvent event) {
            if (event.getCommandName().equals("find")) {
                try {
                    assertThat(finds.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                            .isTrue();
                } catch (InterruptedException ex) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void connectionCheckOutStarted(ConnectionCheckOutStartedEvent event) {
            waiting.incrementAndGet();
        }

        @Override
        public void connectionCheckedOut(ConnectionCheckedOutEvent event) {
            waiting.decrementAndGet();
            checkedOut.incrementAndGet();
        }

        @Override
        public void connectionCheckOutFailed(ConnectionCheckOutFailedEvent event) {
            waiting.decrementAndGet();
        }

        @Override
        public void connectionReady(ConnectionReadyEvent event) {
            ready.incrementAndGet();
        }

        @Override
        public void connectionClosed(ConnectionClosedEvent event) {
            closed.incrementAndGet();
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Listening {

        @Bean
        Heard heard() {
            return new Heard();
        }

        @Bean
        MongoClientSettingsBuilderCustomizer listener(Heard heard) {
            return settings -> settings.addCommandListener(heard)
                    .applyToConnectionPoolSettings(pool ->
                            pool.addConnectionPoolListener(heard).maintenanceFrequency(200, TimeUnit.MILLISECONDS));
        }
    }
}
