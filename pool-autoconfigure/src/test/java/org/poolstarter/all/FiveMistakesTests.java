/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.Warning;
import org.poolstarter.advice.doctor.Doctor;
import org.poolstarter.jdbc.EmbeddedServers;
import org.poolstarter.mongo.WireServer;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.Pools;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** An application with five mistakes in its configuration, on real servers. */
@org.junit.jupiter.api.extension.ExtendWith(OutputCaptureExtension.class)
class FiveMistakesTests {

    private static final Pattern ASSIGNMENT = Pattern.compile("pools\\.[a-z.-]+=[0-9a-z-]+");

    @Test
    void allFiveAreNamedWithTheKeysToSetAndSettingThemBringsSilence(CapturedOutput output) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "30")
                        .start();
                WireServer mongo = WireServer.start()) {
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create role app login connection limit 8");
            }
            Map<String, String> keys = new LinkedHashMap<>();
            keys.put("pools.profile", "small");
            keys.put("pools.budget.replicas", "2");
            keys.put("pools.jdbc.orders.url", postgres.getJdbcUrl("app", "postgres"));
            keys.put("pools.jdbc.orders.primary", "true");
            keys.put("pools.jdbc.orders.max-size", "10"); // the role has 8
            keys.put("pools.jdbc.orders.acquire-timeout", "5s"); // connecting may take 10
            keys.put("pools.jdbc.reports.url", postgres.getJdbcUrl("postgres", "postgres"));
            keys.put("pools.jdbc.reports.max-size", "8"); // with orders, and twice, that is more than 27
            keys.put("pools.jdbc.ledger.url", EmbeddedServers.mariaDbUrl());
            keys.put("pools.jdbc.ledger.max-lifetime", "0s"); // the server closes what rests for 8 hours
            keys.put("pools.jdbc.ledger.keepalive", "0s");
            keys.put("pools.mongo.sessions.uri", mongo.uri("app"));
            keys.put("pools.mongo.sessions.socket-timeout", "0s"); // and no other end of an operation

            try (ConfigurableApplicationContext application = start(keys)) {
                Map<String, List<Warning>> found = examined(application);
                assertThat(codes(found))
                        .containsExactly(
                                "above-user-limit",
                                "acquire-timeout-short",
                                "no-operation-timeout",
                                "over-budget",
                                "server-closes-idle");
                assertThat(shown(application)).isEqualTo(found);
                Map<String, String> remedies = assignments(found);
                assertThat(remedies)
                        .isEqualTo(Map.of(
                                "pools.jdbc.orders.max-size", "4",
                                "pools.jdbc.orders.acquire-timeout", "10s",
                                "pools.jdbc.reports.max-size", "3",
                                "pools.jdbc.ledger.max-lifetime", "28770s",
                                "pools.mongo.sessions.socket-timeout", "30s"));
                assertThat(output.getOut())
                        .contains("Pool orders (jdbc) - above-user-limit: Set pools.jdbc.orders.max-size=4");
                keys.putAll(remedies);
            }
            int before = output.getOut().length();
            try (ConfigurableApplicationContext application = start(keys)) {
                assertThat(codes(examined(application))).isEmpty();
                assertThat(output.getOut().substring(before)).doesNotContain("advice.doctor.Doctor");
            }
        }
    }

    @Test
    void mistakesInOtherWordsAreNamedWithTheKeysThatTheyAreMadeWith() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "30")
                        .start();
                WireServer mongo = WireServer.start()) {
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create role app login");
                statement.execute("create role batch login");
            }
            Map<String, String> keys = new LinkedHashMap<>();
            keys.put("pools.budget.replicas", "2");
            keys.put("pools.jdbc.orders.url", postgres.getJdbcUrl("app", "postgres"));
            keys.put("pools.jdbc.orders.primary", "true");
            keys.put("pools.jdbc.orders.hikari.maximum-pool-size", "14"); // beats max-size; the three have 13
            keys.put("pools.jdbc.orders.hikari.minimum-idle", "12");
            String endless = postgres.getJdbcUrl("batch", "postgres") + "&connectTimeout=";
            keys.put("pools.jdbc.batch.url", endless + "0"); // PostgreSQL's word for ever
            keys.put("pools.jdbc.batch.max-size", "3");
            keys.put("pools.jdbc.night.url", postgres.getJdbcUrl("batch", "postgres")); // as batch
            keys.put("pools.jdbc.night.max-size", "3");
            keys.put("pools.jdbc.ledger.url", EmbeddedServers.mariaDbUrl() + "&sessionVariables=wait_timeout=300");
            keys.put("pools.jdbc.ledger.idle-timeout", "10m");
            keys.put("pools.jdbc.ledger.keepalive", "6m");
            keys.put("pools.mongo.sessions.uri", mongo.uri("app") + "?socketTimeoutMS=0");
            keys.put("pools.mongo.sessions.acquire-timeout", "2s");

            try (ConfigurableApplicationContext application = start(keys)) {
                Map<String, List<Warning>> found = examined(application);
                assertThat(codes(found))
                        .containsExactly(
                                "acquire-timeout-short",
                                "no-operation-timeout",
                                "over-budget",
                                "same-server",
                                "server-closes-idle");
                Map<String, String> remedies = assignments(found);
                assertThat(remedies)
                        .containsExactlyInAnyOrderEntriesOf(Map.of(
                                "pools.jdbc.orders.hikari.maximum-pool-size", "7",
                                "pools.jdbc.orders.hikari.minimum-idle", "7",
                                "pools.jdbc.batch.max-size", "1",
                                "pools.jdbc.night.max-size", "1",
                                "pools.jdbc.ledger.max-lifetime", "270s",
                                "pools.jdbc.ledger.idle-timeout", "269s",
                                "pools.jdbc.ledger.keepalive", "269s",
                                "pools.silence.batch", "same-server",
                                "pools.silence.night", "same-server",
                                "pools.mongo.sessions.socket-timeout", "30s"));
                assertThat(found.get("batch"))
                        .extracting(Warning::remedy)
                        .anyMatch(remedy -> remedy.startsWith("Set connectTimeout=10 in pools.jdbc.batch.url: "));
                keys.putAll(remedies);
                keys.put("pools.jdbc.batch.url", endless + "10");
            }
            try (ConfigurableApplicationContext application = start(keys)) {
                PoolMonitor monitor = application.getBean(PoolMonitor.class);
                examined(application);
                assertThat(codes(shownOnceExamined(application, monitor))).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void aLimitOfWhichThePoolHasAllIsNamedToo(int limit) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create role app login connection limit " + limit);
            }
            Map<String, String> keys = new LinkedHashMap<>();
            keys.put("pools.jdbc.orders.url", postgres.getJdbcUrl("app", "postgres"));
            keys.put("pools.jdbc.orders.min-idle", "5");
            keys.put(
                    "spring.autoconfigure.exclude",
                    "org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration");
            keys.put("pools.jdbc.orders.max-size", "15");
            try (ConfigurableApplicationContext application = start(keys)) {
                Map<String, List<Warning>> found = examined(application);
                assertThat(codes(found)).contains("above-user-limit");
                assertThat(assignments(found)).containsEntry("pools.jdbc.orders.max-size", String.valueOf(limit));
            }
        }
    }

    /* What is shown, and not what is found: what was silenced is found all the same. */
    private static Map<String, List<Warning>> shownOnceExamined(
            ConfigurableApplicationContext application, PoolMonitor monitor) {
        return byPool(
                application.getBean(Pools.class).all(),
                pool -> monitor.report(pool).orElseThrow().warnings());
    }

    private static ConfigurableApplicationContext start(Map<String, String> keys) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties("pools.doctor.timeout=1m")
                .run(keys.entrySet().stream()
                        .map(key -> "--%s=%s".formatted(key.getKey(), key.getValue()))
                        .toArray(String[]::new));
    }

    /** What is found by pool, once every server has answered. */
    private static Map<String, List<Warning>> examined(ConfigurableApplicationContext application) {
        Doctor doctor = application.getBean(Doctor.class);
        List<Pool> pools = application.getBean(Pools.class).all();
        await().atMost(Duration.ofSeconds(90)).until(() -> pools.stream().allMatch(pool -> hasAnswered(doctor, pool)));
        doctor.examine();
        return byPool(pools, doctor::warnings);
    }

    private static boolean hasAnswered(Doctor doctor, Pool pool) {
        return doctor.sections(pool).get("server") instanceof Map<?, ?> server && !server.containsKey("error");
    }

    /** What observers are shown, once the monitor has looked again. */
    private static Map<String, List<Warning>> shown(ConfigurableApplicationContext application) {
        PoolMonitor monitor = application.getBean(PoolMonitor.class);
        List<Pool> pools = application.getBean(Pools.class).all();
        Doctor doctor = application.getBean(Doctor.class);
        Map<String, List<Warning>> found = byPool(pools, doctor::warnings);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> byPool(
                                pools,
                                pool -> monitor.report(pool).orElseThrow().warnings())
                        .equals(found));
        return found;
    }

    private static Map<String, List<Warning>> byPool(
            List<Pool> pools, java.util.function.Function<Pool, List<Warning>> warnings) {
        return pools.stream().collect(Collectors.toMap(Pool::name, warnings));
    }

    private static Set<String> codes(Map<String, List<Warning>> found) {
        return found.values().stream()
                .flatMap(List::stream)
                .map(Warning::code)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The keys and values that the remedies name. */
    private static Map<String, String> assignments(Map<String, List<Warning>> found) {
        List<String> named = new ArrayList<>();
        found.values()
                .forEach(warnings -> warnings.forEach(warning -> {
                    Matcher matcher = ASSIGNMENT.matcher(warning.remedy());
                    while (matcher.find()) {
                        named.add(matcher.group());
                    }
                }));
        return named.stream()
                .distinct()
                .map(assignment -> assignment.split("="))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            excludeName = "org.springframework.boot.mongodb.autoconfigure.MongoReactiveAutoConfiguration")
    static class Application {}
}
