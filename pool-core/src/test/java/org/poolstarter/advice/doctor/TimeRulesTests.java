/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.poolstarter.advice.Warning;
import org.poolstarter.pool.PoolerFacts;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.ServerFacts.Server;
import org.poolstarter.pool.ServerFacts.Timeout;

/** Each rule about times fires on its case, and is silent on the one next to it. */
class TimeRulesTests {

    private final Patient orders = Patient.jdbc("orders");
    private final Practice practice = Practice.of(orders.on(Patient.server("one", 100)));

    @Test
    void aConnectionThatRestsAsLongAsTheServerKeepsItIsReplacedTooLate() {
        orders.set("max-lifetime", Duration.ofMinutes(10))
                .set("keepalive", "off")
                .on(closingIdleAfter(600));

        Warning warning = practice.only(ConfigurationRule.SERVER_CLOSES_IDLE, orders);
        assertThat(warning.evidence())
                .containsExactly(
                        entry("serverIdleSeconds", 600L), entry("setBy", "wait_timeout"), entry("restsSeconds", 600L));
        assertThat(warning.remedy()).startsWith("Set pools.jdbc.orders.max-lifetime=570s, ");

        orders.set("max-lifetime", Duration.ofSeconds(599));
        practice.isContentWith(orders);
    }

    @Test
    void aConnectionWithoutLifetimeRestsForEverUnlessItIsKeptAlive() {
        orders.set("max-lifetime", "off").set("keepalive", "off").on(closingIdleAfter(600));
        assertThat(practice.only(ConfigurationRule.SERVER_CLOSES_IDLE, orders).evidence())
                .containsEntry("restsSeconds", "for ever");

        orders.set("keepalive", Duration.ofSeconds(599));
        practice.isContentWith(orders);
    }

    @Test
    void theIdleTimeoutEndsTheRestOfAllConnectionsOnlyWhereNoneIsKept() {
        orders.set("max-lifetime", "off")
                .set("idle-timeout", Duration.ofSeconds(599))
                .on(closingIdleAfter(600));
        practice.only(ConfigurationRule.SERVER_CLOSES_IDLE, orders);

        orders.size(0, 10);
        practice.isContentWith(orders);
    }

    @Test
    void aServerThatClosesSoonerThanAnyLifetimeIsItselfTheOneToChange() {
        orders.set("max-lifetime", Duration.ofMinutes(30)).on(closingIdleAfter(30));
        assertThat(practice.only(ConfigurationRule.SERVER_CLOSES_IDLE, orders).remedy())
                .isEqualTo("Raise wait_timeout of the server above 30s, the shortest lifetime that a pool can keep.");

        orders.on(closingIdleAfter(31));
        assertThat(practice.only(ConfigurationRule.SERVER_CLOSES_IDLE, orders).remedy())
                .startsWith("Set pools.jdbc.orders.max-lifetime=30s, ");
    }

    @Test
    void ownTimesThatWouldNotFitIntoTheLifetimeAreNamedWithIt() {
        orders.set("max-lifetime", Duration.ofMinutes(30))
                .set("idle-timeout", Duration.ofMinutes(10))
                .set("keepalive", Duration.ofMinutes(6))
                .set("leak-threshold", Duration.ofMinutes(5))
                .on(closingIdleAfter(300));
        assertThat(practice.only(ConfigurationRule.SERVER_CLOSES_IDLE, orders).remedy())
                .startsWith(
                        "Set pools.jdbc.orders.max-lifetime=270s and pools.jdbc.orders.idle-timeout=269s and pools.jdbc.orders.keepalive=269s and pools.jdbc.orders.leak-threshold=270s, so");

        orders.on(closingIdleAfter(45)); // nothing is kept alive within 30 s
        assertThat(practice.only(ConfigurationRule.SERVER_CLOSES_IDLE, orders).remedy())
                .contains("max-lifetime=30s and ", "idle-timeout=29s and ", "keepalive=0s and ");
    }

    @Test
    void twoBoundsOfALifetimeAreAnsweredWithOneThatIsBelowBoth() {
        orders.set("max-lifetime", Duration.ofMinutes(30))
                .on(renewing(300).withIdleTimeout(new Timeout(Duration.ofMinutes(2), "client_idle_timeout")));
        assertThat(practice.examine().doctor().warnings(orders))
                .extracting(Warning::code, warning -> warning.remedy().split("[,:]", 2)[0])
                .containsExactly(
                        tuple("server-closes-idle", "Set pools.jdbc.orders.max-lifetime=90s"),
                        tuple("lifetime-above-pooler", "Set pools.jdbc.orders.max-lifetime=90s"));

        orders.set("max-lifetime", Duration.ofSeconds(90));
        practice.isContentWith(orders);
    }

