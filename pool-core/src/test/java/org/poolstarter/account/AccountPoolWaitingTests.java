/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.AccountPoolSettings.ReuseOrder;
import org.poolstarter.account.AccountPoolSettings.WhenBusy;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.account.TestPool.Call;
import org.poolstarter.pool.CloseReason;

/** Which client a caller gets, who is served first, and how many may wait. */
class AccountPoolWaitingTests extends CallersContract {

    private static final Duration TICK = Duration.ofNanos(1);
    private static final Duration AGING = Duration.ofSeconds(10);

    AccountPoolWaitingTests(Callers callers) {
        super(callers);
    }

    /** Three clients of one account, released one after another. */
    private static List<Client> released(TestPool test) throws InterruptedException {
        List<Lease<Client>> leases = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            leases.add(test.acquire("a"));
        }
        List<Client> clients = leases.stream().map(Lease::client).toList();
        leases.forEach(Lease::close);
        return clients;
    }

    @Test
    void theClientReleasedLastIsLentFirst() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(3));
        List<Client> clients = released(test);

        assertThat(test.acquire("a").client()).isSameAs(clients.get(2));
        assertThat(test.pool.tryAcquire("a").orElseThrow().client()).isSameAs(clients.get(1));
        assertThat(test.acquire("a").client()).isSameAs(clients.get(0));
    }

    @Test
    void theClientReleasedLastIsLentFirstThoughItWasOpenedFirst() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(3));
        List<Lease<Client>> leases = List.of(test.acquire("a"), test.acquire("a"), test.acquire("a"));
        Client first = leases.get(0).client();
        Client last = leases.get(2).client();

        for (int i = 2; i >= 0; i--) {
            leases.get(i).close();
        }

        assertThat(test.acquire("a").client()).isSameAs(first);
        test.acquire("a");
        assertThat(test.acquire("a").client()).isSameAs(last);
    }

    @Test
    void whoDoesNotQueueWaitsForThePlaceOfAClientThatIsBeingClosedUnlessOthersDo() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1));
        AcquireOptions atOnce = AcquireOptions.defaults().withoutQueueing();
        Gate gate = test.factory.holdClose();
        test.acquire("a").discard();
        gate.awaitReached();
        Call waiting = test.queue("a", atOnce);

        assertThatThrownBy(() -> test.pool.acquire("a", atOnce)).isInstanceOf(AcquireRejectedException.class);

        gate.open();
        waiting.get().close();
    }

    @Test
    void theClientIdleForLongestIsLentFirstIfSoSet() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(3).reuseOrder(ReuseOrder.LRU));
        List<Client> clients = released(test);

        assertThat(test.acquire("a").client()).isSameAs(clients.get(0));
        assertThat(test.pool.tryAcquire("a").orElseThrow().client()).isSameAs(clients.get(1));
        assertThat(test.acquire("a").client()).isSameAs(clients.get(2));
    }

    @Test
    void aHigherPriorityOvertakesThoseWhoCameLessThanItsAgingEarlier() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1).agingInterval(AGING));
        Lease<Client> held = test.acquire("a");
        Call early = test.queue("a");
        test.time.advance(TICK);
        Call late = test.queue("a");
        test.time.advance(AGING.multipliedBy(2).minus(TICK));
        Call urgent = test.queue("a", AcquireOptions.defaults().withPriority(2));

        assertServedInOrder(held, List.of(early, urgent, late));
    }

    @Test
    void aLowerPriorityGivesWayToThoseWhoComeLater() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1).agingInterval(AGING));
        Lease<Client> held = test.acquire("a");
        Call patient = test.queue("a", AcquireOptions.defaults().withPriority(-1));
        test.time.advance(AGING.minus(TICK));
        Call usual = test.queue("a");
        test.time.advance(TICK);
        Call tooLate = test.queue("a");

        assertServedInOrder(held, List.of(usual, patient, tooLate));
    }

    @Test
    void anAgingThatNeverCatchesUpLeavesTheOrderOfPriorities() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1).agingInterval(Duration.ofDays(200_000)));
        Lease<Client> held = test.acquire("a");
        Call least = test.queue("a", AcquireOptions.defaults().withPriority(-100));
        Call low = test.queue("a", AcquireOptions.defaults().withPriority(1));
        Call high = test.queue("a", AcquireOptions.defaults().withPriority(7));
        Call highest = test.queue("a", AcquireOptions.defaults().withPriority(100));

        assertServedInOrder(held, List.of(highest, high, low, least));
    }

    private static void assertServedInOrder(Lease<Client> held, List<Call> calls) throws Exception {
        Lease<Client> current = held;
        for (int served = 0; served < calls.size(); served++) {
            current.close();
            current = calls.get(served).get();
            assertThat(calls.subList(served + 1, calls.size())).noneMatch(Call::hasEnded);
        }
    }

    @Test
    void oneMoreCallerThanMayWaitForAnAccountIsRejected() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1).maxPendingPerAccount(1));
        Lease<Client> held = test.acquire("a");
        Call waiting = test.queue("a");

        assertThatThrownBy(() -> test.acquire("a"))
                .isInstanceOf(AcquireRejectedException.class)
                .hasMessage(
                        "Account pool '%s', account 'a': as many callers wait as may, max-pending-per-account is 1;"
                                + " 1 of 10 clients in use, 1 waiting; of this account 1 of 1 in use, 1 waiting",
                        test.pool.name());
        test.acquire("b").close();

        held.close();
        Lease<Client> next = waiting.get();
        Call afterwards = test.queue("a");
        next.close();
        afterwards.get().close();
    }

    @Test
    void oneMoreCallerThanMayWaitInAllIsRejected() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(2).maxPending(2));
        test.acquire("a");
        test.acquire("a");
        test.queue("a");
        Call other = test.queue("b");

        assertThatThrownBy(() -> test.acquire("c"))
                .isInstanceOf(AcquireRejectedException.class)
                .hasMessage(
                        "Account pool '%s', account 'c': as many callers wait as may, max-pending is 2;"
                                + " 2 of 2 clients in use, 2 waiting; of this account 0 of 3 in use, 0 waiting",
                        test.pool.name());
        assertThat(test.sectionNumber("known")).isEqualTo(2);

        other.interrupt();
        assertThatThrownBy(other::get).isInstanceOf(InterruptedException.class);
        test.queue("c");
    }

    @Test
    void aFreshClientIsOpenedAlthoughOneIsIdle() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(2));
        Lease<Client> first = test.acquire("a");
        Client client = first.client();
        first.close();

        Lease<Client> fresh = test.pool.acquire("a", AcquireOptions.fresh());

        assertThat(fresh.opened()).isTrue();
        assertThat(fresh.client()).isNotSameAs(client);
        assertThat(test.pool.snapshot("a")).isEqualTo(new AccountSnapshot(1, 1, 0, 0, 0));
    }

    @Test
    void anIdleClientIsClosedForAFreshOneAtTheLimitOfTheAccount() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1));
        test.acquire("a").close();
        Gate gate = test.factory.holdClose();
        Call fresh = test.queue("a", AcquireOptions.fresh());
        gate.awaitReached();

        assertThat(test.factory.opening()).hasSize(1);
        gate.open();

        assertThat(fresh.get().opened()).isTrue();
        assertThat(test.factory.mostOfAnAccount()).isEqualTo(1);
        assertThat(test.pool.recorder().totals().closed()).isEqualTo(Map.of(CloseReason.EVICTED, 1L));
    }

    @Test
    void aCallerForAFreshClientIsNotServedWithAReturnedOne() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1));
        Lease<Client> held = test.acquire("a");
        Client client = held.client();
        Call fresh = test.queue("a", AcquireOptions.fresh());
        Call usual = test.queue("a");

        held.close();
        Lease<Client> reused = usual.get();
        assertThat(reused.client()).isSameAs(client);
        reused.close();

        assertThat(fresh.get().opened()).isTrue();
        assertThat(test.factory.opening()).hasSize(2);
    }

    @Test
    void aBusyExclusiveAccountIsWaitedForIfSoSet() throws Exception {
        TestPool test = pool(limits -> limits.exclusive().whenBusy(WhenBusy.WAIT));
        Lease<Client> held = test.acquire("a");
        Client client = held.client();
        Call second = test.queue("a");
        Call third = test.queue("a");

        held.close();

        Lease<Client> lease = second.get();
        assertThat(lease.client()).isSameAs(client);
        assertThat(third.hasEnded()).isFalse();
        lease.discard();
        assertThat(third.get().opened()).isTrue();
        assertThat(test.factory.mostOfAnAccount()).isEqualTo(1);
    }
}
