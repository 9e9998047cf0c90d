/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.poolstarter.HttpResult;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.Lease;
import org.poolstarter.pool.PagedSection;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.SectionPage;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The long sections of a pool over HTTP: its sessions and its events. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoolSectionsEndpointTests {

    private static final String MAIL = "/actuator/pools/mail";

    private ConfigurableApplicationContext application;

    @BeforeAll
    void startAndHaveSessions() throws Exception {
        application = SpringApplication.run(
                Application.class,
                "--server.port=0",
                "--management.endpoints.web.exposure.include=pools",
                "--pools.jdbc.orders.url=jdbc:h2:mem:sections",
                "--pools.jdbc.orders.min-idle=0",
                "--pools.accounts.mail.session-records=5");
        AccountPool<String, String> pool = pool();
        for (int i = 0; i < 7; i++) {
            try (Lease<String> lease = pool.acquire("account" + i % 2)) {
                lease.count("messages", i);
            }
        }
        Lease<String> broken = pool.acquire("vip@example.org");
        broken.failed(new IOException("reset by peer"));
        broken.discard();
        await().until(() -> pool.snapshot().size() == 2);
        pool.pause();
        pool.resume();
    }

    @AfterAll
    void stop() {
        application.close();
    }

    @Test
    void theEntryOfThePoolHasTheShortOfItsSessions() {
        HttpResult mail = get(MAIL);

        assertThat(mail.at("$.sections.sessions.keys()"))
                .isEqualTo(Set.of(
                        "total",
                        "recent",
                        "averageDuration",
                        "averages",
                        "errors",
                        "failed",
                        "ended",
                        "active",
                        "max",
                        "newest"));
        assertThat(mail.at("$.sections.sessions.total")).isEqualTo(8);
        assertThat(mail.at("$.sections.sessions.recent")).isEqualTo(5);
        assertThat(mail.at("$.sections.sessions.averages")).isEqualTo(Map.of("messages", 4.5));
        assertThat(mail.at("$.sections.sessions.ended")).isEqualTo(Map.of("released", 4, "discarded", 1));
        assertThat(mail.at("$.sections.sessions.newest.length()")).isEqualTo(5);
        assertThat(mail.at("$.sections.events")).isEqualTo(Map.of("listeners", 1, "dropped", 0, "failed", 0));
    }

    @Test
    void sessionsArePagedNewestFirst() {
        HttpResult first = get(MAIL + "/sessions?size=2");
        assertThat(first.at("$.keys()")).isEqualTo(Set.of("page", "size", "total", "entries"));
        assertThat(first.at("$.total")).isEqualTo(5);
        assertThat(first.at("$.entries[*].account")).isEqualTo(List.of("vip@example.org", "account0"));
        assertThat(first.at("$.entries[0].keys()"))
                .isEqualTo(Set.of(
                        "account", "start", "end", "duration", "opened", "ended", "counters", "errors", "lastError"));
        assertThat(first.at("$.entries[0].ended")).isEqualTo("discarded");
        assertThat(first.at("$.entries[0].errors")).isEqualTo(1);
        assertThat(first.at("$.entries[0].lastError")).isEqualTo("IOException: reset by peer");
        assertThat(first.at("$.entries[0].opened")).isEqualTo(true);
        assertThat(first.at("$.entries[1].counters")).isEqualTo(Map.of("messages", 6));
        assertThat(first.at("$.entries[1].opened")).isEqualTo(false);
        assertThat(first.at("$.entries[1].start")).asString().matches("20..-..-..T.*Z");
        assertThat(first.at("$.entries[*].duration")).asString().matches("\\[(\"\\d+(us|ms|s)\",?)*]");

        assertThat(get(MAIL + "/sessions?size=2&page=2").at("$.entries[*].counters.messages"))
                .isEqualTo(List.of(3));
        assertThat(get(MAIL + "/sessions?size=2&page=3").at("$.entries")).isEqualTo(List.of());
    }

    @Test
    void timesAreWrittenAsLimitsAreHoweverDeepTheyAre() {
        assertThat(get("/actuator/pools/own").at("$.sections.layers"))
                .isEqualTo(List.of(Map.of("age", "3400ms", "since", "2026-11-21T12:00:00Z")));
        assertThat(get("/actuator/pools/own").at("$.sections.gap")).isEqualTo("90m");
        assertThat(get("/actuator/pools/own/pebbles").at("$.entries"))
                .isEqualTo(List.of(Map.of("fall", Map.of("took", "25us"))));
    }

    @Test
    void sessionsOfOneAccountAreFoundByItsText() {
        assertThat(get(MAIL + "/sessions?account=account1").at("$.entries[*].counters.messages"))
                .isEqualTo(List.of(5, 3));
        assertThat(get(MAIL + "/sessions?account=vip@example.org").at("$.total"))
                .isEqualTo(1);
        assertThat(get(MAIL + "/sessions?account=nobody").at("$.total")).isEqualTo(0);
        assertThat(get(MAIL + "/sessions?type=discarded").at("$.total")).isEqualTo(1);
    }

    @Test
    void eventsAreShownNewestFirstAndByType() {
        HttpResult events = get(MAIL + "/events");
        assertThat(events.at("$.entries[0]['type','account','details']").toString())
                .isEqualTo("{type=resumed, details={}}");
        assertThat(events.at("$.entries[*].type"))
                .isEqualTo(List.of("resumed", "paused", "closed", "opened", "opened", "opened"));
        HttpResult closed = get(MAIL + "/events?type=closed");
        assertThat(closed.at("$.total")).isEqualTo(1);
        assertThat(closed.at("$.entries[0].keys()")).isEqualTo(Set.of("time", "type", "account", "details"));
        assertThat(closed.at("$.entries[0].account")).isEqualTo("vip@example.org");
        assertThat(closed.at("$.entries[0].details")).isEqualTo(Map.of("reason", "DISCARDED"));
        assertThat(get(MAIL + "/events?account=account0").at("$.entries[*].type"))
                .isEqualTo(List.of("opened"));
    }

    @Test
    void everyBackendHasEvents() throws SQLException {
        DataSource orders = application.getBean("ordersDataSource", DataSource.class);
        try (Connection one = orders.getConnection();
                Connection two = orders.getConnection()) {
            assertThat(two.isValid(5)).isEqualTo(one.isValid(5));
        }
        await().untilAsserted(() -> assertThat(
                        get("/actuator/pools/orders/events?type=opened").at("$.total"))
                .isNotEqualTo(0));
        assertThat(get("/actuator/pools/own/events").at("$.total")).isEqualTo(0);
    }

    @ParameterizedTest
    @CsvSource({
        "/actuator/pools/nowhere/sessions, 404",
        "/actuator/pools/orders/sessions, 404",
        "/actuator/pools/mail/nonsense, 404"
    })
    void whatIsNotThereIsNotFound(String path, int status) {
        assertThat(get(path).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "sessions?page=-1, page, -1, must not be negative",
        "sessions?size=0, size, 0, must be 1 to 1000",
        "sessions?size=1001, size, 1001, must be 1 to 1000",
        "sessions?size=many, size, many, must be a whole number"
    })
    void aParameterOutOfItsBoundsIsRefusedWithItsBounds(String path, String key, String value, String bound) {
        HttpResult answer = get("/actuator/pools/mail/" + path);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("$.key")).isEqualTo(key);
        assertThat(answer.at("$.value")).isEqualTo(value);
        assertThat(answer.at("$.bound")).isEqualTo(bound);
        assertThat(answer.at("$.remedy")).asString().startsWith("Leave it out");
    }

    @Test
    void aTypeThatThereIsNotIsRefusedWithThoseThatThereAre() {
        HttpResult answer = get("/actuator/pools/mail/events?type=nonsense");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("$.key")).isEqualTo("type");
        assertThat(answer.at("$.bound")).asString().startsWith("must be one of opened, ");
    }

    @Test
    void aRefusalOfAForeignSectionIsToldInItsOwnWords() {
        HttpResult answer = get("/actuator/pools/own/stones");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("$.error")).isEqualTo("unreadable");
    }

    private HttpResult get(String path) {
        return HttpResult.get(application, path);
    }

    @SuppressWarnings("unchecked") // the factory of that name says so
    private AccountPool<String, String> pool() {
        return application.getBean("mailAccountPool", AccountPool.class);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = {DataSourceAutoConfiguration.class, MongoAutoConfiguration.class})
    static class Application {

        @Bean
        ClientFactory<String, String> mail() {
            return account -> "client of " + account;
        }

        @Bean
        Pool own() {
            return new OwnPool();
        }
    }

    /** A pool of the application's own. */
    static final class OwnPool implements Pool {

        @Override
        public String name() {
            return "own";
        }

        @Override
        public String backend() {
            return "rock";
        }

        @Override
        public PoolSnapshot snapshot() {
            return PoolSnapshot.of(0, 1, 0, 5, 0);
        }

        @Override
        public Map<String, Object> sections() {
            Instant since = Instant.parse("2026-11-21T12:00:00Z");
            return Map.of(
                    "layers", List.of(Map.of("age", Duration.ofNanos(3_400_700_000L), "since", since)),
                    "gap", Duration.ofMinutes(90));
        }

        @Override
        public Map<String, PagedSection> pagedSections() {
            return Map.of(
                    "stones",
                    query -> {
                        throw new IllegalArgumentException("unreadable");
                    },
                    "pebbles",
                    query -> SectionPage.of(
                            query, List.of(Duration.ofNanos(25_999)), took -> Map.of("fall", Map.of("took", took))));
        }
    }
}
