/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.HttpResult;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.Lease;
import org.poolstarter.jdbc.EmbeddedServers;
import org.poolstarter.mongo.WireServer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What an operator sees when pools are full, and when their servers go and come back. */
class FullAndDownTests {

    private static final int MAX = 2;
    private static final Duration INTERVAL = Duration.ofSeconds(15);

    /** What else takes time on a loaded machine: about half of another interval. */
    private static final Duration SLACK = Duration.ofSeconds(8);

    /** A caller waits for so long for a place in a full pool. */
    private static final Duration ACQUIRE_TIMEOUT = Duration.ofMinutes(1);

    /** Who waits for no place has an answer by then, even on a loaded machine. */
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    private final int postgresPort = EmbeddedServers.freePort();
    private final WireServer mongo = WireServer.start();
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private EmbeddedPostgres postgres;
    private ConfigurableApplicationContext application;

    @BeforeEach
    void start() {
        postgres = EmbeddedServers.startPostgres(postgresPort);
        application = SpringApplication.run(
                Application.class,
                "--server.port=0",
                "--management.endpoints.web.exposure.include=health,pools",
                "--management.endpoint.health.show-details=always",
                "--pools.health.interval=" + INTERVAL.toMillis() + "ms",
                "--pools.health.timeout=1s",
                "--pools.profile=small",
                "--pools.jdbc.orders.url=jdbc:postgresql://localhost:" + postgresPort + "/postgres",
                "--pools.jdbc.orders.username=postgres",
                "--pools.jdbc.orders.max-size=" + MAX,
                "--pools.jdbc.orders.acquire-timeout=" + ACQUIRE_TIMEOUT.toMillis() + "ms",
                "--pools.mongo.sessions.uri=" + mongo.uri("app"),
                "--pools.mongo.sessions.max-size=" + MAX,
                "--pools.mongo.sessions.acquire-timeout=" + ACQUIRE_TIMEOUT.toMillis() + "ms",
                "--pools.mongo.sessions.min-idle=1",
                "--pools.accounts.mail.max-size=" + MAX,
                "--pools.accounts.mail.acquire-timeout=" + ACQUIRE_TIMEOUT.toMillis() + "ms");
    }

    @AfterEach
    void stop() throws IOException {
        application.close();
        callers.shutdownNow();
        mongo.close();
        postgres.close();
    }

    @Test
    void fullPoolsAreCriticalAndUpAndHealthAnswersAtOnce() throws Exception {
        List<AutoCloseable> held = new ArrayList<>();
        WireServer.Hold find = mongo.hold("find");
        List<Future<?>> waiting = new ArrayList<>();
        for (int i = 0; i < MAX; i++) {
            held.add(application.getBean(DataSource.class).getConnection());
            held.add(mail().acquire("account " + i));
        }
        waiting.add(callers.submit(this::useConnection));
        waiting.add(callers.submit(this::useMailClient));
        for (int i = 0; i <= MAX; i++) {
            waiting.add(callers.submit(this::useMongo));
        }

        for (String pool : List.of("orders", "sessions", "mail")) {
            await(pool).atMost(Duration.ofSeconds(30)).until(() -> pool(pool).at("$.status"), "CRITICAL"::equals);
            assertThat(pool(pool).at("$.counts.active")).as(pool).isEqualTo(MAX);
            assertThat(pool(pool).at("$.counts.pending")).as(pool).isEqualTo(1);
            assertThat(pool(pool).at("$.warnings[0].code")).as(pool).isEqualTo("saturated");
            HttpResult health = healthAtOnce();
            assertThat(health.status()).isEqualTo(200);
            assertThat(health.at("$.components.pools.components." + pool + ".status"))
                    .isEqualTo("UP");
            assertThat(health.at("$.components.pools.components." + pool + ".details.status"))
                    .isEqualTo("CRITICAL");
            assertThat(health.at("$.components.pools.components." + pool + ".details.pending"))
                    .isEqualTo(1);
        }

        find.close();
        for (AutoCloseable lease : held) {
            lease.close();
        }
        for (Future<?> call : waiting) {
            call.get();
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> HttpResult.get(application, "/actuator/pools").at("$.status"), "HEALTHY"::equals);
    }

    @Test
    void aStoppedServerIsDownWithinTheIntervalAndUpAgainAfterItsReturn() throws IOException {
        awaitReachable("orders");
        awaitReachable("sessions");

        postgres.close();
        awaitDown("orders");
        assertThat(pool("orders").at("$.status")).isEqualTo("ERROR");
        assertThat(pool("sessions").at("$.reachability.state")).isEqualTo("REACHABLE");
        mongo.stop();
        awaitDown("sessions");
        assertThat(pool("sessions").at("$.status")).isEqualTo("ERROR");
        assertThat(healthAtOnce().at("$.components.pools.components.mail.status"))
                .isEqualTo("UP");

        mongo.restart();
        postgres = EmbeddedServers.startPostgres(postgresPort);
        await().atMost(Duration.ofSeconds(60)).until(() -> healthAtOnce().status() == 200);
        assertThat(callers.submit(this::useConnection)).succeedsWithin(Duration.ofSeconds(30));
        assertThat(callers.submit(this::useMongo)).succeedsWithin(Duration.ofSeconds(30));
    }

    private void awaitReachable(String pool) {
        await(pool)
                .atMost(Duration.ofSeconds(30))
                .until(() -> pool(pool).at("$.reachability.state"), "REACHABLE"::equals);
    }

    private void awaitDown(String pool) {
        await(pool).atMost(INTERVAL.plus(SLACK)).until(() -> {
            HttpResult health = healthAtOnce();
            return health.status() == 503
                    && health.at("$.components.pools.components." + pool + ".status")
                            .equals("DOWN");
        });
    }

    private HttpResult pool(String name) {
        return HttpResult.get(application, "/actuator/pools/" + name);
    }

    private HttpResult healthAtOnce() {
        return HttpResult.get(application, "/actuator/health", AT_ONCE);
    }

    private boolean useConnection() throws SQLException {
        try (Connection connection = application.getBean(DataSource.class).getConnection()) {
            return connection.createStatement().execute("select 1");
        }
    }

    private boolean useMongo() {
        return application
                .getBean(MongoClient.class)
                .getDatabase("app")
                .getCollection("any")
                .find()
                .iterator()
                .hasNext();
    }

    private boolean useMailClient() throws InterruptedException {
        try (Lease<String> lease = mail().acquire("another")) {
            return lease.opened();
        }
    }

    @SuppressWarnings("unchecked") // the factory below says so
    private AccountPool<String, String> mail() {
        return application.getBean(AccountPool.class);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        ClientFactory<String, String> mail() {
            return account -> account;
        }
    }
}
