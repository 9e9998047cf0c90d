/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc.pgbouncer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.poolstarter.jdbc.pgbouncer.ConsoleReadingTests.NONE;
import static org.poolstarter.jdbc.pgbouncer.ConsoleReadingTests.answers;
import static org.poolstarter.jdbc.pgbouncer.ConsoleReadingTests.pool;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.poolstarter.jdbc.EmbeddedServers;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.ServerFacts;
import org.postgresql.PGConnection;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What is made of the answers of a console, each scripted. */
@ExtendWith(OutputCaptureExtension.class)
class PgBouncerWatchTests {

    private static final Rows ORDERS = new Rows(List.of(Map.of("name", "orders", "pool_size", "20", "paused", "0")));
    private static final Rows PAUSED = new Rows(List.of(Map.of("name", "orders", "pool_size", "20", "paused", "1")));
    private static final Rows POOL = new Rows(List.of(pool("orders", "app", "3", "0", "2", "0")));
    private static final Rows STATS = new Rows(List.of(Map.of("database", "orders", "total_xact_count", "7")));

    private final ScheduledExecutorService poller = Executors.newSingleThreadScheduledExecutor();
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");
    private @Nullable ConsoleAnswers answers = answers("PgBouncer 1.18.0", "0", ORDERS, POOL, STATS);

    @AfterEach
    void stop() {
        poller.shutdownNow();
    }

    @Test
    void beforeTheFirstAnswerGaugesAreUnknownAndCountersZero() {
        PgBouncerWatch watch = watch(PgBouncerMode.TRANSACTION);
        assertThat(watch.measures()).hasSameSizeAs(PgBouncerMeter.values()).allSatisfy(measure -> {
            double value = measure.value().getAsDouble();
            assertThat(measure.kind() == PoolMeasure.Kind.COUNTER ? value == 0 : Double.isNaN(value))
                    .as(measure.name())
                    .isTrue();
        });
        assertThat(watch.notices()).isEmpty();
        assertThat(section(watch)).extractingByKey("console").asString().contains("state=UNKNOWN");
    }

    @Test
    void anAnswerFillsMetersAndSection() {
        PgBouncerWatch watch = watch(PgBouncerMode.TRANSACTION);
        watch.poll();
        assertThat(value(watch, "pool.pgbouncer.up")).isEqualTo(1);
        assertThat(value(watch, "pool.pgbouncer.clients.active")).isEqualTo(3);
        assertThat(value(watch, "pool.pgbouncer.size")).isEqualTo(20);
        assertThat(section(watch))
                .containsEntry("mode", "transaction")
                .containsEntry("modeInForce", "transaction")
                .containsEntry("version", "1.18.0")
                .containsEntry("clientsActive", 3L)
                .containsEntry("waitOldest", 2.0)
                .containsEntry("tracksPreparedStatements", false);
        assertThat(watch.notices()).isEmpty();
    }

    @Test
    void aConsoleThatStopsToAnswerIsANoticeAndLoggedOnce(CapturedOutput output) {
        PgBouncerWatch watch = watch(PgBouncerMode.TRANSACTION);
        watch.poll();
        answers = null;
        watch.poll();
        now = now.plusSeconds(30);
        watch.poll();

        assertThat(watch.notices()).singleElement().satisfies(notice -> {
            assertThat(notice.code()).isEqualTo("pgbouncer-console-down");
            assertThat(notice.evidence())
                    .containsEntry("downSeconds", 30L)
                    .containsEntry("error", "SQLException: refused")
                    .containsEntry("console", "jdbc:postgresql://bouncer:6432/pgbouncer");
            assertThat(notice.window()).isEqualTo(Duration.ofSeconds(30));
            assertThat(notice.remedy()).contains("pools.jdbc.orders.pgbouncer.admin-url");
        });
        assertThat(value(watch, "pool.pgbouncer.up")).isZero();
        assertThat(value(watch, "pool.pgbouncer.clients.active")).isNaN();
        assertThat(value(watch, "pool.pgbouncer.transactions")).isEqualTo(7);
        assertThat(section(watch)).extractingByKey("console").asString().contains("state=DOWN", "secondsAgo=30");
        assertThat(output.getAll()).containsOnlyOnce("does not answer").doesNotContain("hunter2");

        answers = answers("PgBouncer 1.18.0", "0", ORDERS, POOL, STATS);
        watch.poll();
        assertThat(watch.notices()).isEmpty();
        assertThat(output.getAll()).containsOnlyOnce("answers again");
    }

