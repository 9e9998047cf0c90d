/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.poolstarter.HttpResult;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.RetryAfter;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application with one pool that something is wrong with, and what its endpoint says of it. */
final class FaultyApplication implements AutoCloseable {

    /** The service wants no log-in of this account for a minute. */
    static final String BUSY = "busy";

    /** The service refuses this account. */
    static final String LOCKED = "locked";

    /** The service takes its time over the log-in of accounts that begin so. */
    static final String SLOW = "slow";

    private static final String NO_JDBC = DataSourceAutoConfiguration.class.getName();
    private static final String NO_MONGO = MongoAutoConfiguration.class.getName();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ConfigurableApplicationContext context;
    private final String pool;

    FaultyApplication(String pool, String... settings) {
        this.pool = pool;
        String[] usual = {
            "--server.port=0",
            "--management.endpoints.web.exposure.include=pools",
            "--pools.health.interval=5s",
            "--pools.health.timeout=3s",
            "--spring.autoconfigure.exclude="
                    + switch (pool) {
                        case "sessions" -> NO_JDBC;
                        case "mail" -> NO_JDBC + "," + NO_MONGO;
                        default -> NO_MONGO;
                    }
        };
        context = SpringApplication.run(
                Application.class,
                Stream.concat(Stream.of(usual), Stream.of(settings).map(setting -> "--" + setting))
                        .toArray(String[]::new));
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Waits until so many connections are open and free. */
    void awaitIdle(int count) {
        await("idle connections")
                .atMost(PATIENCE)
                .until(() -> HttpResult.get(context, "/actuator/pools/" + pool)
                        .at("$.counts.idle")
                        .equals(count));
    }

    /** Waits until so many connections have been held for longer than this. */
    void awaitHeld(int count, Duration time) {
        await("held connections").atMost(PATIENCE).until(() -> {
            @SuppressWarnings("unchecked") // the endpoint says so
            List<Integer> held = (List<Integer>)
                    HttpResult.get(context, "/actuator/pools/" + pool).at("$.sections.holders[*].heldMs");
            return held.stream().filter(millis -> millis > time.toMillis()).count() == count;
        });
    }

    /** Waits until it has this warning. */
    void awaitWarning(String code) {
        await(code).atMost(PATIENCE).until(() -> Expected.codesOf(warnings()).contains(code));
    }

    /** Waits until the evidence of a warning says this. */
    void awaitEvidence(String code, String key, String value) {
        await(code)
                .atMost(PATIENCE)
                .until(() -> warnings().stream()
                        .filter(warning -> code.equals(warning.get("code")))
                        .anyMatch(warning -> value.equals(
                                String.valueOf(Expected.evidenceOf(warning).get(key)))));
    }

    /** It must come to have all of these warnings. */
    Expected says(String... codes) {
        return new Expected(Set.of(codes));
    }

    private List<Map<String, Object>> warnings() {
        @SuppressWarnings("unchecked") // the endpoint says so
        List<Map<String, Object>> warnings = (List<Map<String, Object>>)
                HttpResult.get(context, "/actuator/pools/" + pool).at("$.warnings");
        return warnings;
    }

    private @Nullable String saturation() {
        @SuppressWarnings("unchecked") // the endpoint says so
        Map<String, Object> advice = (Map<String, Object>)
                HttpResult.get(context, "/actuator/pools/" + pool + "/advice").at("$");
        Object saturation = advice.get("saturation");
        return (saturation != null) ? saturation.toString() : null;
    }

    @Override
    public void close() {
        context.close();
    }

    /** Does something that is meant to fail. */
    static void attempt(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException ex) { // the fault that is provoked
            assertThat(ex).hasNoSuppressedExceptions();
        }
    }

    /** Callers that do the same again and again, whether it fails or not. */
    static Callers callers(int count, Runnable action) {
        return new Callers(count, action);
    }

    /** What the endpoint has to say. */
    final class Expected {

