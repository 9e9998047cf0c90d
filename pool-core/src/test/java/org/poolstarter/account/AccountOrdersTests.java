/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.account.TestPool.Call;
import org.poolstarter.pool.ChangeableSetting;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.InvalidOrderException;
import org.poolstarter.pool.OrderConflictException;
import org.poolstarter.pool.PoolAction;
import org.poolstarter.pool.PoolChange;
import org.poolstarter.pool.PoolControl;
import org.poolstarter.pool.PoolEvent;
import org.poolstarter.pool.PoolEventType;
import org.poolstarter.pool.PoolOrder;
import org.poolstarter.pool.PoolOutcome;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.PoolState;

/** Orders to a running account pool, by its control. */
class AccountOrdersTests {

    private final TestPool test = new TestPool(
            limits -> limits.maxSize(4).maxPerAccount(2).maxOpenBackoff(Duration.ofMinutes(1)),
            builder -> builder.priorities(Map.of("batch", -5))
                    .settings(new PoolSettings(
                            "medium",
                            "pools.accounts.mail",
                            List.of(
                                    new Setting("max-size", 4, "medium"),
                                    new Setting("acquire-timeout", Duration.ofSeconds(30), "medium")))));

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void raisingTheSizeServesWhoWaitsAndIsShownAsChangedAtRunTime() throws Exception {
        order("max-size", "1");
        Lease<Client> held = test.acquire("a");
        Call waiting = test.queue("b");

        assertThat(order("max-size", "2").changes()).containsExactly(new PoolChange("max-size", 1, 2));

        waiting.get().close();
        assertThat(held.client().isClosed()).isFalse();
        assertThat(test.pool.settings().settings()).contains(new Setting("max-size", 2, PoolControl.ORIGIN));
    }

    @Test
    void whatWasChangedOtherwiseIsShownAsChangedAtRunTimeToo() {
        test.pool.changeLimits(test.pool.limits().toBuilder().maxSize(7).build());

        assertThat(test.pool.settings().settings()).contains(new Setting("max-size", 7, PoolControl.ORIGIN));
    }

    @Test
    void anAccountIsGivenALimitOfItsOwnByItsTextAndFollowsTheOthersAgain() throws Exception {
        test.acquire("vip");
        test.acquire("vip");
        Call third = test.queue("vip");

        assertThat(order("limits[vip]", "3").changes()).containsExactly(new PoolChange("limits[vip]", "off", 3));

        third.get();
        Call fourth = test.queue("vip");
        assertThat(order("limits[vip]", "off").changes()).containsExactly(new PoolChange("limits[vip]", 3, "off"));
        assertThat(fourth.hasEnded()).isFalse();
        assertThat(test.pool.snapshot("vip").active()).isEqualTo(3);
        assertThat(test.pool.settings().settings()).contains(new Setting("limits[vip]", "off", PoolControl.ORIGIN));
    }

    @Test
    void aPriorityIsChangedByItsName() {
        assertThat(order("priorities[batch]", "-20").changes())
                .containsExactly(new PoolChange("priorities[batch]", -5, -20));
        order("priorities[interactive]", "10");

        assertThat(test.pool.priorities()).containsEntry("batch", -20).containsEntry("interactive", 10);
    }