    @Test
    void anotherModeThanTheConfiguredOneIsANotice() {
        PgBouncerWatch watch = watch(PgBouncerMode.SESSION);
        watch.poll();
        assertThat(watch.notices()).singleElement().satisfies(notice -> {
            assertThat(notice.code()).isEqualTo("pgbouncer-mode");
            assertThat(notice.evidence())
                    .containsEntry("configured", "session")
                    .containsEntry("inForce", "transaction");
            assertThat(notice.remedy()).contains("pools.jdbc.orders.pgbouncer.mode=transaction");
        });
    }

    @Test
    void aPausedDatabaseIsANotice() {
        answers = answers("PgBouncer 1.18.0", "0", PAUSED, POOL, NONE);
        PgBouncerWatch watch = watch(PgBouncerMode.TRANSACTION);
        watch.poll();
        assertThat(watch.notices()).extracting(PoolNotice::code).containsExactly("pgbouncer-paused");
    }

    @Test
    void clientsThatWaitForASecondWhileServersAreBusyAreANotice() {
        PgBouncerWatch watch = watch(PgBouncerMode.TRANSACTION);
        answers = answers(
                "PgBouncer 1.18.0", "0", ORDERS, new Rows(List.of(pool("orders", "app", "3", "5", "1", "0"))), NONE);
        watch.poll();
        assertThat(watch.notices()).singleElement().isEqualTo(watch.queue());
        assertThat(watch.queue()).isNotNull().satisfies(notice -> {
            assertThat(notice.code()).isEqualTo("pgbouncer-waiting");
            assertThat(notice.evidence())
                    .containsExactly(
                            entry("clientsWaiting", 5L),
                            entry("oldestWaitSeconds", 1.0),
                            entry("serversActive", 3L),
                            entry("poolSize", 20L));
        });

        poll(watch, pool("orders", "app", "3", "5", "0", "1"));
        assertThat(watch.queue()).as("others wait in their place").isNotNull();
        poll(watch, pool("orders", "app", "3", "0", "0", "0"));
        assertThat(watch.queue()).as("nobody waits").isNull();
        poll(watch, pool("orders", "app", "3", "5", "0", "1"));
        assertThat(watch.queue()).as("not for long").isNull();
    }

    private void poll(PgBouncerWatch watch, Map<String, String> row) {
        answers = answers("PgBouncer 1.18.0", "0", ORDERS, new Rows(List.of(row)), NONE);
        watch.poll();
    }

    @Test
    void clientsThatWaitForLessOrForAServerThatIsGoneAreNone() {
        PgBouncerWatch watch = watch(PgBouncerMode.TRANSACTION);
        for (Map<String, String> row : List.of(
                pool("orders", "app", "3", "5", "0", "999999"),
                pool("orders", "app", "3", "0", "1", "0"),
                pool("orders", "app", "0", "5", "9", "0"))) {
            poll(watch, row);
            assertThat(watch.queue()).as(row.toString()).isNull();
            assertThat(watch.notices()).isEmpty();
        }
    }

    @Test
    void connectionsUseServerPreparedStatementsOnceThePoolerTracksThem() throws SQLException {
        PgBouncerWatch watch = watch(PgBouncerMode.TRANSACTION);
        assertThat(thresholdOf(watch)).isZero();

        answers = answers("PgBouncer 1.25.2", "200", ORDERS, POOL, NONE);
        watch.poll();
        assertThat(thresholdOf(watch)).isEqualTo(5);

        answers = null;
        watch.poll();
        assertThat(thresholdOf(watch)).as("nobody knows now").isZero();
    }

