/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.account.TestPool.Call;

/** How many clients are opened at once, and what a failed open means for the next ones. */
class AccountPoolOpeningTests extends CallersContract {

    private static final Duration TICK = Duration.ofNanos(1);
    private static final Duration PARKED = Duration.ofSeconds(30);

    AccountPoolOpeningTests(Callers callers) {
        super(callers);
    }

    private static void failOpen(TestPool test) {
        test.factory.onOpen(() -> {
            throw new IOException("down");
        });
    }

    private static void park(TestPool test, Duration duration) {
        test.factory.onOpen(() -> {
            throw new RetryAfter(duration);
        });
    }

    @Test
    void noMoreClientsAreOpenedAtOnceThanMayBe() throws Exception {
        TestPool test = pool(limits -> limits.maxOpening(2));
        Gate first = test.factory.holdOpen();
        Gate second = test.factory.holdOpen();
        Gate third = test.factory.holdOpen();
        Call a = test.queue("a");
        first.awaitReached();
        Call b = test.queue("b");
        second.awaitReached();
        Call c = test.queue("c");
        assertThat(test.pool.snapshot().opening()).isEqualTo(2);
        assertThat(test.pool.snapshot("c").opening()).isZero();

        first.open();
        a.get();
        third.awaitReached();

        assertThat(test.pool.snapshot().opening()).isEqualTo(2);
        second.open();
        third.open();
        b.get();
        c.get();
        assertThat(test.factory.opening()).containsExactly("a", "b", "c");
    }

    @Test
    void anOpenThatHangsIsReplacedByAnotherOneAfterTheConnectTimeout() throws Exception {
        TestPool test = pool(limits -> limits.maxOpening(1));
        Gate gate = test.factory.holdOpen();
        Call hanging = test.queue("a");
        gate.awaitReached();
        Call other = test.queue("b");
        assertThat(test.pool.snapshot("b").opening()).isZero();

        test.time.advance(test.pool.limits().connectTimeout());

        other.get().close();
        assertThatThrownBy(hanging::get).isInstanceOf(OpenFailedException.class);
        gate.open();
    }

    @Test
    void aReturnedClientMakesAnOpenThatHasNotBegunNeedless() throws Exception {
        TestPool test = pool(limits -> limits.maxOpening(1));
        Lease<Client> held = test.acquire("a");
        Client client = held.client();
        Gate gate = test.factory.holdOpen();
        Call other = test.queue("b");
        gate.awaitReached();
        Call waiting = test.queue("a");

        held.close();

        assertThat(waiting.get().client()).isSameAs(client);
        gate.open();
        other.get().close();
        assertThat(test.pool.snapshot().opening()).isZero();
        assertThat(test.factory.opening()).containsExactly("a", "b");
    }

    @Test
    void anAccountWaitsTwiceAsLongAfterEachFailedOpenUpToABound() throws Exception {
        TestPool test = pool(limits ->
                limits.maxPerAccount(1).openBackoff(Duration.ofMillis(100)).maxOpenBackoff(Duration.ofMillis(500)));
        List<Call> calls = new ArrayList<>();
        Gate gate = test.factory.holdOpen();
        for (int i = 0; i < 6; i++) {
            calls.add(test.queue("a"));
        }
        gate.awaitReached();
        for (int i = 0; i < 5; i++) {
            failOpen(test);
        }
        gate.open();
        Lease<Client> lease = calls.remove(0).get();
        lease.discard();
        assertThatThrownBy(calls.remove(0)::get).isInstanceOf(OpenFailedException.class);

        int opens = 2;
        for (int pause : List.of(100, 200, 400, 500)) {
            assertWaits(test, Duration.ofMillis(pause));
            test.awaitOpens(++opens);
            assertThatThrownBy(calls.remove(0)::get).isInstanceOf(OpenFailedException.class);
        }
        assertThat(calls).isEmpty();
    }

