/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.LogCapture;
import org.poolstarter.account.AccountPermits.Lack;
import org.poolstarter.account.AccountPermits.Whereabouts;
import org.poolstarter.account.AccountPoolSettings.WhenBusy;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.account.TestPool.Call;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.Shortage;
import org.poolstarter.pool.TimeoutCause;

/** Why callers wait in vain. */
class AccountPoolShortageTests {

    private static final AcquireOptions SHORTLY = AcquireOptions.defaults().withTimeout(Duration.ofMillis(1));
    private static final Duration QUIET = Duration.ofSeconds(30);
    private static final Duration THRESHOLD = Duration.ofMinutes(1);
    private static final Duration TICK = Duration.ofNanos(1);

    private final LogCapture log = new LogCapture(AccountPool.class);
    private TestPool test = new TestPool(limits -> limits.maxSize(4).maxPerAccount(1));

    @AfterEach
    void close() {
        test.close();
        log.close();
    }

    private void limits(UnaryOperator<AccountPoolSettings.Builder> limits) {
        test.close();
        test = new TestPool(limits);
    }

    private void grantedElsewhere(Lack lack, String where) {
        test.close();
        test = new TestPool(
                limits -> limits.maxSize(4).maxPerAccount(1),
                builder -> builder.permits(new GrantedElsewhere(new Whereabouts(lack, where))));
    }

    private void timeOut(String account) {
        assertThatThrownBy(() -> test.pool.acquire(account, SHORTLY)).isInstanceOf(AcquireTimeoutException.class);
    }

    private Shortage shortage() {
        return requireNonNull(test.pool.shortage());
    }

    @Test
    void nothingIsShortWhileCallersGetWhatTheyWant() throws Exception {
        test.acquire("a");

        assertThat(test.pool.shortage()).isNull();
        assertThat(test.pool.sections()).doesNotContainKey("shortage");
    }

    @Test
    void anAccountThatHasAllItMayHaveIsFullWhileThePoolHasRoom() throws Exception {
        test.acquire("a");
        test.time.advance(Duration.ofSeconds(2));

        timeOut("a");

        assertThat(shortage().cause()).isEqualTo(TimeoutCause.ACCOUNT_FULL);
        assertThat(shortage().evidence())
                .containsExactly(
                        entry("account", "a"),
                        entry("activeOfAccount", 1),
                        entry("maxOfAccount", 1),
                        entry("longestHeldMs", 2_000L));
        assertThat(shortage().remedy()).contains("raise max-per-account (now 1)", "a greater pool gives it no more");
        assertThat(test.pool.recorder().totals().timeoutCauses()).isEqualTo(Map.of(TimeoutCause.ACCOUNT_FULL, 1L));
        assertThat(test.pool.sections().get("shortage"))
                .isEqualTo(Map.of(
                        "cause",
                        TimeoutCause.ACCOUNT_FULL,
                        "evidence",
                        shortage().evidence(),
                        "remedy",
                        shortage().remedy()));
    }

    @Test
    void aPoolThatOthersFillIsFull() throws Exception {
        limits(limits -> limits.maxSize(2).maxPerAccount(2));
        test.acquire("b").close();
        test.acquire("a");
        test.acquire("b");

        timeOut("c");

        assertThat(shortage().cause()).isEqualTo(TimeoutCause.FULL);
        assertThat(shortage().evidence())
                .containsExactly(
                        entry("active", 2), entry("max", 2), entry("longestHeldMs", 0L), entry("typicalUseMs", 0L));
        assertThat(shortage().remedy()).contains("raise max-size (now 2)");
    }

    @Test
    void whatHoldsAClientForTheLeakThresholdLeaks() throws Exception {
        limits(limits -> limits.maxSize(1).leakThreshold(THRESHOLD));
        test.acquire("a");
        test.time.advance(THRESHOLD.minus(TICK));
        timeOut("b");
        assertThat(shortage().cause()).isEqualTo(TimeoutCause.FULL);

        test.time.advance(Duration.ofSeconds(1));
        timeOut("b");

        assertThat(shortage().cause()).isEqualTo(TimeoutCause.LEAK);
        assertThat(shortage().evidence())
                .containsExactly(
                        entry("active", 1),
                        entry("max", 1),
                        entry("heldTooLong", 1),
                        entry("longestHeldMs", 60_999L),
                        entry("account", "a"),
                        entry("thread", Thread.currentThread().getName()));
    }

    @Test
    void aFewThatAreHeldForLongDoNotExplainWhyAnAccountIsFull() throws Exception {
        limits(limits -> limits.maxSize(20).maxPerAccount(5).leakThreshold(THRESHOLD));
        test.acquire("a");
        for (int i = 0; i < 4; i++) {
            test.acquire("others");
        }
        test.time.advance(THRESHOLD);
        for (int i = 0; i < 4; i++) {
            test.acquire("a");
        }

        timeOut("a");

        assertThat(shortage().cause()).isEqualTo(TimeoutCause.ACCOUNT_FULL);
        limits(limits -> limits.maxSize(20).maxPerAccount(4).leakThreshold(THRESHOLD));
        test.acquire("a");
        test.time.advance(THRESHOLD);
        for (int i = 0; i < 3; i++) {
            test.acquire("a");
        }
        timeOut("a");
        assertThat(shortage().cause()).isEqualTo(TimeoutCause.LEAK);
    }

