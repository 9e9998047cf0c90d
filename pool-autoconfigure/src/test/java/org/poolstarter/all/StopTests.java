/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.Lease;
import org.poolstarter.account.PoolClosedException;
import org.poolstarter.jdbc.EmbeddedServers;
import org.poolstarter.mongo.WireServer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** In which order an application ends, and what is left of it. */
@Timeout(180)
@ExtendWith(OutputCaptureExtension.class)
class StopTests {

    private static final String MARK = "fits-stop";
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String[] ENTRIES = {"request on mail of ben", "session on mail of ada"};

    @Test
    void webRequestsEndFirstThenAccountPoolsDrainThenDatabasesClose() throws Exception {
        try (WireServer mongo = WireServer.start()) {
            ConfigurableApplicationContext application = start(WebApplicationType.SERVLET, mongo);
            Journal journal = application.getBean(Journal.class);
            application
                    .getBean("ordersJdbcClient", JdbcClient.class)
                    .sql("create table if not exists stop_journal (entry text)")
                    .update();
            CompletableFuture<Integer> response = request(application, "/slow");
            journal.requestUnderWay.await();
            CompletableFuture<Void> session = CompletableFuture.runAsync(() -> journal.session("ada"));
            journal.leaseHeld.await();

            application.close();

            assertThat(response.get(30, TimeUnit.SECONDS)).isEqualTo(200);
            session.get(30, TimeUnit.SECONDS);
            assertThat(entriesOfPostgres()).containsExactly(ENTRIES);
            assertThat(entriesOfMongo(mongo)).containsExactly(ENTRIES);
        } finally {
            query("drop table if exists stop_journal");
        }
    }

    @Test
    void nothingIsLeftOfAnApplicationThatHasEnded() throws Exception {
        try (WireServer mongo = WireServer.start()) {
            // What drivers start once for the whole JVM is there after the first.
            useAndClose(mongo);
            Set<Thread> before = Thread.getAllStackTraces().keySet();

            useAndClose(mongo);

            await("threads are gone")
                    .pollInSameThread()
                    .untilAsserted(() -> assertThat(newThreads(before)).isEmpty());
        }
    }