    /** The account opens nothing before this time, and then does. */
    private static void assertWaits(TestPool test, Duration time) {
        int before = test.factory.opening().size();
        test.time.advance(time.minus(TICK));
        assertThat(test.pool.snapshot("a").opening()).isZero();
        assertThat(test.factory.opening()).hasSize(before);
        test.time.advance(TICK);
        test.awaitOpens(before + 1);
    }

    @Test
    void aSuccessfulOpenEndsTheBackOff() throws Exception {
        TestPool test = pool(limits -> limits.openBackoff(Duration.ofMillis(100)));
        failOpen(test);
        assertThatThrownBy(() -> test.acquire("a")).isInstanceOf(OpenFailedException.class);
        Call good = test.queue("a");
        test.time.advance(Duration.ofMillis(100));
        // Held until the end: an account without clients is forgotten, and its failures with it.
        Lease<Client> held = good.get();
        failOpen(test);
        assertThatThrownBy(() -> test.acquire("a")).isInstanceOf(OpenFailedException.class);

        Call next = test.queue("a");

        assertWaits(test, Duration.ofMillis(100));
        next.get();
        held.close();
    }

    @Test
    void theBackOffBeginsAnewForAnAccountThatWasForgottenMeanwhile() {
        TestPool test = pool(limits -> limits.openBackoff(Duration.ofMillis(100)));
        for (int i = 0; i < 3; i++) {
            failOpen(test);
            assertThatThrownBy(() -> test.acquire("a")).isInstanceOf(OpenFailedException.class);
            assertThat(test.sectionNumber("known")).isEqualTo(1);
            test.time.advance(Duration.ofMillis(100).minus(TICK));
            assertThat(test.sectionNumber("known")).isEqualTo(1);

            test.time.advance(TICK);

            assertThat(test.sectionNumber("known")).isZero();
        }
    }

    @Test
    void theBackOffIsShortenedByUpToAHalf() throws Exception {
        TestPool test = pool(limits -> limits.openBackoff(Duration.ofMillis(100)));
        test.jitter = () -> Math.nextDown(1.0);
        failOpen(test);
        assertThatThrownBy(() -> test.acquire("a")).isInstanceOf(OpenFailedException.class);

        Call next = test.queue("a");

        assertWaits(test, Duration.ofMillis(50).plus(TICK));
        next.get();
    }

    @Test
    void aBackOffHoldsUpNeitherOtherAccountsNorAReturnedClient() throws Exception {
        TestPool test =
                pool(limits -> limits.openBackoff(Duration.ofMinutes(10)).maxOpenBackoff(Duration.ofMinutes(10)));
        Lease<Client> held = test.acquire("a");
        failOpen(test);
        assertThatThrownBy(() -> test.acquire("a")).isInstanceOf(OpenFailedException.class);
        Call waiting = test.queue("a");

        test.acquire("b").close();
        held.close();

        waiting.get().close();
    }

