/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.account.TestPool.Call;
import org.poolstarter.pool.CloseReason;

/** What every engine behind {@link AccountPool} keeps, whatever kind of threads its callers are. */
abstract class AccountPoolContract {

    private static final AcquireOptions AT_ONCE = AcquireOptions.defaults().withoutQueueing();

    private final List<TestPool> pools = new ArrayList<>();

    /** Threads for callers, one for each. */
    abstract ExecutorService newCallers();

    TestPool pool(UnaryOperator<AccountPoolSettings.Builder> limits) {
        TestPool pool = new TestPool(newCallers(), limits);
        pools.add(pool);
        return pool;
    }

    TestPool exclusivePool() {
        return pool(AccountPoolSettings.Builder::exclusive);
    }

    @AfterEach
    void closePools() {
        pools.forEach(TestPool::close);
    }

    @Test
    void aReleasedClientIsLentAgainToItsAccountOnly() throws Exception {
        TestPool test = pool(limits -> limits);
        Lease<Client> first = test.acquire("a");
        Client client = first.client();
        first.close();

        try (Lease<Client> other = test.acquire("b");
                Lease<Client> again = test.acquire("a")) {
            assertThat(again.client()).isSameAs(client);
            assertThat(again.opened()).isFalse();
            assertThat(other.client()).isNotSameAs(client);
            assertThat(other.opened()).isTrue();
        }
        assertThat(test.factory.opening()).containsExactly("a", "b");
    }

    @Test
    void aDiscardedClientIsClosedAndNotLentAgain() throws Exception {
        TestPool test = pool(limits -> limits);
        Lease<Client> first = test.acquire("a");
        Client client = first.client();
        first.discard();
        test.awaitClosed(1);

        try (Lease<Client> next = test.acquire("a")) {
            assertThat(next.client()).isNotSameAs(client);
            assertThat(client.isClosed()).isTrue();
        }
        assertThat(test.pool.recorder().totals().closed()).containsOnlyKeys(CloseReason.DISCARDED);
    }

    @Test
    void aLeaseThatHasEndedGivesNoClient() throws Exception {
        TestPool test = pool(limits -> limits);
        Lease<Client> lease = test.acquire("a");
        lease.close();

        assertThatThrownBy(lease::client)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'a'");
    }