    @Test
    void aLogInThatTakesLongIsSlow() {
        Gate gate = test.factory.holdOpen();

        timeOut("a");

        assertThat(shortage().cause()).isEqualTo(TimeoutCause.SLOW_OPEN);
        assertThat(shortage().evidence())
                .contains(entry("account", "a"), entry("activeOfAccount", 0), entry("opening", 1));
        assertThat(shortage().remedy()).contains("acquire-timeout (now 30s) has to be longer");
        gate.open();
    }

    @Test
    void whoWaitsForTheTurnToLogInIsToldSo() throws Exception {
        limits(limits -> limits.maxSize(4).maxOpening(1));
        Gate gate = test.factory.holdOpen();
        Call first = test.queue("a");
        gate.awaitReached();

        timeOut("b");

        assertThat(shortage().cause()).isEqualTo(TimeoutCause.SLOW_OPEN);
        assertThat(shortage().evidence()).contains(entry("account", "b"), entry("opening", 1), entry("maxOpening", 1));
        gate.open();
        assertThat(first).isNotNull();
    }

    @Test
    void anAccountWhoseLogInsFailWaitsForTheNextTry() {
        limits(limits -> limits.openBackoff(Duration.ofMinutes(10)).maxOpenBackoff(Duration.ofMinutes(10)));
        test.factory.onOpen(() -> {
            throw new IOException("no such user");
        });
        assertThatThrownBy(() -> test.acquire("a")).isInstanceOf(OpenFailedException.class);

        timeOut("a");

        assertThat(shortage().cause()).isEqualTo(TimeoutCause.OPEN_FAILING);
        assertThat(shortage().evidence()).contains(entry("error", "IOException: no such user"));
    }

    @Test
    void whereTheClusterHasTheClientsOfAnAccountItIsFull() {
        grantedElsewhere(Lack.ACCOUNT_FULL, "1 of 1 at replica-b");

        timeOut("a");

        assertThat(shortage().cause()).isEqualTo(TimeoutCause.ACCOUNT_FULL);
        assertThat(shortage().evidence())
                .containsExactly(
                        entry("account", "a"),
                        entry("activeOfAccount", 0),
                        entry("maxOfAccount", 1),
                        entry("cluster", "1 of 1 at replica-b"));
        assertThat(shortage().remedy()).contains("Other replicas");
    }

    @Test
    void whereAllReplicasTogetherHaveWhatTheyMayThatIsWhatHasToBeRaised() {
        grantedElsewhere(Lack.ALL_FULL, "all 8 permits are taken");

        timeOut("a");

        assertThat(shortage().cause()).isEqualTo(TimeoutCause.ACCOUNT_FULL);
        assertThat(shortage().evidence()).contains(entry("cluster", "all 8 permits are taken"));
        assertThat(shortage().remedy()).contains("cluster.max-size").doesNotContain("max-per-account");
    }

    @Test
    void whereNobodyCanSayWhatTheClusterHasNoClientIsOpened() {
        grantedElsewhere(Lack.UNAVAILABLE, "no answer for 7 s");

        timeOut("a");

        assertThat(shortage().cause()).isEqualTo(TimeoutCause.OPEN_FAILING);
        assertThat(shortage().evidence())
                .contains(entry("cluster", "no answer for 7 s"))
                .doesNotContainKey("error");
        assertThat(shortage().remedy()).contains("what grants the permits").doesNotContain("Other replicas");
    }

    @Test
    void aLimitOfItsOwnIsWhatHasToBeRaised() throws Exception {
        limits(limits -> limits.maxSize(4).maxPerAccount(3));
        test.pool.changeLimit("a", 1);
        test.acquire("a");

        timeOut("a");

        assertThat(shortage().remedy())
                .contains("raise the limit of this account (now 1)")
                .doesNotContain("max-per-account");
    }

    @Test
    void nobodyIsToldToRaiseTheLimitOfAnExclusivePool() throws Exception {
        limits(limits -> limits.maxSize(4).exclusive().whenBusy(WhenBusy.WAIT));
        test.acquire("a");

        timeOut("a");

        assertThat(shortage().cause()).isEqualTo(TimeoutCause.ACCOUNT_FULL);
        assertThat(shortage().remedy())
                .contains("one is all that it may have in an exclusive pool")
                .doesNotContain("raise");
    }

    @Test
    void aSizeThatAWindowHasLoweredIsToldAsSuch() throws Exception {
        test.close();
        PoolSettings settings = new PoolSettings(
                null, "pools.accounts.mail", List.of(new Setting("max-size", 4, "pools.accounts.mail.max-size")));
        LimitWindow always = new LimitWindow(
                "office", LocalTime.MIN, LocalTime.MAX, ZoneOffset.UTC, EnumSet.allOf(DayOfWeek.class), 1, null);
        test = new TestPool(
                limits -> limits.maxSize(4).maxPerAccount(1),
                builder -> builder.settings(settings).limitWindows(List.of(always)));
        test.acquire("a");

        timeOut("b");

        assertThat(shortage().remedy()).contains("raise pools.accounts.mail.max-size (now 1, by window office)");
    }

