/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.poolstarter.advice.Warning;
import org.poolstarter.advice.doctor.Surroundings.RequestThreads;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.PoolerFacts;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.ServerFacts.Limit;
import org.poolstarter.pool.ServerFacts.Server;

/** Each rule about sizes, libraries and poolers fires on its case, and is silent on the one next to it. */
class SizeRulesTests {

    private final Patient orders = Patient.jdbc("orders");

    @Test
    void aPoolMayBeAsLargeAsItsUserIsLet() {
        Practice practice = Practice.of(orders.size(1, 11).on(withUserLimit(10)));

        Warning warning = practice.only(ConfigurationRule.ABOVE_USER_LIMIT, orders);
        assertThat(warning.evidence())
                .containsExactly(
                        entry("max", 11), entry("userLimit", 10), entry("setBy", "CONNECTION LIMIT 10 of role app"));
        assertThat(warning.remedy())
                .startsWith("Set pools.jdbc.orders.max-size=10, or have CONNECTION LIMIT 10 of role app raised");

        orders.size(1, 10);
        practice.isContentWith(orders);
    }

    @Test
    void ownSizesThatWouldBeAboveTheGreatestAreNamedWithIt() {
        Practice practice = Practice.of(orders.size(6, 12)
                .set("min-idle", 6)
                .set("adaptive-min-size", 8)
                .set("adaptive-max-size", 40)
                .on(withUserLimit(7)));
        assertThat(practice.only(ConfigurationRule.ABOVE_USER_LIMIT, orders).remedy())
                .startsWith(
                        "Set pools.jdbc.orders.max-size=7 and pools.jdbc.orders.adaptive-min-size=7 and pools.jdbc.orders.adaptive-max-size=7, or");

        orders.setByProfile("min-idle", 9); // which gives way by itself
        assertThat(practice.only(ConfigurationRule.ABOVE_USER_LIMIT, orders).remedy())
                .doesNotContain("min-idle");
    }

    @Test
    void aPoolMayBeAsLargeAsItsDatabaseIsLet() {
        Limit ofDatabase = new Limit(8, "CONNECTION LIMIT 8 of database app");
        Practice practice = Practice.of(orders.size(1, 9).on(withUserLimit(10).withDatabaseLimit(ofDatabase)));

        Warning warning = practice.only(ConfigurationRule.ABOVE_USER_LIMIT, orders);
        assertThat(warning.evidence())
                .containsExactly(
                        entry("max", 9),
                        entry("databaseLimit", 8),
                        entry("setBy", "CONNECTION LIMIT 8 of database app"));
        assertThat(warning.remedy())
                .startsWith("Set pools.jdbc.orders.max-size=8, or have CONNECTION LIMIT 8 of database app raised");

        orders.size(1, 8);
        practice.isContentWith(orders);
    }

    @Test
    void allInstancesTogetherMayOpenWhatTheServerGrants() {
        Practice practice =
                Practice.of(orders.size(1, 15).on(Patient.server("one", 97))).budget(10, 0, 0);

        Warning warning = practice.only(ConfigurationRule.OVER_BUDGET, orders);
        assertThat(warning.evidence())
                .containsExactly(
                        entry("needed", 150L),
                        entry("granted", 97L),
                        entry("scope", "all"),
                        entry("server", "PostgreSQL 18.6 at one:5432"),
                        entry("setBy", "max_connections=97"),
                        entry("sum", "(orders 15) x 10 instances + 0 reserved = 150 of 97"));
        assertThat(warning.remedy())
                .startsWith("Set pools.jdbc.orders.max-size=9, or have the server grant 53 more (max_connections=97)");

        orders.size(1, 9);
        practice.isContentWith(orders);
    }

    @Test
    void theLimitOfAUserIsABudgetOfItsOwn() {
        Practice practice = Practice.of(orders.size(1, 6).on(withUserLimit(10))).budget(2, 0, 50);

        assertThat(practice.only(ConfigurationRule.OVER_BUDGET, orders).evidence())
                .containsEntry("scope", "user app")
                .containsEntry("needed", 12L)
                .containsEntry("granted", 10L);

        orders.size(1, 5);
        practice.isContentWith(orders);
    }