        private final Set<String> required;
        private Set<String> allowed = Set.of();
        private @Nullable String cause;
        private final List<List<String>> evidence = new ArrayList<>();

        private Expected(Set<String> required) {
            this.required = required;
        }

        /** It may have these besides, which are of the same cause. */
        Expected besides(String... codes) {
            allowed = Set.of(codes);
            return this;
        }

        /** No other cause is named, and this one in the end, by the warnings that name one and by the advice. */
        Expected because(String only) {
            cause = only;
            return this;
        }

        Expected evident(String code, String key, String value) {
            evidence.add(List.of(code, key, value));
            return this;
        }

        /** Waits until it is said, sees to it that nothing else was, and writes it down. */
        void into(DiagnosisTable table, String fault, String done) {
            Set<String> codes = new TreeSet<>();
            Set<String> causes = new TreeSet<>();
            AtomicReference<List<Map<String, Object>>> last = new AtomicReference<>(List.of());
            await(fault).atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
                List<Map<String, Object>> said = warnings();
                last.set(said);
                Set<String> now = codesOf(said);
                codes.addAll(now);
                said.forEach(warning -> causeOf(warning, causes));
                assertThat(now).containsAll(required);
                if (cause != null) {
                    assertThat(saturation()).startsWith(cause + ": ");
                }
            });
            List<Map<String, Object>> said = last.get();
            table.add(fault, done, said, cause);
            codes.removeAll(required);
            assertThat(allowed).as("what else was said").containsAll(codes);
            assertThat((cause != null) ? Set.of(cause) : Set.of())
                    .as("causes that were named")
                    .containsAll(causes);
            evidence.forEach(entry -> assertThat(said).anySatisfy(warning -> {
                assertThat(warning).containsEntry("code", entry.get(0));
                assertThat(evidenceOf(warning)).containsEntry(entry.get(1), entry.get(2));
            }));
        }

        private static Set<String> codesOf(List<Map<String, Object>> said) {
            return said.stream()
                    .map(warning -> String.valueOf(warning.get("code")))
                    .collect(Collectors.toSet());
        }

        private static void causeOf(Map<String, Object> warning, Set<String> causes) {
            Object named = evidenceOf(warning).get("cause");
            if (named != null) {
                causes.add(named.toString());
            }
        }

        @SuppressWarnings("unchecked") // the endpoint says so
        private static Map<String, Object> evidenceOf(Map<String, Object> warning) {
            return (Map<String, Object>) Objects.requireNonNull(warning.get("evidence"));
        }
    }

    /** Callers that go on until they are closed. */
    static final class Callers implements AutoCloseable {

        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final AtomicInteger successes = new AtomicInteger();
        private volatile boolean closed;

        private Callers(int count, Runnable action) {
            for (int i = 0; i < count; i++) {
                threads.execute(() -> {
                    while (!closed) {
                        attempt(() -> {
                            action.run();
                            successes.incrementAndGet();
                        });
                    }
                });
            }
        }

        void awaitSuccesses(int count) {
            await("calls that succeed").atMost(PATIENCE).until(() -> successes.get() >= count);
        }

        /** Waits for nobody: who waits for a pool ends when it is closed. */
        @Override
        public void close() {
            closed = true;
            threads.shutdown();
        }

        /** Whether all have ended. */
        boolean awaitEnd() throws InterruptedException {
            return threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** A call did not succeed. */
    static final class Failed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Failed(Exception cause) {
            super(cause);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        ClientFactory<String, String> mail() {
            return account -> {
                if (account.equals(BUSY)) {
                    throw new RetryAfter(Duration.ofMinutes(1));
                }
                if (account.equals(LOCKED)) {
                    throw new IOException("the account is locked");
                }
                if (account.startsWith(SLOW)) {
                    assertThat(new CountDownLatch(1).await(800, TimeUnit.MILLISECONDS))
                            .isFalse();
                }
                return account;
            };
        }
    }
}
