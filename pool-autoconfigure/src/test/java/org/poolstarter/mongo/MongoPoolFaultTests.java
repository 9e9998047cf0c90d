/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.MongoTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.jdbc.FaultProxy;
import org.poolstarter.pool.CloseReason;

/** Servers that refuse, hang, vanish and come back. */
class MongoPoolFaultTests {

    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private final WireServer server = WireServer.start();
    private @Nullable MongoPool pool;

    @AfterEach
    void close() {
        server.behave();
        if (pool != null) {
            pool.close();
        }
        server.close();
    }

    @Test
    void aServerThatRefusesIsDownAndHasNoConnections() {
        server.stop();
        MongoPool refused = open(server.uri("test"), null, null);
        await().untilAsserted(() -> assertThatThrownBy(() -> refused.probe().check(DEADLINE))
                .isInstanceOf(MongoException.class)
                .hasMessage("%s: Exception opening socket: Connection refused".formatted(server.address())));
        assertThatThrownBy(() -> count(refused)).isInstanceOf(MongoTimeoutException.class);
        assertThat(refused.snapshot().size()).isZero();
        assertThat(section(server(refused), "server")).containsEntry("state", "connecting");
    }

    @Test
    void aServerThatIsStoppedAndReturnsIsClearedAndReadyAgain() {
        MongoPool stopped = open(server.uri("test"), null, null);
        count(stopped);
        server.stop();
        await().untilAsserted(() -> assertThat(server(stopped)).containsEntry("state", "paused"));
        assertThat((Long) server(stopped).get("cleared")).isPositive();
        server.restart();
        await().untilAsserted(() -> assertThat(server(stopped)).containsEntry("state", "ready"));
        await().untilAsserted(() ->
                assertThatCode(() -> stopped.probe().check(DEADLINE)).doesNotThrowAnyException());
        assertThat(count(stopped)).isZero();
    }

    @Test
    void anIdleConnectionIsClosedAndTheMinimumFilledAgain() {
        MongoPool idle = MongoPools.open(
                MongoPools.settings(server.uri("test"), MongoPools.limits(1, Duration.ofMillis(100), null), null));
        pool = idle;
        await().untilAsserted(() -> {
            assertThat(idle.recorder().totals().closed()).containsKey(CloseReason.IDLE);
            assertThat(idle.recorder().totals().opened()).isGreaterThan(1);
            assertThat(idle.snapshot().size()).isEqualTo(1);
        });
    }

    @Test
    void connectionsThatOpenSlowlyAreToldFromAFullPool() throws InterruptedException {
        // Heartbeats are held too, and no server is there any more once they have failed.
        MongoPool slow = MongoPools.open(MongoPools.withTimeouts(
                MongoPools.settings(server.uri("test"), MongoPools.limits(0, null, null), null),
                Duration.ofMillis(300),
                Duration.ofMinutes(1)));
        pool = slow;
        await().untilAsserted(() -> assertThat(server(slow)).containsEntry("state", "ready"));
        ExecutorService callers = Executors.newFixedThreadPool(MongoPools.MAX);
        try (WireServer.Hold hello = server.hold("hello");
                WireServer.Hold isMaster = server.hold("ismaster")) {
            for (int i = 0; i < MongoPools.MAX; i++) {
                callers.execute(() -> count(slow));
            }
            await().until(() -> slow.snapshot().opening() == MongoPools.MAX);
            assertThatThrownBy(() -> count(slow)).isInstanceOf(MongoTimeoutException.class);
            assertThat(hello.held() + isMaster.held()).isPositive();
        }
        callers.shutdown();
        assertThat(callers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(section(section(slow.sections(), "checkOuts"), "trouble")).containsEntry("cause", "opening-slowly");
    }

    @Test
    void aServerThatFallsSilentIsDownOnceTheDriverGivesUp() {
        try (FaultProxy proxy = new FaultProxy(server.port())) {
            MongoPool silenced =
                    open("mongodb://127.0.0.1:%d/test".formatted(proxy.port()), Duration.ofSeconds(2), null);
            count(silenced);
            proxy.blackhole(true);
            assertThatThrownBy(() -> count(silenced)).isInstanceOf(MongoSocketReadTimeoutException.class);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThatThrownBy(() -> silenced.probe().check(DEADLINE))
                                    .isInstanceOf(MongoException.class));
            assertThat(silenced.snapshot().size()).isZero();
        }
    }

    private MongoPool open(String uri, @Nullable Duration socketTimeout, @Nullable Duration idleTimeout) {
        MongoPool opened =
                MongoPools.open(MongoPools.settings(uri, MongoPools.limits(0, idleTimeout, null), socketTimeout));
        pool = opened;
        return opened;
    }

    private static long count(MongoPool of) {
        return of.client()
                .getDatabase("test")
                .getCollection("documents", Document.class)
                .countDocuments();
    }

    private Map<String, Object> server(MongoPool of) {
        Map<String, Object> servers = section(of.sections(), "servers");
        assertThat(servers).hasSize(1);
        return section(servers, servers.keySet().iterator().next());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> section(Map<String, Object> of, String name) {
        return (Map<String, Object>) Objects.requireNonNull(of.get(name), name);
    }
}