    @Test
    void anOwnLeastSizeThatWouldNotFitIsNamedWithTheGreatestOne() {
        Practice practice = Practice.of(orders.size(8, 15).set("min-idle", 8).on(withUserLimit(5)));
        assertThat(practice.only(ConfigurationRule.ABOVE_USER_LIMIT, orders).remedy())
                .startsWith("Set pools.jdbc.orders.max-size=5 and pools.jdbc.orders.min-idle=5, or have ");

        orders.setByProfile("min-idle", 8); // gives way by itself
        assertThat(practice.only(ConfigurationRule.ABOVE_USER_LIMIT, orders).remedy())
                .startsWith("Set pools.jdbc.orders.max-size=5, or have ");

        orders.size(8, 15).set("min-idle", 8).on(Patient.server("one", 30));
        assertThat(practice.budget(5, 0, 0)
                        .only(ConfigurationRule.OVER_BUDGET, orders)
                        .remedy())
                .startsWith("Set pools.jdbc.orders.max-size=6 and pools.jdbc.orders.min-idle=6, or have ");
    }

    @Test
    void poolsThatLeaveEachOtherNoRoomAreGivenTheirShares() {
        Patient reports = Patient.jdbc("reports").size(1, 30).on(Patient.server("one", 97));
        Practice practice =
                Practice.of(orders.size(1, 50).on(inAnotherDatabase()), reports).budget(4, 0, 17);

        assertThat(practice.only(ConfigurationRule.OVER_BUDGET, orders).remedy())
                .startsWith("Set pools.jdbc.orders.max-size=12, or "); // 20 for each instance, by 50 to 30
        assertThat(practice.only(ConfigurationRule.OVER_BUDGET, reports).remedy())
                .startsWith("Set pools.jdbc.reports.max-size=7, or ");

        orders.size(1, 12);
        reports.size(1, 7);
        practice.isContentWith(orders);
        practice.isContentWith(reports);
    }

    @Test
    void twoPoolsThatAreEachAboveTheLimitOfTheirUserAreGivenTheirShares() {
        Patient reports = Patient.jdbc("reports").size(1, 12).on(withUserLimit(8));
        ServerFacts other = inAnotherDatabase();
        Practice practice = Practice.of(
                orders.size(1, 12).on(other.withLimits(other.limit(), new Limit(8, "CONNECTION LIMIT 8 of role app"))),
                reports);

        assertThat(practice.only(ConfigurationRule.ABOVE_USER_LIMIT, orders).remedy())
                .startsWith("Set pools.jdbc.orders.max-size=4, or have CONNECTION LIMIT 8 of role app raised");
        orders.size(1, 4);
        reports.size(1, 4);
        practice.isContentWith(orders);
    }

    private static ServerFacts inAnotherDatabase() {
        return ServerFacts.of(new Server("PostgreSQL 18.6", "one", "one:5432", "app", "archive"))
                .withLimits(new Limit(97, "max_connections=97"), null);
    }

    @Test
    void connectionsThatAreClosedAndOpenedAgainAreChurn() {
        Practice practice =
                Practice.of(orders.size(2, 10).set("min-idle", 2).set("idle-timeout", Duration.ofMinutes(2)));
        practice.isContentWith(orders);

        churn(9);
        practice.pass(Duration.ofMinutes(10));
        practice.isContentWith(orders);

        churn(1);
        Warning warning = practice.only(ConfigurationRule.IDLE_CHURN, orders);
        assertThat(warning.evidence())
                .containsExactly(
                        entry("opened", 10L),
                        entry("closedIdle", 10L),
                        entry("min", 2),
                        entry("max", 10),
                        entry("idleTimeoutSeconds", 120L));
        assertThat(warning.window()).isEqualTo(Duration.ofMinutes(10));
        // Ten in ten minutes that rested for two minutes each are two at any time.
        assertThat(warning.remedy()).startsWith("Set pools.jdbc.orders.min-idle=4, ");

        practice.pass(Duration.ofMinutes(21)); // the first mark is older than half an hour
        practice.isContentWith(orders);
    }

