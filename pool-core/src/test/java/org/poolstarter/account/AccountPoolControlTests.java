/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.account.TestPool.Call;
import org.poolstarter.pool.CloseReason;

/** What operators do to a pool that is in use. */
class AccountPoolControlTests extends CallersContract {

    private static final Duration LONG = Duration.ofSeconds(30);

    AccountPoolControlTests(Callers callers) {
        super(callers);
    }

    private static void change(TestPool test, UnaryOperator<AccountPoolSettings.Builder> change) {
        test.pool.changeLimits(change.apply(test.pool.limits().toBuilder()).build());
    }

    private static Map<CloseReason, Long> closed(TestPool test) {
        return test.pool.recorder().totals().closed();
    }

    @Test
    void aPausedPoolLendsNothingUntilItIsResumed() throws Exception {
        TestPool test = pool(limits -> limits);
        Lease<Client> held = test.acquire("a");
        Client client = held.client();
        test.acquire("b").close();
        test.pool.pause();

        assertThat(test.pool.isPaused()).isTrue();
        assertThat(test.pool.tryAcquire("b")).isEmpty();
        Call idle = test.queue("b");
        Call returned = test.queue("a");
        Call opened = test.queue("c");
        assertThat(held.client().isClosed()).isFalse();
        held.close();
        assertThat(List.of(idle, returned, opened)).noneMatch(Call::hasEnded);
        assertThat(test.pool.snapshot().opening()).isZero();

        test.pool.resume();

        assertThat(test.pool.isPaused()).isFalse();
        assertThat(idle.get().opened()).isFalse();
        assertThat(returned.get().client()).isSameAs(client);
        assertThat(opened.get().opened()).isTrue();
        assertThat(closed(test)).isEmpty();
    }