    @Test
    void everyOtherSettingThatIsOfferedReachesTheLimits() {
        for (ChangeableSetting setting : control().changeable()) {
            String key = setting.key();
            if (key.contains("[") || key.startsWith("max-size") || key.equals("max-per-account")) {
                continue;
            }
            boolean time = setting.range().contains("ms") || setting.range().startsWith("0s");
            String value = time ? "25s" : "7";
            PoolOutcome outcome = order(key, value);
            assertThat(outcome.changes()).as(key).hasSize(1);
            AccountSetting changed = Objects.requireNonNull(AccountSetting.ofKey(key), key);
            assertThat(changed.value(test.pool.limits())).as(key).isEqualTo(time ? Duration.ofSeconds(25) : (Object) 7);
            if (setting.range().endsWith("or off")) {
                order(key, "off");
                assertThat(changed.value(test.pool.limits())).as(key).isEqualTo("off");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-size | 17 | must be 1 to 16. Give a value within the bounds, or raise pools.accounts.mail.max-size-limit and restart.",
                "max-size | 0 | must be 1 to 16",
                "limits[vip] | 17 | must be 1 to 16, or off",
                "priorities[batch] | 101 | must be -100 to 100",
                "connect-timeout | 31s | must not be above acquire-timeout (30s). Change both in one order",
                "leak-threshold | 11h | must not be above session-timeout (10h)",
                "idle-timeout | 0s | must be 1ms or more",
                "exclusive | true | is not a setting of",
                "limits[] | 3 | is not a setting of"
            })
    void aValueOutOfItsBoundsIsRefusedByKeyValueBoundAndRemedy(String key, String value, String text) {
        AccountPoolSettings before = test.pool.limits();

        assertThatThrownBy(() -> order(key, value))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessageStartingWith(key + "=" + value + " " + text);

        assertThat(test.pool.limits()).isSameAs(before);
    }

    @Test
    void anExclusivePoolOffersNoLimitOfAccounts() {
        try (TestPool exclusive = new TestPool(limits -> limits.exclusive())) {
            assertThat(exclusive.pool.control().changeable())
                    .extracting(ChangeableSetting::key)
                    .contains("max-size")
                    .doesNotContain("max-per-account", "limits[account]");
        }
    }

    @Test
    void aDryRunChangesNothing() throws Exception {
        test.acquire("a").close();

        assertThat(control()
                        .perform(PoolOrder.change("max-size", "3", "anna").asDryRun())
                        .changes())
                .containsExactly(new PoolChange("max-size", 4, 3));
        assertThat(control()
                        .perform(PoolOrder.of(PoolAction.EVICT_IDLE, "anna").asDryRun())
                        .changes())
                .containsExactly(new PoolChange("idle", 1, 0));
        control().perform(PoolOrder.of(PoolAction.PAUSE, "anna").asDryRun());

        assertThat(test.pool.limits().maxSize()).isEqualTo(4);
        assertThat(test.pool.snapshot().idle()).isEqualTo(1);
        assertThat(test.pool.isPaused()).isFalse();
    }

    @Test
    void aPoolIsPausedOnceAndResumedOnce() throws Exception {
        assertThat(perform(PoolAction.PAUSE).changes())
                .containsExactly(new PoolChange("state", PoolState.RUNNING, PoolState.PAUSED));
        assertThat(perform(PoolAction.PAUSE).changes()).isEmpty();
        assertThat(control().state()).isEqualTo(PoolState.PAUSED);
        Call waiting = test.queue("a");

        assertThat(perform(PoolAction.RESUME).changes())
                .containsExactly(new PoolChange("state", PoolState.PAUSED, PoolState.RUNNING));
        waiting.get().close();
        assertThat(perform(PoolAction.RESUME).changes()).isEmpty();
    }

    @Test
    void aDrainClosesWhatComesBackAndAtItsDeadlineWhatIsStillHeld() throws Exception {
        Lease<Client> returned = test.acquire("a");
        Lease<Client> kept = test.acquire("b");
        test.acquire("c").close();
        Client client = kept.client();

        PoolOutcome outcome = control().perform(PoolOrder.drain(Duration.ofSeconds(40), "anna"));

        assertThat(outcome.changes()).containsExactly(new PoolChange("state", PoolState.RUNNING, PoolState.DRAINING));
        assertThat(outcome.notes()).singleElement().asString().contains("2 held clients", "after 40s");
        test.awaitClosed(1);
        returned.close();
        test.awaitClosed(2);
        assertThat(control().state()).isEqualTo(PoolState.DRAINING);
        test.time.advance(Duration.ofSeconds(39));
        assertThat(client.isClosed()).isFalse();

        test.time.advance(Duration.ofSeconds(1));

        test.awaitClosed(3);
        await().until(() -> control().state() == PoolState.DRAINED);
        assertThat(client.isClosed()).isTrue();
        assertThat(test.pool.recorder().totals().closed()).containsOnlyKeys(CloseReason.EVICTED);
        kept.close();
        assertThatThrownBy(() -> perform(PoolAction.PAUSE))
                .isInstanceOf(OrderConflictException.class)
                .hasMessageContaining("resume it before");
    }

    @Test
    void theDeadlineOfADrainThatWasEndedClosesNothing() throws Exception {
        Lease<Client> held = test.acquire("a");
        control().perform(PoolOrder.drain(Duration.ofSeconds(40), "anna"));
        perform(PoolAction.RESUME);
        control().perform(PoolOrder.drain(Duration.ofHours(1), "anna"));

        test.time.advance(Duration.ofSeconds(41));

        assertThat(held.client().isClosed()).isFalse();
        assertThat(control().state()).isEqualTo(PoolState.DRAINING);
    }

    @Test
    void theDeadlineOfADrainClosesNothingOfAPoolThatIsBeingClosed() throws Exception {
        try (TestPool closing = new TestPool(limits -> limits.maxSize(4).closeTimeout(Duration.ofMinutes(1)))) {
            Lease<Client> held = closing.acquire("a");
            closing.pool.control().perform(PoolOrder.drain(Duration.ofSeconds(40), "anna"));
            Future<?> end = closing.callers.submit(closing.pool::close);
            await().untilAsserted(() -> {
                assertThatThrownBy(() -> closing.pool.tryAcquire("a")).isInstanceOf(PoolClosedException.class);
            });

            closing.time.advance(Duration.ofSeconds(41));

            assertThat(held.client().isClosed()).isFalse();
            held.close();
            end.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aSessionThatADrainEndsBeforeItsCallerWokeHasNotExpired() throws Exception {
        Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        try (TestPool stepped = new TestPool(limits -> limits.maxSize(4), builder -> builder.executor(tasks::add))) {
            CompletableFuture<Lease<Client>> future = stepped.pool.acquireAsync("a");
            tasks.remove().run();
            stepped.pool.control().perform(PoolOrder.drain(Duration.ofSeconds(40), "anna"));
            stepped.time.advance(Duration.ofSeconds(41));

            tasks.forEach(Runnable::run);

            assertThat(future).isCompleted();
            assertThat(stepped.pool.sessions()).extracting(SessionRecord::ended).containsExactly(SessionEnd.DRAINED);
        }
    }

    @Test
    void anOrderForOneAccountOrPriorityTellsOfNothingElse() {
        order("limits[ada]", "3");
        order("priorities[batch]", "7");

        assertThat(test.pool.events().recent())
                .extracting(PoolEvent::type, PoolEvent::account, PoolEvent::details)
                .containsExactly(
                        tuple(PoolEventType.CHANGED, null, Map.of("priority", "batch", "value", 7)),
                        tuple(PoolEventType.CHANGED, "ada", Map.of("maxPerAccount", 3)));
    }

    @Test
    void anOrderTellsOfTheSettingThatItHasChanged() {
        order("idle-timeout", "2m");

        assertThat(test.pool.events().recent())
                .singleElement()
                .extracting(PoolEvent::details)
                .isEqualTo(Map.of("maxSize", 4, "maxPerAccount", 2, "idle-timeout", Duration.ofMinutes(2)));
    }

    @Test
    void anAccountIsClosedByItsTextAndNoOtherIs() throws Exception {
        Lease<Client> held = test.acquire("a");
        test.acquire("a").close();
        test.acquire("b").close();

        PoolOutcome outcome = control().perform(PoolOrder.closeAccount("a", "anna"));

        assertThat(outcome.changes())
                .containsExactly(
                        new PoolChange("idle", 1, 0), new PoolChange("active", 1, "closed when they come back"));
        held.close();
        test.awaitClosed(2);
        assertThat(test.pool.snapshot("b").idle()).isEqualTo(1);
        assertThat(control().perform(PoolOrder.closeAccount("nobody", "anna")))
                .satisfies(nobody -> assertThat(nobody.changes()).isEmpty())
                .satisfies(
                        nobody -> assertThat(nobody.notes()).containsExactly("No account of that text has a client."));
    }

    @Test
    void evictingAllClosesIdleClientsNowAndHeldOnesWhenTheyComeBack() throws Exception {
        Lease<Client> held = test.acquire("a");
        test.acquire("b").close();

        assertThat(perform(PoolAction.EVICT_ALL).changes()).hasSize(2);

        test.awaitClosed(1);
        assertThat(held.client().isClosed()).isFalse();
        held.close();
        test.awaitClosed(2);
    }

    @Test
    void aClosedPoolTakesNoActions() {
        test.pool.close();

        assertThatThrownBy(() -> perform(PoolAction.RESUME))
                .isInstanceOf(OrderConflictException.class)
                .hasMessageContaining("is closed");
    }

    private PoolControl control() {
        return test.pool.control();
    }

    private PoolOutcome order(String key, String value) {
        return control().perform(PoolOrder.change(key, value, "anna"));
    }

    private PoolOutcome perform(PoolAction action) {
        return control().perform(PoolOrder.of(action, "anna"));
    }
}