    @Test
    void aPoolThatCannotKeepConnectionsIdleHasNoChurn() {
        Practice practice = Practice.of(orders.size(0, 10).set("idle-timeout", Duration.ofMinutes(2)));
        practice.isContentWith(orders);
        churn(100);
        practice.pass(Duration.ofMinutes(10));
        practice.isContentWith(orders);
    }

    private void churn(int count) {
        orders.opens(count, Duration.ofMillis(1));
        for (int i = 0; i < count; i++) {
            orders.recorder().closed(CloseReason.IDLE);
        }
    }

    @Test
    void aFullMongoPoolCannotBeOpenedAsFastAsCallersWait() {
        Patient sessions = Patient.of("mongo", "sessions")
                .size(0, 50)
                .set("timeout", Duration.ofSeconds(30))
                .set("max-connecting", 2)
                .set("acquire-timeout", Duration.ofSeconds(5))
                .opens(19, Duration.ofMillis(300));
        Practice practice = Practice.of(sessions);
        practice.isContentWith(sessions);

        sessions.opens(1, Duration.ofMillis(300));
        Warning warning = practice.only(ConfigurationRule.SLOW_OPENINGS, sessions);
        assertThat(warning.evidence())
                .containsEntry("maxConnecting", 2)
                .containsEntry("opened", 20L)
                .containsEntry("acquireTimeoutMs", 5000L);
        assertThat((Double) warning.evidence().get("openP95Ms")).isBetween(300.0, 337.5);
        assertThat((Double) warning.evidence().get("fillMs")).isBetween(7500.0, 8437.5); // 25 times
        assertThat(warning.remedy()).matches("Set pools.mongo.sessions.max-connecting=4: .*");

        sessions.set("max-connecting", 4);
        practice.isContentWith(sessions);
    }

    @Test
    void whereOneOpeningTakesLongerThanCallersWaitConnectionsAreToBeThereBefore() {
        Patient sessions = Patient.of("mongo", "sessions")
                .size(10, 50)
                .set("timeout", Duration.ofSeconds(30))
                .set("max-connecting", 2)
                .set("acquire-timeout", Duration.ofSeconds(5))
                .opens(20, Duration.ofSeconds(6));
        Practice practice = Practice.of(sessions);

        assertThat(practice.only(ConfigurationRule.SLOW_OPENINGS, sessions).remedy())
                .startsWith("Set pools.mongo.sessions.min-idle=50, ");

        sessions.size(50, 50);
        practice.isContentWith(sessions);
    }

    @Test
    void acquiresOfAStartAreNotThoseOfRequests() {
        orders.size(1, 10).recorder().nested(2);
        Practice practice = Practice.of(orders)
                .surroundings(new Surroundings(false, new RequestThreads(10, "server.tomcat.threads.max"), Map.of()));
        practice.doctor().begin();
        practice.isContentWith(orders);

        orders.recorder().nested(2);
        assertThat(practice.only(ConfigurationRule.REQUEST_THREADS_NESTED, orders)
                        .evidence())
                .containsEntry("nested", 1L);
    }

