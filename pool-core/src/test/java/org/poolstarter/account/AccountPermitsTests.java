/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.AccountPermits.Claim;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.account.TestPool.Call;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.PoolEventType;

/** Somebody else has a say in how many clients there are. */
class AccountPermitsTests {

    private final Scripted permits = new Scripted();
    private final TestPool test =
            new TestPool(limits -> limits.maxSize(4).maxPerAccount(2), builder -> builder.permits(permits));

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void aClientIsOpenedOnlyOnceItIsPermittedAndReleasedOnceItIsClosed() throws Exception {
        Call waiting = test.queue("bob");
        assertThat(permits.wanted("bob")).isEqualTo(1);
        assertThat(test.factory.opening()).isEmpty();

        Granted permit = permits.grant("bob");
        Lease<Client> lease = waiting.get();
        Gate closing = test.factory.holdClose();
        lease.discard();
        await().until(() -> test.sectionNumber("closing") == 1);
        assertThat(permits.released).isEmpty();
        closing.open();

        await().until(() -> permits.released.contains(permit));
        assertThat(permits.released).hasSize(1);
    }

    @Test
    void anIdleClientIsLentWithoutAskingAnybody() throws Exception {
        open("bob").close();
        int before = permits.changes.get();

        for (int i = 0; i < 10; i++) {
            test.acquire("bob").close();
        }

        assertThat(permits.changes).hasValue(before);
    }

    @Test
    void accountsThatWaitForPermitsHoldNoPlace() throws Exception {
        test.queue("one");
        test.queue("two");
        test.queue("three");
        test.queue("four");

        assertThat(open("five").client().account()).isEqualTo("five");
    }

    @Test
    void asManyPermitsAreWantedAsCallersWaitAndTheLimitAllows() throws Exception {
        test.queue("bob");
        test.queue("bob");
        Call left = test.queue("bob");

        assertThat(permits.wanted("bob")).isEqualTo(2);
        assertThat(permits.holder().demand("bob").limit()).isEqualTo(2);
        left.interrupt();
        assertThatThrownBy(left::get).isInstanceOf(InterruptedException.class);
        assertThat(permits.wanted("bob")).isEqualTo(2);
    }

    @Test
    void aPermitThatNobodyWantsAnyMoreIsGivenBackAtOnce() throws Exception {
        Call waiting = test.queue("bob");
        waiting.interrupt();
        assertThatThrownBy(waiting::get).isInstanceOf(InterruptedException.class);

        Granted permit = permits.grant("bob");

        assertThat(permits.released).containsExactly(permit);
        assertThat(permits.wanted("bob")).isZero();
    }

    @Test
    void aPausedPoolWantsNothingAndWantsAgainAfterwards() throws Exception {
        Call waiting = test.queue("bob");
        test.pool.pause();
        assertThat(permits.wanted("bob")).isZero();
        Granted late = permits.grant("bob");
        assertThat(permits.released).containsExactly(late);
        int before = permits.changes.get();

        test.pool.resume();

        assertThat(permits.changes.get()).isGreaterThan(before);
        permits.grant("bob");
        assertThat(waiting.get().client().account()).isEqualTo("bob");
    }

    @Test
    void aLostPermitClosesAnIdleClientAndCountsWhy() throws Exception {
        open("bob").close();

        permits.lose("bob", false);

        test.awaitClosed(1);
        assertThat(test.pool.recorder().totals().closed()).isEqualTo(Map.of(CloseReason.PERMIT_LOST, 1L));
        await().untilAsserted(() -> assertThat(test.pool.events().recent()).anySatisfy(event -> {
            assertThat(event.type()).isEqualTo(PoolEventType.PERMIT_LOST);
            assertThat(event.details()).containsEntry("held", false);
        }));
    }