    @Test
    void aProbeThatTheEndCutsOffIsNoNewsOfItsBackend(CapturedOutput output) throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Thread probe;
        try (SilentServer silent = new SilentServer();
                ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
                        .web(WebApplicationType.NONE)
                        .run(
                                "--pools.jdbc.orders.url=jdbc:postgresql://" + silent.address() + "/orders",
                                "--pools.jdbc.orders.connect-timeout=1s",
                                "--pools.jdbc.orders.acquire-timeout=5m",
                                "--pools.mongo.sessions.uri=mongodb://" + silent.address(),
                                "--pools.accounts.mail.max-size=1",
                                "--pools.health.interval=1h",
                                "--pools.health.timeout=30m")) {
            assertThat(application.isRunning()).isTrue();
            probe = await("the database is being asked")
                    .atMost(LONG)
                    .pollInSameThread()
                    .until(() -> probeOfADatabase(before), Optional::isPresent)
                    .orElseThrow();
        }
        probe.join(LONG.toMillis());
        assertThat(probe.isAlive()).isFalse();
        assertThat(output.getAll()).doesNotContain("the backend does not answer");
    }

    private static Optional<Thread> probeOfADatabase(Set<Thread> before) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> !before.contains(entry.getKey()))
                .filter(entry -> Stream.of(entry.getValue())
                        .anyMatch(frame -> frame.getClassName().equals("org.poolstarter.jdbc.JdbcProbe")))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static void useAndClose(WireServer mongo) throws Exception {
        OpenClients clients;
        try (ConfigurableApplicationContext application = start(WebApplicationType.NONE, mongo)) {
            Journal journal = application.getBean(Journal.class);
            clients = application.getBean(OpenClients.class);
            journal.jdbc.sql("select 1").query(Integer.class).single();
            journal.mongo.getCollectionNames();
            try (Lease<String> lease = journal.mail.acquire("ada")) {
                assertThat(lease.client()).isEqualTo("mail of ada");
            }
            assertThat(query("select application_name from pg_stat_activity where application_name = '" + MARK + "'"))
                    .isNotEmpty();
            assertThat(clients.open).hasValue(1);
        }
        assertThat(clients.open).hasValue(0);
        await("connections are gone")
                .untilAsserted(() -> assertThat(
                                query("select application_name from pg_stat_activity where application_name = '" + MARK
                                        + "'"))
                        .isEmpty());
    }

    private static List<String> newThreads(Set<Thread> before) {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeAll(before);
        return threads.stream()
                // The server is of this test, and driver and JVM share theirs among all.
                .filter(thread ->
                        !thread.getName().matches("nioEventLoopGroup.*|mongo-server.*|PostgreSQL-JDBC-Cleaner"))
                .map(Thread::getName)
                .toList();
    }

    private static ConfigurableApplicationContext start(WebApplicationType type, WireServer mongo) {
        return new SpringApplicationBuilder(Application.class)
                .web(type)
                .run(
                        "--server.port=0",
                        "--pools.jdbc.orders.url=" + EmbeddedServers.postgresUrl() + "&ApplicationName=" + MARK,
                        "--pools.mongo.sessions.uri=" + mongo.uri("stop"),
                        "--pools.accounts.mail.close-timeout=" + LONG.toSeconds() + "s");
    }

    private static CompletableFuture<Integer> request(ConfigurableApplicationContext application, String path) {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        return HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode);
    }

    private static List<String> entriesOfPostgres() throws SQLException {
        return query("select entry from stop_journal");
    }

    private static List<String> entriesOfMongo(WireServer mongo) {
        try (MongoClient client = MongoClients.create(mongo.uri("stop"))) {
            return client.getDatabase("stop")
                    .getCollection("journal")
                    .find()
                    .map(document -> document.getString("entry"))
                    .into(new ArrayList<>());
        }
    }

    private static List<String> query(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (var connection = DriverManager.getConnection(EmbeddedServers.postgresUrl());
                Statement statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                ResultSet result = statement.getResultSet();
                while (result.next()) {
                    rows.add(result.getString(1));
                }
            }
        }
        return rows;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        OpenClients mail() {
            return new OpenClients();
        }

        @Bean
        Journal journal(
                @Qualifier("orders") JdbcClient jdbc,
                @Qualifier("sessions") MongoTemplate mongo,
                @Qualifier("mail") AccountPool<String, String> mail) {
            return new Journal(jdbc, mongo, mail);
        }
    }

    /** Counts the clients that are open. */
    static final class OpenClients implements ClientFactory<String, String> {

        private final AtomicInteger open = new AtomicInteger();

        @Override
        public String open(String account) {
            open.incrementAndGet();
            return "mail of " + account;
        }

        @Override
        public void close(String client) {
            open.decrementAndGet();
        }
    }

    /** Work that goes on when the application is told to end, and that needs all its pools until it is done. */
    @RestController
    static final class Journal {

        private final CountDownLatch requestUnderWay = new CountDownLatch(1);
        private final CountDownLatch leaseHeld = new CountDownLatch(1);
        private final JdbcClient jdbc;
        private final MongoTemplate mongo;
        private final AccountPool<String, String> mail;

        Journal(JdbcClient jdbc, MongoTemplate mongo, AccountPool<String, String> mail) {
            this.jdbc = jdbc;
            this.mongo = mongo;
            this.mail = mail;
        }

        /** Still gets a client when the server takes no more requests. */
        @GetMapping("/slow")
        String slow(HttpServletRequest request) throws InterruptedException {
            requestUnderWay.countDown();
            await("the server takes no more requests").atMost(LONG).until(() -> isRefused(request.getLocalPort()));
            try (Lease<String> lease = mail.acquire("ben")) {
                write("request on " + lease.client());
                return lease.client();
            }
        }

        private static boolean isRefused(int port) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return !socket.isConnected();
            } catch (IOException ex) {
                return true;
            }
        }

        /** Holds its lease until no other is given out any more. */
        void session(String account) {
            try (Lease<String> lease = mail.acquire(account)) {
                leaseHeld.countDown();
                await("the pool closes").atMost(LONG).until(this::isClosed);
                write("session on " + lease.client());
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean isClosed() throws InterruptedException {
            try {
                mail.acquire("probe").close();
                return false;
            } catch (PoolClosedException ex) {
                return true;
            }
        }

        private void write(String entry) {
            jdbc.sql("insert into stop_journal values (?)").param(entry).update();
            mongo.getCollection("journal").insertOne(new Document("entry", entry));
        }
    }
}