    @Test
    void moreRequestThreadsThanNestedAcquiresAllowAreTold() {
        orders.size(1, 10).recorder().nested(2);
        Practice practice = Practice.of(orders)
                .surroundings(new Surroundings(false, new RequestThreads(10, "server.tomcat.threads.max"), Map.of()));

        Warning warning = practice.only(ConfigurationRule.REQUEST_THREADS_NESTED, orders);
        assertThat(warning.evidence())
                .containsExactly(
                        entry("requestThreads", 10),
                        entry("connectionsOfOneThread", 2),
                        entry("max", 10),
                        entry("safeThreads", 9),
                        entry("nested", 1L));
        assertThat(warning.remedy()).contains("server.tomcat.threads.max=9, or pools.jdbc.orders.max-size=11: ");

        orders.size(1, 11);
        practice.isContentWith(orders);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7.0.2", "6.3.0", "5.1.0"})
    void virtualThreadsNeedANewHikariCp(String version) {
        Practice practice = Practice.of(orders).surroundings(new Surroundings(true, null, Map.of("HikariCP", version)));

        Warning warning = practice.only(ConfigurationRule.VIRTUAL_THREADS_HIKARICP, orders);
        assertThat(warning.evidence()).containsExactly(entry("hikaricp", version), entry("virtualThreads", true));
        assertThat(warning.remedy()).startsWith("Set <hikaricp.version>7.1.0</hikaricp.version> in the POM");

        practice.surroundings(new Surroundings(false, null, Map.of("HikariCP", version)))
                .isContentWith(orders);
        practice.surroundings(new Surroundings(true, null, Map.of("HikariCP", "7.1.0")))
                .isContentWith(orders);
        practice.surroundings(new Surroundings(true, null, Map.of("HikariCP", "10.0.0")))
                .isContentWith(orders);
    }

    @Test
    void twoPoolsOnOneDatabaseKnowOfEachOther() {
        Patient reports = Patient.jdbc("reports").on(Patient.server("one", 97));
        Practice practice = Practice.of(orders.on(Patient.server("one", 97)), reports);

        Warning warning = practice.only(ConfigurationRule.SAME_SERVER, orders);
        assertThat(warning.evidence())
                .containsExactly(
                        entry("samePools", List.of("reports")),
                        entry("server", "PostgreSQL 18.6 at one:5432"),
                        entry("database", "app"));
        assertThat(warning.remedy()).contains("pools.silence.orders=same-server");

        reports.on(ServerFacts.of(new Server("PostgreSQL 18.6", "one", "one:5432", "app", "other")));
        practice.isContentWith(orders);
        reports.on(ServerFacts.of(new Server("PostgreSQL 18.6", "one", "one:5432", "batch", "app")));
        practice.isContentWith(orders);
        reports.on(Patient.server("two", 97));
        practice.isContentWith(orders);
    }

    @Test
    void anExclusivePoolIsExclusiveInOneInstanceOnly() {
        Patient mail = Patient.of("account", "mail").set("exclusive", true);
        Practice practice = Practice.of(mail).budget(1, 1, 0);

        Warning warning = practice.only(ConfigurationRule.EXCLUSIVE_IN_REPLICAS, mail);
        assertThat(warning.evidence()).containsExactly(entry("instances", 2), entry("exclusive", true));
        assertThat(warning.remedy())
                .startsWith("Set pools.account.mail.cluster.enabled=true (needs a Redis), or")
                .contains("pools.budget.replicas=1, pools.budget.surge=0");

        practice.budget(1, 0, 0).isContentWith(mail);
        practice.budget(2, 0, 0).isContentWith(Patient.of("account", "other"));
    }

    @Test
    void anExclusivePoolOfAClusterIsExclusiveInAllInstances() {
        Patient mail = Patient.of("account", "mail").set("exclusive", true).set("cluster.enabled", true);
        Practice.of(mail).budget(3, 1, 0).isContentWith(mail);
    }

    @Test
    void moreClientsOfAnAccountThanItsServiceAllows() {
        Patient mail = Patient.of("account", "mail").set("max-per-account", 3).set("provider-limit", 5);
        Practice practice = Practice.of(mail).budget(2, 0, 0);

        Warning warning = practice.only(ConfigurationRule.ABOVE_PROVIDER_LIMIT, mail);
        assertThat(warning.evidence())
                .containsExactly(
                        entry("maxPerAccount", 3),
                        entry("instances", 2),
                        entry("opened", 6L),
                        entry("providerLimit", 5));
        assertThat(warning.remedy())
                .startsWith(
                        "Set pools.account.mail.cluster.enabled=true (needs a Redis), so that all instances share one limit, or pools.account.mail.max-per-account=2:");

        practice.isContentWith(mail.set("provider-limit", 6));
        practice.budget(1, 0, 0).isContentWith(mail.set("provider-limit", 3));
        practice.budget(9, 0, 0).isContentWith(mail.set("cluster.enabled", true));
        assertThat(practice.only(ConfigurationRule.ABOVE_PROVIDER_LIMIT, mail.set("provider-limit", 2))
                        .remedy())
                .startsWith("Set pools.account.mail.max-per-account=2:");
    }

    @Test
    void whatAnAccountMayHaveIsNotJudgedWithoutTheServicesLimitAndNeverAboveTheSizeOfThePool() {
        Patient mail = Patient.of("account", "mail").set("max-per-account", 3);
        Practice practice = Practice.of(mail).budget(9, 0, 0);
        practice.isContentWith(mail);
        practice.budget(1, 0, 0).isContentWith(mail.size(0, 2).set("provider-limit", 2));
        assertThat(practice.budget(4, 0, 0)
                        .only(ConfigurationRule.ABOVE_PROVIDER_LIMIT, mail.set("provider-limit", 1))
                        .remedy())
                .isEqualTo(
                        "Set pools.account.mail.max-per-account=1 and pools.account.mail.cluster.enabled=true (needs a Redis): the service refuses the rest.");
    }

    @Test
    void preparedStatementsBreakInATransactionPoolerThatDoesNotTrackThem() {
        Practice practice =
                Practice.of(orders.set("prepare-threshold", "5").on(behind("transaction", null, List.of())));

        Warning warning = practice.only(ConfigurationRule.POOLER_PREPARED_STATEMENTS, orders);
        assertThat(warning.evidence())
                .containsExactly(
                        entry("prepareThreshold", "5"),
                        entry("mode", "transaction"),
                        entry("tracksPreparedStatements", "not known"));
        assertThat(warning.remedy()).startsWith("Set pools.jdbc.orders.prepare-threshold=0, or have PgBouncer ");

        orders.on(behind("transaction", true, List.of()));
        practice.isContentWith(orders);
        orders.set("prepare-threshold", 0).on(behind("transaction", false, List.of()));
        practice.isContentWith(orders);
        orders.set("prepare-threshold", "5").on(behind("session", null, List.of()));
        practice.isContentWith(orders);
    }

    @Test
    void whatASessionKeepsIsLostInATransactionPooler() {
        List<String> keys = List.of("pools.jdbc.orders.hikari.schema");
        Practice practice = Practice.of(orders.on(behind("transaction", null, keys)));

        Warning warning = practice.only(ConfigurationRule.POOLER_SESSION_STATE, orders);
        assertThat(warning.evidence()).containsExactly(entry("mode", "transaction"), entry("sessionState", keys));
        assertThat(warning.remedy())
                .startsWith("Remove pools.jdbc.orders.hikari.schema ")
                .contains("pools.jdbc.orders.pgbouncer.mode=session");

        orders.on(behind("session", null, keys));
        practice.isContentWith(orders);
    }

    private static ServerFacts withUserLimit(int connections) {
        ServerFacts facts = Patient.server("one", 97);
        return facts.withLimits(
                facts.limit(), new Limit(connections, "CONNECTION LIMIT %d of role app".formatted(connections)));
    }

    private static ServerFacts behind(String mode, @Nullable Boolean tracks, List<String> sessionState) {
        return Patient.server("one", 97)
                .behind(
                        new Server("PgBouncer", "pgbouncer", "host:6432", "app", "app"),
                        new PoolerFacts(
                                "PgBouncer",
                                "pools.jdbc.orders.pgbouncer",
                                mode,
                                !mode.equals("session"),
                                tracks,
                                null,
                                null,
                                sessionState));
    }
}