    @Test
    void oneServerIsOneByWhateverAddressOfIt() {
        PgBouncerWatch watch = watch(PgBouncerMode.TRANSACTION);
        assertThat(identity(watch, "127.0.0.1:6432"))
                .isEqualTo(identity(watch, "localhost:6432"))
                .isNotEqualTo(identity(watch, "localhost:6433"));
        assertThat(identity(watch, "Bouncer")).isEqualTo(identity(watch, "bouncer:5432"));
    }

    private static String identity(PgBouncerWatch watch, String address) {
        return watch.seenThrough(facts(address)).server().identity();
    }

    private static ServerFacts facts(String address) {
        return ServerFacts.of(new ServerFacts.Server("PostgreSQL 18.6", "one", address, "app", "orders"))
                .withValues(Map.of(), Map.of("pg_roles", "permission denied"));
    }

    @Test
    void whatKeepsItFromSayingWhatItGrantsIsSaidUntilItDoes() {
        PgBouncerSettings blind = new PgBouncerSettings(
                "orders", "pools.jdbc.orders.pgbouncer", PgBouncerMode.SESSION, null, "orders", "app", true, List.of());
        assertThat(new PgBouncerWatch(blind, null, () -> now, poller)
                        .seenThrough(facts("bouncer"))
                        .unreadable())
                .containsExactly(
                        entry("max_client_conn", "pools.jdbc.orders.pgbouncer.admin-url is not set"),
                        entry("pg_roles", "permission denied"));

        PgBouncerWatch watch = watch(PgBouncerMode.TRANSACTION);
        ServerFacts told = watch.seenThrough(facts("bouncer"));
        assertThat(told.unreadable()).containsEntry("max_client_conn", "the console has not answered yet");
        ConsoleAnswers first = Objects.requireNonNull(answers);
        answers = null;
        watch.poll();
        told = watch.seenThrough(told);
        assertThat(told.unreadable())
                .containsEntry("max_client_conn", "the console does not answer: SQLException: refused");
        answers = new ConsoleAnswers(
                first.version(),
                new Rows(List.of(Map.of("key", "max_client_conn", "value", "100"))),
                first.databases(),
                first.pools(),
                first.stats());
        watch.poll();
        told = watch.seenThrough(told);
        assertThat(told.unreadable()).containsOnlyKeys("pg_roles");
        assertThat(told.limit()).isEqualTo(new ServerFacts.Limit(100, "max_client_conn=100"));
    }

    private static int thresholdOf(PgBouncerWatch watch) throws SQLException {
        try (Connection connection =
                DriverManager.getConnection(EmbeddedServers.postgresUrl() + "&prepareThreshold=0")) {
            watch.opened(connection);
            return connection.unwrap(PGConnection.class).getPrepareThreshold();
        }
    }

    @SuppressWarnings("unchecked") // the section is a map
    private static Map<String, Object> section(PgBouncerWatch watch) {
        return (Map<String, Object>) Objects.requireNonNull(watch.sections().get("pgbouncer"));
    }

    private static double value(PgBouncerWatch watch, String meter) {
        return watch.measures().stream()
                .filter(measure -> measure.name().equals(meter))
                .findFirst()
                .orElseThrow()
                .value()
                .getAsDouble();
    }

    private PgBouncerWatch watch(PgBouncerMode mode) {
        ConsoleSettings console = new ConsoleSettings(
                "jdbc:postgresql://bouncer:6432/pgbouncer?password=hunter2",
                "stats",
                "hunter2",
                Duration.ofSeconds(10));
        PgBouncerSettings settings = new PgBouncerSettings(
                "orders", "pools.jdbc.orders.pgbouncer", mode, console, "orders", "app", true, List.of());
        return new PgBouncerWatch(settings, this::answer, () -> now, poller);
    }

    private ConsoleAnswers answer() throws SQLException {
        if (answers == null) {
            throw new SQLException("refused");
        }
        return answers;
    }
}