    @Test
    void theCallersOfAParkedAccountAreToldTheTime() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1));
        Gate gate = new Gate();
        test.factory.onOpen(() -> {
            gate.pass();
            throw new IOException("flood", new RetryAfter(PARKED));
        });
        Call first = test.queue("a");
        gate.awaitReached();
        Call second = test.queue("a");

        gate.open();

        for (Call call : List.of(first, second)) {
            assertThatThrownBy(call::get)
                    .hasMessage(
                            "Account pool '%s', account 'a': the service wants no log-in for another 30000 ms",
                            test.pool.name())
                    .isInstanceOfSatisfying(
                            AccountParkedException.class,
                            parked -> assertThat(parked.retryAfter()).isEqualTo(PARKED));
        }
        test.time.advance(Duration.ofSeconds(10));
        assertThatThrownBy(() -> test.acquire("a"))
                .isInstanceOfSatisfying(
                        AccountParkedException.class,
                        parked -> assertThat(parked.retryAfter()).isEqualTo(Duration.ofSeconds(20)));
        assertThat(test.factory.opening()).hasSize(1);
        assertThat(test.pool.totals().rejected()).isEqualTo(3);
        assertThat(test.pool.recorder().totals().openFailures()).isEqualTo(1);
    }

    @Test
    void aParkedAccountHoldsUpNoOtherAndOpensAgainAfterItsTime() throws Exception {
        TestPool test = pool(limits -> limits);
        park(test, PARKED);
        assertThatThrownBy(() -> test.acquire("a")).isInstanceOf(AccountParkedException.class);

        test.acquire("b").close();
        test.time.advance(PARKED.minus(TICK));
        assertThatThrownBy(() -> test.acquire("a")).isInstanceOf(AccountParkedException.class);
        test.time.advance(TICK);

        test.acquire("a").close();
        assertThat(test.factory.opening()).containsExactly("a", "b", "a");
    }

    @Test
    void aParkedAccountIsForgottenAfterItsTime() {
        TestPool test = pool(limits -> limits);
        park(test, PARKED);
        assertThatThrownBy(() -> test.acquire("a")).isInstanceOf(AccountParkedException.class);
        assertThat(test.sectionNumber("known")).isEqualTo(1);
        assertThat(test.pool.notices()).singleElement().satisfies(notice -> {
            assertThat(notice.code()).isEqualTo("account-parked");
            assertThat(notice.evidence()).containsExactly(entry("parked", 1));
        });

        test.time.advance(PARKED);

        assertThat(test.sectionNumber("known")).isZero();
        assertThat(test.pool.notices()).isEmpty();
    }

    @Test
    void theCallersOfAParkedAccountWaitForTheClientThatItHas() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(2));
        Lease<Client> held = test.acquire("a");
        Client client = held.client();
        park(test, PARKED);
        Call first = test.queue("a");
        test.awaitOpens(2);
        await().until(() -> test.pool.snapshot("a").opening() == 0);
        Call second = test.queue("a");

        assertThat(first.hasEnded()).isFalse();
        held.close();

        Lease<Client> lease = first.get();
        assertThat(lease.client()).isSameAs(client);
        lease.close();
        second.get().close();
        assertThat(test.factory.opening()).hasSize(2);
    }

    @Test
    void theCallersOfAParkedAccountAreToldTheTimeWhenItsLastClientGoes() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(2));
        Lease<Client> held = test.acquire("a");
        park(test, PARKED);
        Call waiting = test.queue("a");
        test.awaitOpens(2);
        await().until(() -> test.pool.snapshot("a").opening() == 0);
        test.time.advance(Duration.ofSeconds(10));

        held.discard();

        assertThatThrownBy(waiting::get)
                .isInstanceOfSatisfying(
                        AccountParkedException.class,
                        parked -> assertThat(parked.retryAfter()).isEqualTo(Duration.ofSeconds(20)));
    }

    @Test
    void anAccountMayBeParkedForEver() {
        TestPool test = pool(limits -> limits.cleanupInterval(Duration.ofDays(20_000)));
        park(test, Duration.ofDays(200_000));

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> test.acquire("a")).isInstanceOf(AccountParkedException.class);
            test.time.advance(Duration.ofDays(20_000));
        }
        assertThat(test.factory.opening()).hasSize(1);
    }

    @Test
    void anOpenThatIsToldLateToWaitParksItsAccountToo() throws Exception {
        TestPool test = pool(limits -> limits);
        Gate gate = new Gate();
        test.factory.onOpen(() -> {
            gate.pass();
            throw new RetryAfter(PARKED);
        });
        Call call = test.queue("a");
        gate.awaitReached();
        test.time.advance(test.pool.limits().connectTimeout());
        assertThatThrownBy(call::get).isInstanceOf(OpenFailedException.class);

        gate.open();

        await().until(() -> test.pool.snapshot("a").opening() == 0);
        assertThatThrownBy(() -> test.acquire("a")).isInstanceOf(AccountParkedException.class);
    }
}