    @Test
    void theErrorIsThatOfTheAccount() {
        limits(limits -> limits.openBackoff(Duration.ofMinutes(10)).maxOpenBackoff(Duration.ofMinutes(10)));
        for (String account : List.of("a", "b")) {
            test.factory.onOpen(() -> {
                throw new IOException("no such user as " + account);
            });
            assertThatThrownBy(() -> test.acquire(account)).isInstanceOf(OpenFailedException.class);
        }

        timeOut("a");

        assertThat(shortage().evidence())
                .contains(entry("account", "a"), entry("error", "IOException: no such user as a"));
    }

    @Test
    void whoWaitsForTheTurnOfAnotherAccountsClientToGiveWayDoesNotFindAFullPool() throws Exception {
        limits(limits -> limits.maxSize(4).maxPerAccount(1).maxOpening(1));
        test.acquire("a");
        test.acquire("b");
        test.acquire("c").close();
        Gate gate = test.factory.holdOpen();
        Call opening = test.queue("d");
        gate.awaitReached();

        timeOut("e");

        assertThat(shortage().cause()).isEqualTo(TimeoutCause.SLOW_OPEN);
        assertThat(shortage().evidence())
                .contains(entry("active", 2), entry("max", 4), entry("opening", 1), entry("maxOpening", 1));
        gate.open();
        assertThat(opening).isNotNull();
    }

    @Test
    void aSecondCauseIsLoggedAtOnce() throws Exception {
        test.acquire("a");
        timeOut("a");
        Gate gate = test.factory.holdOpen();

        timeOut("b");

        assertThat(log.warnings()).hasSize(2).last().asString().contains("SLOW_OPEN");
        gate.open();
    }

    @Test
    void aPausedPoolHasNoShortage() throws Exception {
        test.pool.pause();

        timeOut("a");

        assertThat(test.pool.shortage()).isNull();
        assertThat(test.pool.recorder().totals().timeoutCauses()).isEmpty();
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void aPoolThatIsFullForASecondIsShortBeforeAnybodysTimeIsUp() throws Exception {
        limits(limits -> limits.maxSize(1));
        Lease<Client> held = test.acquire("a");
        Call waiting = test.queue("b");
        test.time.advance(Duration.ofSeconds(1).minus(TICK));
        assertThat(test.pool.shortage()).isNull();

        test.time.advance(TICK);

        assertThat(shortage().cause()).isEqualTo(TimeoutCause.FULL);
        held.close();
        waiting.get();
        assertThat(test.pool.shortage()).isNull();
    }

    @Test
    void aFullPoolIsFullForWhoeverCouldHaveAPlaceThoughOthersWaitLonger() throws Exception {
        limits(limits -> limits.maxSize(2).maxPerAccount(1));
        test.acquire("a");
        test.acquire("b");
        test.queue("a");
        test.time.advance(Duration.ofSeconds(1));
        assertThat(shortage().cause()).isEqualTo(TimeoutCause.ACCOUNT_FULL);
        assertThat(shortage().evidence()).contains(entry("account", "a"));

        test.queue("c");

        assertThat(shortage().cause()).isEqualTo(TimeoutCause.FULL);
    }

    @Test
    void eachCauseIsLoggedOnceInAnEpisodeWhichEndsWithHalfAMinuteWithoutTimeouts() throws Exception {
        test.acquire("a");
        timeOut("a");
        timeOut("a");
        assertThat(log.warnings())
                .singleElement()
                .asString()
                .contains(
                        test.pool.name(),
                        "no client in time: ACCOUNT_FULL (account=a, activeOfAccount=1, maxOfAccount=1, longestHeldMs=0)");

        test.time.advance(Duration.ofSeconds(1));
        Gate gate = test.factory.holdOpen();
        timeOut("b");
        gate.open();
        assertThat(log.warnings()).hasSize(2).last().asString().contains("SLOW_OPEN");
        await().until(() -> test.pool.snapshot("b").idle() == 1); // else the log-in is late
        test.time.advance(QUIET.minus(TICK));
        assertThat(test.pool.shortage()).isNotNull();
        timeOut("a");
        assertThat(log.warnings()).hasSize(2);

        test.time.advance(QUIET);
        assertThat(test.pool.shortage()).isNull();
        timeOut("a");
        assertThat(log.warnings()).hasSize(3);
    }

    /** Has granted everything to another replica, or does not know. */
    private record GrantedElsewhere(Whereabouts whereabouts) implements AccountPermits<String> {

        @Override
        public void start(Holder<String> holder) {}

        @Override
        public void changed(String account) {}

        @Override
        public void release(String account, Permit permit) {}

        @Override
        public Whereabouts whereabouts(String account) {
            return whereabouts;
        }

        @Override
        public Map<String, Object> section() {
            return Map.of();
        }

        @Override
        public void close() {}
    }
}
