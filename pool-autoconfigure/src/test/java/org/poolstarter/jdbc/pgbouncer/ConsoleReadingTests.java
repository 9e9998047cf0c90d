/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc.pgbouncer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleReadingTests {

    static final Rows NONE = new Rows(List.of());

    @ParameterizedTest
    @CsvSource({
        "PgBouncer 1.18.0, 0, false",
        "PgBouncer 1.20.1, 100, false",
        "PgBouncer 1.21.0, 0, false",
        "PgBouncer 1.21.0, 100, true",
        "PgBouncer 1.25.2, 200, true",
        "PgBouncer 2.0.0-dev, 1, true",
        "something else, 100, false"
    })
    void preparedStatementsAreTrackedFromVersion121OnWhereTheyAreAllowed(
            String version, String allowed, boolean tracked) {
        assertThat(ConsoleReading.of(answers(version, allowed, NONE, NONE, NONE), "orders", "app")
                        .tracksPreparedStatements())
                .isEqualTo(tracked);
    }

    @Test
    void aVersionBefore121DoesNotKnowTheSettingAtAll() {
        ConsoleAnswers answers = new ConsoleAnswers(version("PgBouncer 1.18.0"), NONE, NONE, NONE, NONE);
        ConsoleReading reading = ConsoleReading.of(answers, "orders", "app");
        assertThat(reading.version()).isEqualTo("1.18.0");
        assertThat(reading.tracksPreparedStatements()).isFalse();
    }

    @Test
    void onlyTheRowsOfTheDatabaseAndTheUserCount() {
        Rows pools = new Rows(List.of(
                pool("orders", "app", "3", "1", "2", "250000"),
                pool("orders", "report", "7", "0", "0", "0"),
                pool("other", "app", "9", "9", "9", "0")));
        assertThat(clientsActive(pools, NONE, "app")).isEqualTo(3.0);
        assertThat(clientsActive(pools, NONE, null)).isEqualTo(10.0);
        assertThat(ConsoleReading.of(answers("1.25.0", "0", NONE, pools, NONE), "orders", "app")
                        .values())
                .containsEntry(PgBouncerMeter.OLDEST_WAIT, 2.25)
                .containsEntry(PgBouncerMeter.CLIENTS_WAITING, 1.0);
    }

    @Test
    void aForcedUserIsTheOneThatCounts() {
        Rows databases = new Rows(List.of(Map.of("name", "orders", "force_user", "pooled")));
        Rows pools = new Rows(List.of(pool("orders", "pooled", "4", "0", "0", "0")));
        assertThat(clientsActive(pools, databases, "app")).isEqualTo(4.0);
    }

    @Test
    void aPoolThatNobodyIsConnectedToHasNoConnectionsAndNoMode() {
        ConsoleReading reading = ConsoleReading.of(answers("1.25.0", "0", NONE, NONE, NONE), "orders", "app");
        assertThat(reading.values())
                .containsEntry(PgBouncerMeter.SERVERS_ACTIVE, 0.0)
                .containsEntry(PgBouncerMeter.OLDEST_WAIT, 0.0)
                .doesNotContainKey(PgBouncerMeter.SIZE);
        assertThat(reading.mode()).isNull();
    }

    @Test
    void whatAVersionDoesNotTellIsAbsent() {
        Rows pools = new Rows(List.of(Map.of("database", "orders", "user", "app", "cl_active", "3")));
        assertThat(ConsoleReading.of(answers("1.30.0", "0", NONE, pools, NONE), "orders", "app")
                        .values())
                .containsEntry(PgBouncerMeter.CLIENTS_ACTIVE, 3.0)
                .doesNotContainKey(PgBouncerMeter.SERVERS_ACTIVE)
                .doesNotContainKey(PgBouncerMeter.OLDEST_WAIT);
    }

    @Test
    void microsecondsOfTheStatisticsAreSeconds() {
        Rows stats = new Rows(List.of(Map.of("database", "orders", "total_wait_time", "1500000")));
        assertThat(ConsoleReading.of(answers("1.25.0", "0", NONE, NONE, stats), "orders", "app")
                        .values())
                .containsEntry(PgBouncerMeter.WAIT, 1.5);
    }

    private static @Nullable Double clientsActive(Rows pools, Rows databases, @Nullable String user) {
        return ConsoleReading.of(answers("1.25.0", "0", databases, pools, NONE), "orders", user)
                .values()
                .get(PgBouncerMeter.CLIENTS_ACTIVE);
    }

    static ConsoleAnswers answers(String version, String prepared, Rows databases, Rows pools, Rows stats) {
        Rows config = new Rows(List.of(
                Map.of("key", "pool_mode", "value", "transaction"),
                Map.of("key", "max_prepared_statements", "value", prepared)));
        return new ConsoleAnswers(version(version), config, databases, pools, stats);
    }

    private static Rows version(String version) {
        return new Rows(List.of(Map.of("version", version)));
    }

    static Map<String, String> pool(
            String database, String user, String active, String waiting, String maxWait, String maxWaitMicros) {
        return Map.of(
                "database", database,
                "user", user,
                "cl_active", active,
                "cl_waiting", waiting,
                "sv_active", active,
                "sv_idle", "0",
                "sv_used", "0",
                "maxwait", maxWait,
                "maxwait_us", maxWaitMicros,
                "pool_mode", "transaction");
    }
}