    @Test
    void aKeepaliveFitsIntoTheLifetimeThatIsAskedForBesides() {
        orders.set("max-lifetime", Duration.ofMinutes(30))
                .set("keepalive", "off")
                .on(closingIdleAfter(120).withDetour("another port"));
        assertThat(practice.examine().doctor().warnings(orders))
                .extracting(Warning::code, warning -> warning.remedy().split("[,:]", 2)[0])
                .containsExactly(
                        tuple("server-closes-idle", "Set pools.jdbc.orders.max-lifetime=90s"),
                        tuple("keepalive-off", "Set pools.jdbc.orders.keepalive=45s"));
        orders.set("max-lifetime", Duration.ofSeconds(90)).set("keepalive", Duration.ofSeconds(45));
        practice.isContentWith(orders);

        orders.set("max-lifetime", Duration.ofMinutes(30))
                .set("keepalive", "off")
                .on(closingIdleAfter(60)
                        .withDetour("another port")); // a lifetime of 30 s has no room for one, and needs none
        assertThat(practice.only(ConfigurationRule.SERVER_CLOSES_IDLE, orders).remedy())
                .startsWith("Set pools.jdbc.orders.max-lifetime=30s, ");
        orders.set("max-lifetime", Duration.ofSeconds(30));
        practice.isContentWith(orders);
    }

    @Test
    void aPoolerThatRenewsSoonerThanAnyLifetimeIsItselfTheOneToChange() {
        orders.set("max-lifetime", Duration.ofMinutes(30)).on(renewing(30));
        assertThat(practice.only(ConfigurationRule.LIFETIME_ABOVE_POOLER, orders)
                        .remedy())
                .isEqualTo("Raise server_lifetime of PgBouncer above 30s, the shortest lifetime that a pool can keep.");

        orders.on(renewing(31));
        assertThat(practice.only(ConfigurationRule.LIFETIME_ABOVE_POOLER, orders)
                        .remedy())
                .startsWith("Set pools.jdbc.orders.max-lifetime=30s: ");
        orders.set("max-lifetime", Duration.ofSeconds(30));
        practice.isContentWith(orders);
    }

    @Test
    void callersThatGiveUpWithinASecondAreGivenOneToConnectIn() {
        orders.set("acquire-timeout", Duration.ofMillis(500)).set("connect-timeout", Duration.ZERO);
        assertThat(practice.only(ConfigurationRule.ACQUIRE_TIMEOUT_SHORT, orders)
                        .remedy())
                .startsWith("Set pools.jdbc.orders.connect-timeout=1s and pools.jdbc.orders.acquire-timeout=1s: ");

        orders.set("acquire-timeout", Duration.ofSeconds(1)).set("connect-timeout", Duration.ofSeconds(1));
        practice.isContentWith(orders);
    }

    @Test
    void timesOfAProfileGiveWayByThemselves() {
        orders.set("max-lifetime", Duration.ofMinutes(30))
                .setByProfile("idle-timeout", Duration.ofMinutes(10))
                .setByProfile("keepalive", Duration.ofMinutes(6))
                .on(closingIdleAfter(300));
        assertThat(practice.only(ConfigurationRule.SERVER_CLOSES_IDLE, orders).remedy())
                .startsWith("Set pools.jdbc.orders.max-lifetime=270s, so");
    }

    @Test
    void keepaliveIsMissedOnlyWhereSomethingStandsInBetween() {
        orders.set("max-lifetime", Duration.ofMinutes(30)).set("keepalive", "off");
        practice.isContentWith(orders);

        orders.on(Patient.server("one", 100).withDetour("the pool connects to port 1, the server listens on 2"));
        Warning warning = practice.only(ConfigurationRule.KEEPALIVE_OFF, orders);
        assertThat(warning.evidence())
                .containsExactly(
                        entry("detour", "the pool connects to port 1, the server listens on 2"),
                        entry("restsSeconds", 1800L));
        assertThat(warning.remedy()).startsWith("Set pools.jdbc.orders.keepalive=2m: ");

        orders.set("keepalive", Duration.ofMinutes(4));
        practice.isContentWith(orders);
    }

    @Test
    void callersThatGiveUpBeforeConnectingDoesAreTold() {
        orders.set("acquire-timeout", Duration.ofMillis(9999))
                .set("connect-timeout", Duration.ofSeconds(10))
                .set("validation-timeout", Duration.ofSeconds(3));

        Warning warning = practice.only(ConfigurationRule.ACQUIRE_TIMEOUT_SHORT, orders);
        assertThat(warning.evidence())
                .containsExactly(
                        entry("acquireTimeoutMs", 9999L),
                        entry("connectTimeoutMs", 10000L),
                        entry("validationTimeoutMs", 3000L));
        assertThat(warning.remedy()).startsWith("Set pools.jdbc.orders.acquire-timeout=10s, ");

        orders.set("acquire-timeout", Duration.ofSeconds(10));
        practice.isContentWith(orders);
    }