    @Test
    void aLostPermitClosesAClientUnderItsHolder() throws Exception {
        Lease<Client> lease = open("bob");
        Client client = lease.client();

        permits.lose("bob", false);

        assertThatThrownBy(lease::client).isInstanceOf(IllegalStateException.class);
        await().until(client::isClosed);
        lease.close();
        assertThat(test.pool.sessions())
                .first()
                .satisfies(session -> assertThat(session.ended()).isEqualTo(SessionEnd.PERMIT_LOST));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void theHolderIsInterruptedWhereThatIsWanted() throws Exception {
        open("bob");

        permits.lose("bob", true);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aClientMustNotBeTouchedOnceItsPermitHasEndedThoughThePoolWasNotToldYet() throws Exception {
        Lease<Client> lease = open("bob");

        permits.permit("bob").valid = false;

        assertThatThrownBy(lease::client)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("its permit of the cluster has ended");
    }

    @Test
    void anIdleClientWhosePermitHasEndedIsNotLentThoughThePoolWasNotToldYet() throws Exception {
        open("bob").close();
        permits.permit("bob").valid = false;

        assertThat(test.pool.tryAcquire("bob")).isEmpty();
        Call next = test.acquireAsync("bob");
        await().until(() -> permits.wanted("bob") == 1);
        permits.grant("bob");

        assertThat(next.get().opened()).isTrue();
    }

    @Test
    void aClientWhosePermitIsLostWhileItIsOpenedIsClosedWhenItArrives() throws Exception {
        Gate opening = test.factory.holdOpen();
        Call waiting = test.queue("bob");
        permits.grant("bob");
        test.awaitOpens(1);

        permits.lose("bob", false);
        opening.open();

        test.awaitClosed(1);
        assertThat(waiting.hasEnded()).isFalse();
        permits.grant("bob");
        assertThat(waiting.get().client().isClosed()).isFalse();
    }

    @Test
    void whoIsAskedToGiveAnAccountUpClosesItsIdleClient() throws Exception {
        open("bob").close();

        assertThat(permits.holder().giveUp("bob", Claim.UNWANTED)).isTrue();

        test.awaitClosed(1);
    }

    @Test
    void whoIsAskedToGiveAnAccountUpClosesAHeldClientAsItComesBack() throws Exception {
        Lease<Client> lease = open("bob");

        assertThat(permits.holder().giveUp("bob", Claim.UNWANTED)).isFalse();
        assertThat(lease.client().isClosed()).isFalse();
        lease.close();

        test.awaitClosed(1);
    }

    @Test
    void whoWantsOnlyAnIdleClientLeavesAHeldOneAsItIs() throws Exception {
        Lease<Client> lease = open("bob");

        assertThat(permits.holder().giveUp("bob", Claim.IDLE)).isFalse();
        lease.close();

        assertThat(test.acquire("bob").opened()).isFalse();
    }

    @Test
    void anAccountThatCallersWaitForIsGivenUpOnlyWhenTheOtherInsists() throws Exception {
        Lease<Client> first = open("bob");
        Lease<Client> second = open("bob");
        Call waiting = test.queue("bob");
        permits.holder().giveUp("bob", Claim.UNWANTED);
        first.close();
        Lease<Client> third = waiting.get();
        assertThat(third.opened()).isFalse();

        test.queue("bob");
        permits.holder().giveUp("bob", Claim.ANY);
        third.close();
        second.close();

        test.awaitClosed(1);
    }

    @Test
    void ofAllAccountsTheClientThatWasIdleLongestIsGivenUp() throws Exception {
        open("first").close();
        test.time.advance(Duration.ofSeconds(1));
        open("second").close();

        permits.holder().giveUpAny();

        test.awaitClosed(1);
        assertThat(test.factory.closed()).extracting(Client::account).containsExactly("first");
    }

    @Test
    void onlyWhoDoesNotWaitIsRefusedWhenAnAccountIsBusyElsewhere() throws Exception {
        Call patient = test.queue("bob");
        Call hasty = test.queue("bob", AcquireOptions.defaults().withoutQueueing());
        assertThat(permits.holder().demand("bob").urgent()).isTrue();

        permits.holder().busy("bob", "held by replica two");

        assertThatThrownBy(hasty::get)
                .isInstanceOf(AcquireRejectedException.class)
                .hasMessageEndingWith("held by replica two");
        assertThat(patient.hasEnded()).isFalse();
        assertThat(permits.holder().demand("bob").urgent()).isFalse();
    }

    @Test
    void whoDoesNotWaitIsToldWhenNothingCanBeSaid() throws Exception {
        Call hasty = test.queue("bob", AcquireOptions.defaults().withoutQueueing());

        permits.holder().unavailable("bob", "nobody answers", Duration.ofSeconds(3));

        assertThatThrownBy(hasty::get)
                .isInstanceOfSatisfying(
                        AccountUnavailableException.class,
                        ex -> assertThat(ex.retryAfter()).isEqualTo(Duration.ofSeconds(3)))
                .hasMessageContaining("nobody answers; try again in 3000 ms");
    }

    @Test
    void closingThePoolReleasesEveryPermitAndClosesThePermits() throws Exception {
        open("bob").close();
        open("eve");
        test.queue("ann");

        test.pool.close();

        assertThat(permits.closed).isTrue();
        await().until(() -> permits.released.size() == 2);
    }

    private Lease<Client> open(String account) throws Exception {
        int before = permits.wanted(account);
        Call call = test.acquireAsync(account);
        await().until(() -> permits.wanted(account) > before || call.hasEnded());
        if (!call.hasEnded()) {
            permits.grant(account);
        }
        // Acquired by this thread, which is the one to be interrupted.
        Lease<Client> opened = call.get();
        opened.close();
        return test.acquire(account);
    }

    /** A permit that ends when the test says so. */
    private static final class Granted implements AccountPermits.Permit {

        private final long fence;
        volatile boolean valid = true;

        Granted(long fence) {
            this.fence = fence;
        }

        @Override
        public long fence() {
            return fence;
        }

        @Override
        public boolean isValid() {
            return valid;
        }
    }

    /** Grants what the test says. */
    private static final class Scripted implements AccountPermits<String> {

        private final AtomicLong fences = new AtomicLong();
        private final Map<String, Granted> last = new ConcurrentHashMap<>();
        final List<Permit> released = new CopyOnWriteArrayList<>();
        final AtomicInteger changes = new AtomicInteger();
        volatile boolean closed;
        private volatile @Nullable Holder<String> holder;

        @Override
        public void start(Holder<String> holder) {
            this.holder = holder;
        }

        @Override
        public void changed(String account) {
            changes.incrementAndGet();
        }

        @Override
        public void release(String account, Permit permit) {
            released.add(permit);
        }

        @Override
        public Map<String, Object> section() {
            return Map.of();
        }

        @Override
        public void close() {
            closed = true;
        }

        Holder<String> holder() {
            return Objects.requireNonNull(holder);
        }

        int wanted(String account) {
            return holder().demand(account).permits();
        }

        Granted grant(String account) {
            Granted permit = new Granted(fences.incrementAndGet());
            last.put(account, permit);
            holder().granted(account, permit);
            return permit;
        }

        Granted permit(String account) {
            return Objects.requireNonNull(last.get(account));
        }

        void lose(String account, boolean interrupt) {
            Granted permit = permit(account);
            permit.valid = false;
            holder().lost(account, permit, interrupt);
        }
    }
}