    @Test
    void aClientThatIsOpenWhenThePoolIsPausedIsLentWhenItIsResumed() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1));
        Gate gate = test.factory.holdOpen();
        Call call = test.queue("a");
        gate.awaitReached();
        test.pool.pause();

        gate.open();
        await().until(() -> test.pool.snapshot("a").idle() == 1);
        assertThat(call.hasEnded()).isFalse();
        test.pool.resume();

        call.get().close();
        assertThat(test.factory.opening()).hasSize(1);
    }

    @Test
    void aCallerOfAPausedPoolIsToldWhenItsTimeIsUp() {
        TestPool test = pool(limits -> limits);
        test.pool.pause();

        assertThatThrownBy(
                        () -> test.pool.acquire("a", AcquireOptions.defaults().withTimeout(Duration.ofMillis(5))))
                .isInstanceOf(AcquireTimeoutException.class);
        assertThat(test.sectionNumber("known")).isZero();
    }

    @Test
    void drainingClosesIdleClientsAndHeldOnesAsTheyComeBack() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1));
        Lease<Client> held = test.acquire("a");
        test.acquire("b").close();

        assertThat(test.pool.drain(Duration.ofMillis(1))).isFalse();

        test.awaitClosed(1);
        assertThat(test.pool.isPaused()).isTrue();
        assertThat(held.client().isClosed()).isFalse();
        Call waiting = test.queue("a");
        held.close();
        test.awaitClosed(2);
        assertThat(test.pool.drain(LONG)).isTrue();
        assertThat(test.factory.sessions()).isZero();
        assertThat(waiting.hasEnded()).isFalse();
        assertThat(closed(test)).isEqualTo(Map.of(CloseReason.EVICTED, 2L));

        test.pool.resume();
        waiting.get().close();
        assertThat(test.pool.snapshot().idle()).isEqualTo(1);
    }

    @Test
    void drainingWaitsUntilTheLastClientIsClosed() throws Exception {
        TestPool test = pool(limits -> limits);
        Lease<Client> held = test.acquire("a");
        Gate closing = test.factory.holdClose();
        CompletableFuture<Boolean> drained = new CompletableFuture<>();
        test.callers.execute(() -> {
            try {
                drained.complete(test.pool.drain(LONG));
            } catch (InterruptedException ex) {
                drained.completeExceptionally(ex);
            }
        });
        await().until(test.pool::isPaused);

        held.close();
        closing.awaitReached();
        assertThat(drained).isNotDone();
        closing.open();

        assertThat(drained.get(Patience.TIME.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    }

    @Test
    void aClientOpenedForADrainedPoolIsClosed() throws Exception {
        TestPool test = pool(limits -> limits);
        Gate gate = test.factory.holdOpen();
        Call call = test.queue("a");
        gate.awaitReached();
        assertThat(test.pool.drain(Duration.ZERO)).isFalse();

        gate.open();

        test.awaitClosed(1);
        assertThat(call.hasEnded()).isFalse();
        test.pool.resume();
        call.get().close();
    }

    @Test
    void anInterruptEndsTheWaitForADrainAndNotTheDrain() throws Exception {
        TestPool test = pool(limits -> limits);
        Lease<Client> held = test.acquire("a");
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> test.pool.drain(LONG)).isInstanceOf(InterruptedException.class);

        held.close();
        test.awaitClosed(1);
        assertThat(test.pool.isPaused()).isTrue();
    }

    @Test
    void evictingClosesWhatIsIdleOnly() throws Exception {
        TestPool test = pool(limits -> limits);
        Lease<Client> held = test.acquire("a");
        test.acquire("b").close();
        test.acquire("c").close();

        assertThat(test.pool.evictIdle()).isEqualTo(2);

        test.awaitClosed(2);
        held.close();
        assertThat(test.pool.snapshot("a").idle()).isEqualTo(1);
        assertThat(closed(test)).isEqualTo(Map.of(CloseReason.EVICTED, 2L));
    }

    @Test
    void allClientsOfOneAccountAreClosed() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(3));
        Lease<Client> held = test.acquire("a");
        Lease<Client> idle = test.acquire("a");
        test.acquire("b").close();
        Gate gate = test.factory.holdOpen();
        Call opening = test.queue("a");
        gate.awaitReached();
        Call served = test.queue("a");
        idle.close();
        opening.get().close();
        served.get().close();

        assertThat(test.pool.closeAll("a")).isEqualTo(3);
        assertThat(test.pool.closeAll("nobody")).isZero();

        test.awaitClosed(1);
        assertThat(held.client().isClosed()).isFalse();
        held.close();
        gate.open();
        test.awaitClosed(3);
        assertThat(closed(test)).isEqualTo(Map.of(CloseReason.EVICTED, 3L));
        assertThat(test.pool.snapshot("b").idle()).isEqualTo(1);
    }

    @Test
    void aCallerWhoseClientIsClosedBeforeItIsOpenGetsAnotherOne() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1));
        Gate gate = test.factory.holdOpen();
        Call call = test.queue("a");
        gate.awaitReached();

        assertThat(test.pool.clear()).isEqualTo(1);
        gate.open();

        assertThat(call.get().client()).isSameAs(test.factory.opened().get(1));
        assertThat(closed(test)).isEqualTo(Map.of(CloseReason.STALE, 1L));
        assertThat(test.factory.mostOfAnAccount()).isEqualTo(1);
    }

    @Test
    void whatWasOpenedBeforeThePoolWasClearedIsClosedOnceItIsLetGo() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(2));
        Lease<Client> held = test.acquire("a");
        test.acquire("b").close();

        assertThat(test.pool.clear()).isEqualTo(2);
        assertThat(test.pool.clear()).isEqualTo(1);

        test.awaitClosed(1);
        assertThat(held.client().isClosed()).isFalse();
        Lease<Client> young = test.acquire("a");
        assertThat(young.opened()).isTrue();
        young.close();
        held.close();
        test.awaitClosed(2);
        assertThat(closed(test)).isEqualTo(Map.of(CloseReason.STALE, 2L));
        assertThat(test.pool.snapshot("a")).isEqualTo(new AccountSnapshot(0, 1, 0, 0, 0));
        assertThat(test.pool.recorder().totals().released()).isEqualTo(3);
    }

    @Test
    void aClearedClientIsNotHandedToACallerWhoWaits() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1));
        Lease<Client> held = test.acquire("a");
        Call waiting = test.queue("a");
        test.pool.clear();

        held.close();

        assertThat(waiting.get().opened()).isTrue();
        assertThat(test.factory.mostOfAnAccount()).isEqualTo(1);
    }

    @Test
    void aHigherLimitWakesThoseWhoWait() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(1).maxPerAccount(1));
        test.acquire("a");
        Call own = test.queue("a");
        Call other = test.queue("b");

        change(test, limits -> limits.maxSize(2));
        other.get();
        assertThat(own.hasEnded()).isFalse();
        change(test, limits -> limits.maxSize(3).maxPerAccount(2));

        own.get();
        assertThat(test.pool.snapshot().max()).isEqualTo(3);
    }

    @Test
    void aLowerLimitInAllClosesIdleClientsAndHeldOnesAsTheyComeBack() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(4));
        List<Lease<Client>> held = new ArrayList<>();
        for (String account : List.of("a", "b", "c")) {
            held.add(test.acquire(account));
        }
        test.acquire("d").close();

        change(test, limits -> limits.maxSize(2));

        test.awaitClosed(1);
        assertThat(test.factory.closed()).extracting(Client::account).containsExactly("d");
        assertThat(held).noneMatch(lease -> lease.client().isClosed());
        Call waiting = test.queue("e");
        held.get(0).close();
        test.awaitClosed(2);
        assertThat(waiting.hasEnded()).isFalse();
        held.get(1).close();
        assertThat(waiting.get().client().account()).isEqualTo("e");
        held.get(2).close();
        assertThat(test.pool.snapshot("c").idle()).isEqualTo(1);
    }

    @Test
    void aLowerLimitPerAccountClosesIdleClientsAndHeldOnesAsTheyComeBack() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(3));
        List<Lease<Client>> held = List.of(test.acquire("a"), test.acquire("a"), test.acquire("a"));
        held.get(2).close();

        change(test, limits -> limits.maxPerAccount(1));

        test.awaitClosed(1);
        assertThat(held.get(0).client().isClosed()).isFalse();
        assertThat(held.get(1).client().isClosed()).isFalse();
        Call waiting = test.queue("a");
        held.get(0).close();
        test.awaitClosed(2);
        assertThat(waiting.hasEnded()).isFalse();
        held.get(1).close();
        assertThat(waiting.get().opened()).isFalse();
        assertThat(closed(test)).isEqualTo(Map.of(CloseReason.EVICTED, 2L));
    }

    @Test
    void aClientThatArrivesAboveALowerLimitAndThatNobodyWaitsForIsClosed() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(2));
        Lease<Client> held = test.acquire("a");
        Gate gate = test.factory.holdOpen();
        Call gone = test.queue("a");
        gate.awaitReached();
        gone.interrupt();
        assertThatThrownBy(gone::get).isInstanceOf(InterruptedException.class);
        change(test, limits -> limits.maxPerAccount(1));

        gate.open();
        test.awaitClosed(1);

        assertThat(test.pool.snapshot("a")).isEqualTo(new AccountSnapshot(1, 0, 0, 0, 0));
        assertThat(closed(test)).isEqualTo(Map.of(CloseReason.EVICTED, 1L));
        held.close();
        assertThat(test.pool.snapshot("a").idle()).isEqualTo(1);
    }

    @Test
    void aShorterSessionTimeoutAppliesToLeasesThatLastAlready() throws Exception {
        TestPool test = pool(limits -> limits.sessionTimeout(Duration.ofHours(1)));
        Lease<Client> held = test.acquire("a");
        test.time.advance(Duration.ofMinutes(2));

        change(test, limits -> limits.sessionTimeout(Duration.ofMinutes(5)));

        test.time.advance(Duration.ofMinutes(3).minusNanos(1));
        assertThat(held.client().isClosed()).isFalse();
        test.time.advance(Duration.ofNanos(1));
        assertThatThrownBy(held::client).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anotherCleanUpIntervalReplacesTheOneBefore() throws Exception {
        TestPool test =
                pool(limits -> limits.idleTimeout(Duration.ofSeconds(1)).cleanupInterval(Duration.ofSeconds(1)));

        change(test, limits -> limits.cleanupInterval(Duration.ofHours(1)));

        assertThat(test.time.repeating()).isEqualTo(1);
        test.acquire("a").close();
        test.time.advance(Duration.ofMinutes(59));
        assertThat(test.pool.snapshot().idle()).isEqualTo(1);
        test.time.advance(Duration.ofMinutes(1));
        test.awaitClosed(1);
    }

    @Test
    void theLimitsOfAClosedPoolMayBeChangedToNoEffect() {
        TestPool test = pool(limits -> limits);
        test.pool.close();

        change(test, limits -> limits.cleanupInterval(Duration.ofHours(1)));

        assertThat(test.time.repeating()).isZero();
    }

    @Test
    void anAccountMayHaveALimitOfItsOwn() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1));
        test.pool.changeLimit("a", 2);
        Lease<Client> first = test.acquire("a");
        Lease<Client> second = test.acquire("a");
        Call third = test.queue("a");
        test.acquire("b");
        assertThatThrownBy(
                        () -> test.pool.acquire("b", AcquireOptions.defaults().withoutQueueing()))
                .isInstanceOf(AcquireRejectedException.class);

        test.pool.changeLimit("a", 3);
        third.get().close();
        change(test, limits -> limits.maxSize(9));
        assertThat(test.pool.snapshot("a").idle()).isEqualTo(1);
        test.pool.changeLimit("a", null);

        test.awaitClosed(1);
        first.close();
        test.awaitClosed(2);
        second.close();
        assertThat(test.pool.snapshot("a")).isEqualTo(new AccountSnapshot(0, 1, 0, 0, 0));
    }

    @Test
    void aLimitOfItsOwnDoesNotMakeAnExclusiveAccountShared() throws Exception {
        TestPool test = pool(limits -> limits);
        test.pool.changeLimit("a", 2);

        change(test, AccountPoolSettings.Builder::exclusive);

        test.acquire("a");
        assertThatThrownBy(() -> test.acquire("a")).isInstanceOf(AccountBusyException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.pool.changeLimit("a", 2))
                .withMessage("maxClients must be 1 for an exclusive pool but is 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.pool.changeLimit("a", 0))
                .withMessage("maxClients must be at least 1 but is 0");
        change(test, limits -> limits.whenBusy(AccountPoolSettings.WhenBusy.WAIT));
        test.queue("a");
        assertThat(test.factory.mostOfAnAccount()).isEqualTo(1);
    }

    @Test
    void anotherFactoryOpensFromNowOnAndTheOldOneClosesWhatItOpened() throws Exception {
        TestPool test = pool(limits -> limits);
        Lease<Client> held = test.acquire("a");
        for (String account : List.of("b", "c")) {
            test.acquire(account).close();
        }
        Gate first = test.factory.holdClose();
        Gate second = test.factory.holdClose();
        ScriptedFactory successor = new ScriptedFactory();

        test.pool.replaceFactory(successor);

        first.awaitReached();
        assertThat(test.pool.snapshot().idle()).isEqualTo(1);
        assertThat(test.sectionNumber("closing")).isEqualTo(1);
        test.acquire("d").close();
        first.open();
        second.awaitReached();
        second.open();
        test.awaitClosed(2);
        held.close();
        test.awaitClosed(3);
        assertThat(test.factory.closed()).hasSize(3);
        assertThat(closed(test)).isEqualTo(Map.of(CloseReason.STALE, 3L));
        assertThat(successor.opening()).containsExactly("d");
        assertThat(test.pool.evictIdle()).isEqualTo(1);
        test.awaitClosed(4);
        assertThat(successor.sessions()).isZero();
    }

    @Test
    void aCloseThatHangsDoesNotKeepTheOldFactorysOtherClients() throws Exception {
        TestPool test = pool(limits -> limits);
        for (String account : List.of("a", "b")) {
            test.acquire(account).close();
        }
        Gate first = test.factory.holdClose();
        test.pool.replaceFactory(new ScriptedFactory());
        first.awaitReached();

        test.time.advance(test.pool.limits().connectTimeout());

        await().until(() -> test.factory.closed().size() == 2);
        first.open();
    }
}