    @Test
    void aDriverThatConnectsForEverOutlastsEveryCaller() {
        orders.set("acquire-timeout", Duration.ofSeconds(30)).set("connect-timeout", Duration.ZERO);
        Warning warning = practice.only(ConfigurationRule.ACQUIRE_TIMEOUT_SHORT, orders);
        assertThat(warning.evidence())
                .containsExactly(entry("acquireTimeoutMs", 30000L), entry("connectTimeoutMs", "off"));
        assertThat(warning.remedy()).startsWith("Set pools.jdbc.orders.connect-timeout=10s: ");

        orders.set("acquire-timeout", Duration.ofMillis(2500));
        assertThat(practice.only(ConfigurationRule.ACQUIRE_TIMEOUT_SHORT, orders)
                        .remedy())
                .startsWith("Set pools.jdbc.orders.connect-timeout=2s: ");
    }

    @Test
    void openingsThatTakeLongMakeTheAcquireTimeoutShort() {
        orders.set("acquire-timeout", Duration.ofSeconds(4))
                .set("validation-timeout", Duration.ofSeconds(3))
                .opens(19, Duration.ofSeconds(2));
        practice.isContentWith(orders);

        orders.opens(1, Duration.ofSeconds(2));
        Warning warning = practice.only(ConfigurationRule.ACQUIRE_TIMEOUT_SHORT, orders);
        assertThat((Double) warning.evidence().get("openP95Ms")).isBetween(2000.0, 2250.0); // to 12.5 percent
        assertThat(warning.remedy()).matches("Set pools.jdbc.orders.acquire-timeout=[56]s, .*");
    }

    @Test
    void whoWaitsLongerThanThePoolerAllowsIsCutOff() {
        orders.set("acquire-timeout", Duration.ofSeconds(31))
                .on(behind(new PoolerFacts(
                        "PgBouncer",
                        "pools.jdbc.orders.pgbouncer",
                        "transaction",
                        true,
                        null,
                        Duration.ofSeconds(30),
                        null,
                        List.of())));

        Warning warning = practice.only(ConfigurationRule.ACQUIRE_TIMEOUT_ABOVE_POOLER, orders);
        assertThat(warning.evidence())
                .containsExactly(entry("acquireTimeoutMs", 31000L), entry("queryWaitTimeoutMs", 30000L));
        assertThat(warning.remedy()).startsWith("Set pools.jdbc.orders.acquire-timeout=30s, ");

        orders.set("acquire-timeout", Duration.ofSeconds(30));
        practice.isContentWith(orders);
    }

    @Test
    void whatThePoolerAllowsIsEnoughForConnectingToo() {
        ServerFacts impatient = behind(new PoolerFacts(
                "PgBouncer",
                "pools.jdbc.orders.pgbouncer",
                "transaction",
                true,
                null,
                Duration.ofSeconds(4),
                null,
                List.of()));
        orders.set("acquire-timeout", Duration.ofSeconds(10))
                .set("connect-timeout", Duration.ofSeconds(10))
                .set("validation-timeout", Duration.ofSeconds(5))
                .on(impatient);
        assertThat(practice.only(ConfigurationRule.ACQUIRE_TIMEOUT_ABOVE_POOLER, orders)
                        .remedy())
                .startsWith(
                        "Set pools.jdbc.orders.acquire-timeout=4s and pools.jdbc.orders.connect-timeout=4s and pools.jdbc.orders.validation-timeout=2s, or raise");

        orders.set("acquire-timeout", Duration.ofSeconds(4)).set("validation-timeout", Duration.ofSeconds(2));
        assertThat(practice.only(ConfigurationRule.ACQUIRE_TIMEOUT_SHORT, orders)
                        .remedy())
                .startsWith("Set pools.jdbc.orders.connect-timeout=4s: ");

        orders.set("connect-timeout", Duration.ofSeconds(4));
        practice.isContentWith(orders);
    }

    @Test
    void aConnectionThatOutlivesTheServersOfASessionPoolerKeepsThemFromBeingRenewed() {
        orders.set("max-lifetime", Duration.ofHours(1)).on(behind(pooler("session", false)));

        Warning warning = practice.only(ConfigurationRule.LIFETIME_ABOVE_POOLER, orders);
        assertThat(warning.evidence())
                .containsExactly(entry("maxLifetimeSeconds", 3600L), entry("serverLifetimeSeconds", 3600L));
        assertThat(warning.remedy()).startsWith("Set pools.jdbc.orders.max-lifetime=3570s: ");

        orders.set("max-lifetime", Duration.ofSeconds(3599));
        practice.isContentWith(orders);
        orders.set("max-lifetime", Duration.ofHours(1)).on(behind(pooler("transaction", true)));
        practice.isContentWith(orders);
    }

