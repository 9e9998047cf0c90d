/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.event.ConnectionCheckedOutEvent;
import com.mongodb.event.ConnectionClosedEvent;
import com.mongodb.event.ConnectionPoolListener;
import com.mongodb.event.ConnectionReadyEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.autoconfigure.PoolsAutoConfiguration;
import org.poolstarter.autoconfigure.metrics.PoolMetricsAutoConfiguration;
import org.poolstarter.autoconfigure.mongo.MongoDriverMetersAutoConfiguration;
import org.poolstarter.autoconfigure.mongo.NamedMongoPoolsAutoConfiguration;
import org.poolstarter.mongo.WireServer;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.mongodb.autoconfigure.metrics.MongoMetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The meters of a client under load, against what a listener of the test hears of the driver. */
class MongoMetersTests {

    private static final int THREADS = 8;
    private static final int FINDS = 100;

    private final WireServer server = WireServer.start();
    private final ExecutorService callers = Executors.newFixedThreadPool(THREADS);
    private final Heard heard = new Heard();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    PoolsAutoConfiguration.class,
                    NamedMongoPoolsAutoConfiguration.class,
                    MongoDriverMetersAutoConfiguration.class,
                    PoolMetricsAutoConfiguration.class,
                    MetricsAutoConfiguration.class,
                    MongoAutoConfiguration.class,
                    MongoMetricsAutoConfiguration.class))
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withBean(
                    MongoClientSettingsBuilderCustomizer.class,
                    () -> settings ->
                            settings.applyToConnectionPoolSettings(pool -> pool.addConnectionPoolListener(heard)))
            .withPropertyValues(
                    "pools.mongo.sessions.uri=" + server.uri("app"),
                    "pools.mongo.sessions.max-size=2",
                    "pools.mongo.sessions.min-idle=0");

    @AfterEach
    void stop() {
        callers.shutdownNow();
        server.close();
    }

    @Test
    void metersUnderLoadAgreeWithTheEventsOfTheDriver() {
        runner.run(context -> {
            MeterRegistry meters = context.getBean(MeterRegistry.class);
            MongoClient client = context.getBean(MongoClient.class);
            List<Future<?>> loads = new ArrayList<>();
            try (WireServer.Hold hold = server.hold("find")) {
                for (int i = 0; i < THREADS; i++) {
                    loads.add(callers.submit(() -> find(client)));
                }
                await().until(() -> hold.held() == 2);
                await().until(() -> gauge(meters, "pool.pending") == THREADS - 2);
                assertThat(gauge(meters, "pool.active")).isEqualTo(2);
                assertThat(gauge(meters, "pool.utilization")).isEqualTo(1);
            }
            for (Future<?> load : loads) {
                load.get();
            }
            assertThat(gauge(meters, "pool.pending")).isZero();
            await().untilAsserted(() -> assertThat(meters.get("pool.acquire")
                            .tags("pool", "sessions", "backend", "mongo")
                            .timer()
                            .count())
                    .isEqualTo(heard.checkedOut.get())
                    .isEqualTo((long) THREADS * FINDS));
            server.stop();
            await().untilAsserted(() -> {
                assertThat(heard.closed).hasPositiveValue();
                assertThat(counter(meters, "pool.closed")).isEqualTo((double) heard.closed.get());
            });
            assertThat(counter(meters, "pool.opened")).isEqualTo((double) heard.ready.get());
        });
    }

    @Test
    void bootsMetersOfTheDriverTellClientsApart() {
        runner.withPropertyValues("pools.mongo.sessions.primary=true", "pools.mongo.archive.uri=" + server.uri("other"))
                .run(context -> {
                    find(context.getBean("sessionsMongoClient", MongoClient.class));
                    find(context.getBean("archiveMongoClient", MongoClient.class));
                    MeterRegistry meters = context.getBean(MeterRegistry.class);
                    for (String name : List.of("sessions", "archive")) {
                        assertThat(meters.get("mongodb.driver.pool.size")
                                        .tag("pool", name)
                                        .gauges())
                                .hasSize(1);
                        assertThat(meters.get("mongodb.driver.commands")
                                        .tag("pool", name)
                                        .timer()
                                        .count())
                                .isEqualTo(FINDS);
                    }
                });
    }

    private static void find(MongoClient client) {
        for (int i = 0; i < FINDS; i++) {
            client.getDatabase("app")
                    .getCollection("documents")
                    .find(new Document("_id", i))
                    .first();
        }
    }

    private static double gauge(MeterRegistry meters, String name) {
        return meters.get(name).tag("pool", "sessions").gauge().value();
    }

    private static double counter(MeterRegistry meters, String name) {
        return meters.get(name).tag("pool", "sessions").functionCounter().count();
    }

    /** Independent of ours. Of connections that were never ready a close is no close of a connection. */
    private static final class Heard implements ConnectionPoolListener {

        private final AtomicLong checkedOut = new AtomicLong();
        private final AtomicLong ready = new AtomicLong();
        private final AtomicLong closed = new AtomicLong();

        @Override
        public void connectionCheckedOut(ConnectionCheckedOutEvent event) {
            checkedOut.incrementAndGet();
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
}