    @Test
    void endingALeaseTwiceDoesNotEndTheNextLeaseOfItsClient() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1));
        Lease<Client> old = test.acquire("a");
        old.close();
        Lease<Client> current = test.acquire("a");

        old.close();
        old.discard();

        assertThat(current.client().isClosed()).isFalse();
        assertThat(test.pool.tryAcquire("a")).isEmpty();
        assertThat(test.pool.snapshot("a")).isEqualTo(new AccountSnapshot(1, 0, 0, 0, 0));
        assertThat(test.pool.recorder().totals().discarded()).isZero();
    }

    @Test
    void theFactoryIsNeverCalledOnTheThreadOfACaller() throws Exception {
        TestPool test = pool(limits -> limits);
        test.acquire("a").discard();
        test.awaitClosed(1);

        assertThat(test.factory.threads()).hasSize(2).allSatisfy(thread -> {
            assertThat(thread.getName()).startsWith("pool-" + test.pool.name() + "-client-");
            assertThat(thread.isDaemon()).isTrue();
        });
    }

    @Test
    void clientsBeingOpenedCountAgainstTheLimitOfTheirAccount() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(2));
        Gate first = test.factory.holdOpen();
        Gate second = test.factory.holdOpen();
        Call one = test.acquireAsync("a");
        Call two = test.acquireAsync("a");
        first.awaitReached();
        second.awaitReached();
        Call three = test.acquireAsync("a");
        test.awaitPending(3);

        assertThat(test.pool.snapshot("a")).isEqualTo(new AccountSnapshot(0, 0, 2, 0, 3));
        assertThat(test.pool.snapshot().opening()).isEqualTo(2);
        first.open();
        second.open();
        one.get().close();
        two.get().close();
        three.get().close();
        assertThat(test.factory.mostOfAnAccount()).isEqualTo(2);
    }

    @Test
    void clientsBeingOpenedCountAgainstTheLimitInAll() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(1));
        Gate gate = test.factory.holdOpen();
        Call one = test.acquireAsync("a");
        gate.awaitReached();
        Call two = test.queue("b");

        assertThat(test.factory.opening()).containsExactly("a");
        gate.open();
        one.get().close();
        two.get().close();
        assertThat(test.factory.mostInAll()).isEqualTo(1);
    }

    @Test
    void aPlaceIsFreeOnlyWhenClosingHasEnded() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(1));
        Gate gate = test.factory.holdClose();
        test.acquire("a").discard();
        gate.awaitReached();
        Call next = test.queue("b");

        assertThat(test.factory.opening()).containsExactly("a");
        assertThat(test.sectionNumber("closing")).isEqualTo(1);
        gate.open();
        next.get().close();
        assertThat(test.factory.mostInAll()).isEqualTo(1);
    }

    @Test
    void theLeastRecentlyUsedIdleClientIsClosedToMakeRoom() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(3));
        for (String account : List.of("a", "b", "c", "a")) {
            test.acquire(account).close();
        }

        test.acquire("d").close();

        test.awaitClosed(1);
        assertThat(test.factory.closed()).extracting(Client::account).containsExactly("b");
        assertThat(test.pool.recorder().totals().closed()).containsOnlyKeys(CloseReason.EVICTED);
        assertThat(test.factory.mostInAll()).isEqualTo(3);
    }

    @Test
    void aClientIsIdleSinceItCameBackHoweverLongItWasHeld() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(2));
        Lease<Client> held = test.acquire("long");
        test.time.advance(Duration.ofSeconds(1));
        test.acquire("short").close();
        test.time.advance(Duration.ofSeconds(1));
        held.close();

        test.acquire("other").close();

        test.awaitClosed(1);
        assertThat(test.factory.closed()).extracting(Client::account).containsExactly("short");
    }

    @Test
    void oneIdleClientIsClosedForEachPlaceWanted() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(3));
        for (String account : List.of("a", "b", "c")) {
            test.acquire(account).close();
        }
        Gate first = test.factory.holdClose();
        Gate second = test.factory.holdClose();
        Call one = test.queue("d");
        first.awaitReached();
        assertThat(test.pool.snapshot().idle()).isEqualTo(2);
        Call two = test.queue("e");
        second.awaitReached();
        assertThat(test.pool.snapshot().idle()).isEqualTo(1);

        first.open();
        second.open();
        one.get().close();
        two.get().close();
        assertThat(test.factory.closed()).extracting(Client::account).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void noIdleClientIsClosedForAPlaceThatIsComingFreeAnyway() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(2));
        test.acquire("a").close();
        Gate gate = test.factory.holdClose();
        test.acquire("b").discard();
        gate.awaitReached();
        Call next = test.queue("c");

        gate.open();
        next.get().close();
        assertThat(test.pool.snapshot("a").idle()).isEqualTo(1);
        assertThat(test.pool.recorder().totals().closed()).containsOnlyKeys(CloseReason.DISCARDED);
    }

    @Test
    void aClientThatIsReleasedAtTheLimitMakesRoomForAnotherAccount() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(1));
        Lease<Client> held = test.acquire("a");
        Call other = test.queue("b");

        held.close();

        assertThat(other.get().client().account()).isEqualTo("b");
        assertThat(test.factory.mostInAll()).isEqualTo(1);
    }

    @Test
    void callersOfOneAccountAreServedInTheOrderInWhichTheyCame() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1));
        Lease<Client> held = test.acquire("a");
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            calls.add(test.queue("a"));
        }

        Lease<Client> current = held;
        for (int served = 0; served < calls.size(); served++) {
            current.close();
            current = calls.get(served).get();
            assertThat(calls.subList(served + 1, calls.size())).noneMatch(Call::hasEnded);
        }
        assertThat(test.factory.opening()).hasSize(1);
    }

    @Test
    void anAccountAtItsLimitHoldsUpNoOther() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(3).maxPerAccount(1));
        Lease<Client> held = test.acquire("a");
        Call waiting = test.queue("a");

        test.acquire("b").close();

        assertThat(waiting.hasEnded()).isFalse();
        held.close();
        waiting.get().close();
    }

    @Test
    void aPlaceThatComesFreeGoesRoundOverTheAccountsThatWait() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(1));
        Lease<Client> held = test.acquire("x");
        Call a1 = test.queue("a");
        Call a2 = test.queue("a");
        Call b = test.queue("b");

        held.discard();
        Lease<Client> lease = a1.get();
        lease.discard();
        lease = b.get();
        assertThat(a2.hasEnded()).isFalse();
        lease.discard();
        a2.get().close();

        assertThat(test.factory.opening()).containsExactly("x", "a", "b", "a");
    }

    @Test
    void aBusyExclusiveAccountIsToldAtOnce() throws Exception {
        TestPool test = exclusivePool();
        Lease<Client> held = test.acquire("a");

        assertThatThrownBy(() -> test.acquire("a"))
                .isInstanceOf(AccountBusyException.class)
                .hasMessage(
                        "Account pool '%s', account 'a': session already active; 1 of 10 clients in use, 0 waiting;"
                                + " of this account 1 of 1 in use, 0 waiting",
                        test.pool.name());

        held.close();
        test.acquire("a").close();
        assertThat(test.factory.opening()).hasSize(1);
    }

    @Test
    void anExclusiveAccountIsBusyWhileItsClientIsBeingOpened() throws Exception {
        TestPool test = exclusivePool();
        Gate gate = test.factory.holdOpen();
        Call first = test.acquireAsync("a");
        gate.awaitReached();

        assertThatThrownBy(() -> test.acquire("a")).isInstanceOf(AccountBusyException.class);

        gate.open();
        first.get().close();
    }

    @Test
    void anExclusiveAccountIsBusyWhileAnotherCallerWaitsForIt() throws Exception {
        TestPool test = pool(limits -> limits.exclusive().maxSize(1));
        Lease<Client> held = test.acquire("a");
        Call first = test.queue("b");

        assertThatThrownBy(() -> test.acquire("b")).isInstanceOf(AccountBusyException.class);

        held.close();
        first.get().close();
    }

    @Test
    void anExclusiveAccountWhoseClientIsBeingClosedIsWaitedFor() throws Exception {
        TestPool test = exclusivePool();
        Gate gate = test.factory.holdClose();
        test.acquire("a").discard();
        gate.awaitReached();
        Call next = test.queue("a");

        gate.open();

        next.get().close();
        assertThat(test.factory.mostOfAnAccount()).isEqualTo(1);
    }

    @Test
    void aCallerWhoDoesNotQueueIsRejectedAtTheLimitOfTheAccount() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1));
        Lease<Client> held = test.acquire("a");

        assertThatThrownBy(() -> test.pool.acquire("a", AT_ONCE))
                .isInstanceOf(AcquireRejectedException.class)
                .hasMessageContaining(test.pool.name())
                .hasMessageContaining("'a'")
                .hasMessageContaining("of this account 1 of 1 in use");

        held.close();
        test.pool.acquire("a", AT_ONCE).close();
    }

    @Test
    void aCallerWhoDoesNotQueueIsRejectedAtTheLimitInAll() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(1));
        Lease<Client> held = test.acquire("a");

        assertThatThrownBy(() -> test.pool.acquire("b", AT_ONCE)).isInstanceOf(AcquireRejectedException.class);
        assertThat(test.sectionNumber("known")).isEqualTo(1);

        held.close();
        test.pool.acquire("b", AT_ONCE).close();
        assertThat(test.factory.closed()).extracting(Client::account).containsExactly("a");
    }

    @Test
    void aCallerWhoDoesNotQueueWaitsForAPlaceThatNobodyHolds() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(1));
        Gate gate = test.factory.holdClose();
        test.acquire("a").discard();
        gate.awaitReached();
        Call next = test.acquireAsync("b", AT_ONCE);
        test.awaitPending(1);

        assertThatThrownBy(() -> test.pool.acquire("c", AT_ONCE)).isInstanceOf(AcquireRejectedException.class);

        gate.open();
        next.get().close();
    }

    @Test
    void theDeadlineHoldsWhileTheFactoryHangs() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(1));
        Gate gate = test.factory.holdOpen();

        Call call = test.acquireAsync("a", AcquireOptions.defaults().withTimeout(Duration.ofMillis(5)));

        assertThatThrownBy(call::get)
                .isInstanceOf(AcquireTimeoutException.class)
                .hasMessage(
                        "Account pool '%s', account 'a': no client within 5 ms; 1 of 1 clients in use, 1 waiting;"
                                + " of this account 1 of 3 in use, 1 waiting",
                        test.pool.name());

        assertThat(test.pool.snapshot().pending()).isZero();
        assertThat(test.pool.recorder().totals().timedOut()).isEqualTo(1);
        gate.open();
    }

    @Test
    void aClientOpenedForACallerWhoHasLeftServesTheNextOne() throws Exception {
        TestPool test = pool(limits -> limits);
        Gate gate = test.factory.holdOpen();
        Call first = test.acquireAsync("a", AcquireOptions.defaults().withTimeout(Duration.ofMillis(5)));
        assertThatThrownBy(first::get).isInstanceOf(AcquireTimeoutException.class);
        Call second = test.queue("a");

        assertThat(test.pool.snapshot("a").opening()).isEqualTo(1);
        gate.open();

        second.get().close();
        assertThat(test.factory.opening()).hasSize(1);
    }

    @Test
    void anIdleClientIsLentWhileAnotherOneIsBeingOpenedForACallerWhoHasLeft() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(2));
        Lease<Client> held = test.acquire("a");
        Gate gate = test.factory.holdOpen();
        Call gone = test.acquireAsync("a", AcquireOptions.defaults().withTimeout(Duration.ofMillis(5)));
        gate.awaitReached();
        assertThatThrownBy(gone::get).isInstanceOf(AcquireTimeoutException.class);
        Client client = held.client();
        held.close();

        Lease<Client> lease = test.pool.acquire("a", AcquireOptions.defaults().withTimeout(Duration.ofSeconds(5)));

        assertThat(lease.client()).isSameAs(client);
        gate.open();
    }

    @Test
    void anInterruptedCallerHoldsNothing() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1));
        Lease<Client> held = test.acquire("a");
        Call waiting = test.queue("a");

        waiting.interrupt();

        assertThatThrownBy(waiting::get).isInstanceOf(InterruptedException.class);
        assertThat(test.pool.snapshot().pending()).isZero();
        held.close();
        test.acquire("a").close();
    }

    @Test
    void aCallerInterruptedBeforeItCameHoldsNothingThoughAClientIsIdle() throws Exception {
        TestPool test = pool(limits -> limits);
        test.acquire("a").close();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> test.acquire("a")).isInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted()).isFalse();
        assertThat(test.pool.snapshot("a")).isEqualTo(new AccountSnapshot(0, 1, 0, 0, 0));
    }

    @Test
    void whatTheFactoryThrowsReachesItsCallerAndThePlaceIsFree() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(1));
        for (Throwable failure : List.of(new IOException("down"), new StackOverflowError("deep"))) {
            test.factory.onOpen(() -> {
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (Exception) failure;
            });

            assertThatThrownBy(() -> test.acquire("a"))
                    .isInstanceOf(OpenFailedException.class)
                    .hasMessageContaining(test.pool.name())
                    .hasMessageContaining("'a'")
                    .hasCause(failure);
        }
        test.acquire("b").close();

        assertThat(test.pool.recorder().totals().openFailures()).isEqualTo(2);
        assertThat(test.pool.recorder().totals().opened()).isEqualTo(1);
    }

    @Test
    void aFactoryThatReturnsNullHasFailed() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(1));
        test.factory.openNull();

        assertThatThrownBy(() -> test.acquire("a"))
                .isInstanceOf(OpenFailedException.class)
                .hasRootCauseMessage("the factory returned null");

        test.acquire("a").close();
    }

    @Test
    void aFailedOpenIsToldOnlyToTheCallerItWasFor() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(2));
        Gate failing = new Gate();
        test.factory.onOpen(() -> {
            failing.pass();
            throw new IOException("down");
        });
        Call first = test.acquireAsync("a");
        failing.awaitReached();
        Gate good = test.factory.holdOpen();
        Call second = test.queue("a");
        good.awaitReached();

        failing.open();
        assertThatThrownBy(first::get).isInstanceOf(OpenFailedException.class);
        assertThat(second.hasEnded()).isFalse();
        good.open();
        second.get().close();
    }

    @Test
    void aCallerServedOtherwiseIsNotToldOfTheFailureOfItsOpen() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(2));
        Lease<Client> held = test.acquire("a");
        Gate failing = new Gate();
        test.factory.onOpen(() -> {
            failing.pass();
            throw new IOException("down");
        });
        Call first = test.acquireAsync("a");
        failing.awaitReached();
        held.close();
        Lease<Client> lease = first.get();
        Call second = test.queue("a");

        failing.open();

        assertThat(second.get().opened()).isTrue();
        assertThat(lease.client().isClosed()).isFalse();
        assertThat(test.factory.opening()).hasSize(3);
    }

    @Test
    void aReturnedClientComesBeforeAPendingOpen() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(2));
        Lease<Client> held = test.acquire("a");
        Client client = held.client();
        Gate gate = test.factory.holdOpen();
        Call waiting = test.acquireAsync("a");
        gate.awaitReached();

        held.close();

        Lease<Client> lease = waiting.get();
        assertThat(lease.client()).isSameAs(client);
        assertThat(lease.opened()).isFalse();
        gate.open();
        await().until(() -> test.pool.snapshot("a").idle() == 1);
    }

    @Test
    void theFirstClientToBeOpenGoesToTheCallerWhoCameFirst() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(2));
        Gate slow = test.factory.holdOpen();
        Call first = test.acquireAsync("a");
        slow.awaitReached();
        Gate fast = test.factory.holdOpen();
        Call second = test.queue("a");
        fast.awaitReached();

        fast.open();
        first.get();
        assertThat(second.hasEnded()).isFalse();
        slow.open();
        second.get();
        assertThat(test.factory.opening()).hasSize(2);
    }

    @Test
    void tryAcquireTakesAnIdleClientAndOpensNone() throws Exception {
        TestPool test = pool(limits -> limits);
        assertThat(test.pool.tryAcquire("a")).isEmpty();
        test.acquire("a").close();

        Lease<Client> lease = test.pool.tryAcquire("a").orElseThrow();

        assertThat(lease.opened()).isFalse();
        assertThat(test.pool.tryAcquire("a")).isEmpty();
        assertThat(test.pool.tryAcquire("b")).isEmpty();
        assertThat(test.factory.opening()).containsExactly("a");
        assertThat(test.sectionNumber("known")).isEqualTo(1);
    }

    @Test
    void aClientToBeClosedAfterUseIsClosedAndItsLeaseReleased() throws Exception {
        TestPool test = pool(limits -> limits);
        Lease<Client> lease = test.acquire("a");
        lease.closeAfterUse();
        lease.close();
        test.awaitClosed(1);

        assertThat(test.pool.recorder().totals().released()).isEqualTo(1);
        assertThat(test.pool.recorder().totals().discarded()).isZero();
        assertThat(test.pool.recorder().totals().closed()).containsOnlyKeys(CloseReason.AFTER_USE);
    }

    @Test
    void aPoolThatKeepsNoneIdleOpensAClientForEachLease() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1).keepIdle(false));
        Lease<Client> first = test.acquire("a");
        Call second = test.queue("a");

        first.close();

        assertThat(second.get().opened()).isTrue();
        assertThat(test.factory.closed()).hasSize(1);
        assertThat(test.factory.mostOfAnAccount()).isEqualTo(1);
    }

    @Test
    void anAccountWithoutClientsAndCallersIsForgotten() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(2));
        for (int i = 0; i < 50; i++) {
            test.acquire("account " + i).close();
        }

        assertThat(test.sectionNumber("known")).isLessThanOrEqualTo(2);
        assertThat(test.pool.snapshot("account 0")).isEqualTo(new AccountSnapshot(0, 0, 0, 0, 0));
    }

    @Test
    void aSnapshotIsTakenWhileTheFactoryHangsAndCallersWait() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(2).maxPerAccount(1));
        Lease<Client> held = test.acquire("a");
        Gate gate = test.factory.holdOpen();
        Call opening = test.acquireAsync("b");
        gate.awaitReached();
        Call waiting = test.queue("a");

        assertThat(test.pool.snapshot().active()).isEqualTo(1);
        assertThat(test.pool.snapshot().opening()).isEqualTo(1);
        assertThat(test.pool.snapshot().pending()).isEqualTo(2);
        assertThat(test.pool.snapshot().max()).isEqualTo(2);
        assertThat(test.pool.snapshot().min()).isZero();
        assertThat(test.pool.snapshot().utilization()).isEqualTo(0.5);
        gate.open();
        opening.get().close();
        held.close();
        waiting.get().close();
    }
}