    @Test
    void aLeakThresholdBelowUsualUsesReportsWork() {
        orders.set("leak-threshold", Duration.ofSeconds(2)).uses(19, Duration.ofSeconds(3));
        practice.isContentWith(orders);

        orders.uses(1, Duration.ofSeconds(3));
        Warning warning = practice.only(ConfigurationRule.LEAK_THRESHOLD_LOW, orders);
        assertThat(warning.evidence()).containsEntry("leakThresholdMs", 2000L).containsEntry("uses", 20L);
        assertThat((Double) warning.evidence().get("usageP95Ms")).isBetween(3000.0, 3375.0);
        assertThat(warning.remedy()).matches("Set pools.jdbc.orders.leak-threshold=[67]s: .*");

        orders.set("leak-threshold", Duration.ofSeconds(4));
        practice.isContentWith(orders);
    }

    @Test
    void aLeakThresholdIsToBeNoHigherThanItMayBe() {
        orders.set("leak-threshold", Duration.ofMinutes(5))
                .set("max-lifetime", Duration.ofMinutes(30))
                .uses(20, Duration.ofMinutes(16));
        Practice practice = Practice.of(orders);
        assertThat(practice.only(ConfigurationRule.LEAK_THRESHOLD_LOW, orders).remedy())
                .startsWith("Set pools.jdbc.orders.leak-threshold=30m: ");
        orders.set("leak-threshold", Duration.ofMinutes(30));
        practice.isContentWith(orders);

        orders.set("max-lifetime", Duration.ofMinutes(10)).set("leak-threshold", Duration.ofMinutes(10));
        assertThat(practice.only(ConfigurationRule.LEAK_THRESHOLD_LOW, orders).remedy())
                .startsWith("Set pools.jdbc.orders.leak-threshold=0, which turns it off: ");

        Patient mail = Patient.of("accounts", "mail")
                .set("leak-threshold", Duration.ofMinutes(1))
                .set("session-timeout", Duration.ofMinutes(10))
                .uses(20, Duration.ofMinutes(6));
        Practice accounts = Practice.of(mail);
        assertThat(accounts.only(ConfigurationRule.LEAK_THRESHOLD_LOW, mail).remedy())
                .startsWith("Set pools.accounts.mail.leak-threshold=10m: ");
        mail.set("leak-threshold", Duration.ofMinutes(10)).uses(1_000, Duration.ofMinutes(10));
        accounts.isContentWith(mail);
    }

    @Test
    void aMongoClientNeedsOneOfTwoTimeouts() {
        Patient sessions = Patient.of("mongo", "sessions").set("connect-timeout", Duration.ofSeconds(10));
        Practice mongo = Practice.of(sessions.set("socket-timeout", Duration.ZERO));

        Warning warning = mongo.only(ConfigurationRule.NO_OPERATION_TIMEOUT, sessions);
        assertThat(warning.evidence())
                .containsExactly(
                        entry("socketTimeout", "off"), entry("timeout", "off"), entry("connectTimeoutMs", 10000L));
        assertThat(warning.remedy())
                .startsWith("Set pools.mongo.sessions.socket-timeout=30s, or a timeout in place of it: ");

        sessions.set("socket-timeout", Duration.ofSeconds(30));
        mongo.isContentWith(sessions);
        sessions.set("socket-timeout", Duration.ZERO).set("timeout", Duration.ofSeconds(30));
        mongo.isContentWith(sessions);
    }

    private static ServerFacts closingIdleAfter(int seconds) {
        return Patient.server("one", 100).withIdleTimeout(new Timeout(Duration.ofSeconds(seconds), "wait_timeout"));
    }

    private static PoolerFacts pooler(String mode, boolean shares) {
        return new PoolerFacts(
                "PgBouncer", "pools.jdbc.orders.pgbouncer", mode, shares, null, null, Duration.ofHours(1), List.of());
    }

    private static ServerFacts renewing(int seconds) {
        return behind(new PoolerFacts(
                "PgBouncer",
                "pools.jdbc.orders.pgbouncer",
                "session",
                false,
                null,
                null,
                Duration.ofSeconds(seconds),
                List.of()));
    }

    private static ServerFacts behind(PoolerFacts pooler) {
        return Patient.server("one", 100)
                .behind(new Server("PgBouncer", "pgbouncer", "host:6432", "app", "app"), pooler);
    }
}
