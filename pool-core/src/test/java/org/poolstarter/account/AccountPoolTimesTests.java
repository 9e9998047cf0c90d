/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.LogCapture;
import org.poolstarter.account.ScriptedFactory.Broken;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.account.TestPool.Call;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.PoolTotals;
import org.poolstarter.pool.TimingSummary;

/** What happens as time goes by; the test moves the time. */
class AccountPoolTimesTests {

    private static final Duration TICK = Duration.ofNanos(1);
    private static final Duration VALIDATE_AFTER = Duration.ofSeconds(30);

    private TestPool test = new TestPool(limits -> limits);

    private void limits(UnaryOperator<AccountPoolSettings.Builder> limits) {
        test.close();
        test = new TestPool(limits);
    }

    private PoolTotals totals() {
        return test.pool.recorder().totals();
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void aClientHeldForTooLongIsClosedUnderItsHolderOnce() throws Exception {
        limits(limits -> limits.sessionTimeout(Duration.ofMinutes(10)));
        try (LogCapture log = new LogCapture(AccountPool.class)) {
            Lease<Client> lease = test.acquire("a");
            Client client = lease.client();
            test.time.advance(Duration.ofMinutes(10).minus(TICK));
            assertThat(lease.client()).isSameAs(client);

            test.time.advance(TICK);
            test.awaitClosed(1);

            assertThatThrownBy(lease::client).isInstanceOf(IllegalStateException.class);
            assertThat(client.isClosed()).isTrue();
            lease.close();
            lease.discard();
            assertThat(totals().discarded()).isEqualTo(1);
            assertThat(totals().released()).isZero();
            assertThat(totals().closed()).isEqualTo(Map.of(CloseReason.SESSION_TIMEOUT, 1L));
            assertThat(log.warnings())
                    .satisfiesExactly(
                            held -> assertThat(held).contains(test.pool.name(), "'a'", "held for 480000 ms", "main"),
                            ended -> assertThat(ended).contains(test.pool.name(), "'a'", "600000 ms"));
        }
    }

    @Test
    void aClientThatWasFoundIdleIsWatchedAsAnyOther() throws Exception {
        limits(limits -> limits.sessionTimeout(Duration.ofMinutes(10)).idleTimeout(Duration.ofHours(2)));
        test.acquire("a").close();
        // By now it is looked at as one that rests, which is not due before the end of its life.
        test.time.advance(Duration.ofMinutes(15));
        Lease<Client> lease = test.pool.tryAcquire("a").orElseThrow();

        test.time.advance(Duration.ofMinutes(10));

        assertThatThrownBy(lease::client).isInstanceOf(IllegalStateException.class);
        test.awaitClosed(1);
    }

    @Test
    void aLeaseThatExpiredCannotEndTheNextOneOfItsAccount() throws Exception {
        limits(limits -> limits.exclusive().sessionTimeout(Duration.ofMinutes(10)));
        Lease<Client> expired = test.acquire("a");
        test.time.advance(Duration.ofMinutes(10));
        test.awaitClosed(1);
        Lease<Client> current = test.acquire("a");

        expired.close();
        expired.discard();

        assertThat(current.client().isClosed()).isFalse();
        assertThat(test.pool.snapshot().active()).isEqualTo(1);
    }

    @Test
    void aLeaseThatExpiredCannotEndAgainWhileItsClientIsBeingClosed() throws Exception {
        limits(limits -> limits.sessionTimeout(Duration.ofMinutes(10)));
        Lease<Client> expired = test.acquire("a");
        Gate gate = test.factory.holdClose();
        test.time.advance(Duration.ofMinutes(10));
        gate.awaitReached();

        expired.close();
        expired.discard();

        assertThat(totals().released()).isZero();
        assertThat(totals().discarded()).isEqualTo(1);
        assertThat(test.pool.snapshot("a")).isEqualTo(new AccountSnapshot(0, 0, 0, 1, 0));
        gate.open();
        test.awaitClosed(1);
    }

    @Test
    void aPoolHasOneTimerHoweverManyClientsItHasAndNoneWithoutClients() throws Exception {
        for (String account : List.of("a", "b", "c")) {
            test.acquire(account).close();
        }
        assertThat(test.time.waitingOnce()).isEqualTo(1);

        test.pool.clear();

        await().until(() -> test.time.waitingOnce() == 0);
    }

    @Test
    void aClientIdleForTooLongIsClosedByTheCleanUp() throws Exception {
        limits(limits -> limits.idleTimeout(Duration.ofMinutes(5)).cleanupInterval(Duration.ofMinutes(1)));
        test.acquire("a").close();
        test.time.advance(Duration.ofMinutes(4));
        test.acquire("b").close();
        assertThat(test.pool.snapshot().idle()).isEqualTo(2);

        test.time.advance(Duration.ofMinutes(1));
        test.awaitClosed(1);

        assertThat(test.factory.closed()).extracting(Client::account).containsExactly("a");
        assertThat(totals().closed()).containsOnlyKeys(CloseReason.IDLE);
        assertThat(test.sectionNumber("known")).isEqualTo(1);
    }

    @Test
    void aClientIdleForTooLongIsNotLentBeforeTheCleanUpEither() throws Exception {
        limits(limits -> limits.idleTimeout(Duration.ofMinutes(5)).cleanupInterval(Duration.ofHours(1)));
        test.acquire("a").close();
        test.time.advance(Duration.ofMinutes(5));

        assertThat(test.pool.tryAcquire("a")).isEmpty();
        assertThat(test.acquire("a").opened()).isTrue();
        assertThat(test.factory.validated()).isZero();
    }

    @Test
    void theTimeForWhichAClientWasHeldDoesNotCountAsIdle() throws Exception {
        limits(limits -> limits.idleTimeout(Duration.ofMinutes(5)).cleanupInterval(Duration.ofMinutes(4)));
        Lease<Client> lease = test.acquire("a");
        test.time.advance(Duration.ofMinutes(8).minusSeconds(1));
        lease.close();

        test.time.advance(Duration.ofSeconds(1));

        assertThat(test.pool.snapshot("a").idle()).isEqualTo(1);
        assertThat(test.factory.closed()).isEmpty();
    }

    @Test
    void aClientThatIsTooOldIsClosedWhenItComesBack() throws Exception {
        limits(limits -> limits.maxLifetime(Duration.ofMinutes(60)));
        Lease<Client> young = test.acquire("a");
        test.time.advance(Duration.ofMinutes(60).minus(TICK));
        young.close();
        Lease<Client> old = test.pool.tryAcquire("a").orElseThrow();
        test.time.advance(TICK);

        old.close();
        test.awaitClosed(1);

        assertThat(totals().closed()).containsOnlyKeys(CloseReason.LIFETIME);
        assertThat(totals().released()).isEqualTo(2);
    }

    @Test
    void aClientThatIsTooOldIsNotLentAgain() throws Exception {
        limits(limits -> limits.maxLifetime(Duration.ofSeconds(20)));
        test.acquire("a").close();
        test.time.advance(Duration.ofSeconds(20));

        assertThat(test.pool.tryAcquire("a")).isEmpty();
        assertThat(test.acquire("a").opened()).isTrue();
        test.awaitClosed(1);
        assertThat(totals().closed()).containsOnlyKeys(CloseReason.LIFETIME);
    }

    @Test
    void aClientThatIsTooOldIsClosedByTheCleanUp() throws Exception {
        limits(limits -> limits.maxLifetime(Duration.ofSeconds(20)).cleanupInterval(Duration.ofSeconds(20)));
        test.acquire("a").close();

        test.time.advance(Duration.ofSeconds(20));
        test.awaitClosed(1);

        assertThat(totals().closed()).containsOnlyKeys(CloseReason.LIFETIME);
    }

    @Test
    void aClientThatWasIdleForAWhileIsValidatedBeforeItIsLent() throws Exception {
        test.acquire("a").close();
        test.time.advance(VALIDATE_AFTER.minus(TICK));
        test.acquire("a").close();
        assertThat(test.factory.validated()).isZero();
        test.time.advance(VALIDATE_AFTER);

        Lease<Client> lease = test.acquire("a");

        assertThat(test.factory.validated()).isEqualTo(1);
        assertThat(lease.opened()).isFalse();
        assertThat(test.factory.opening()).hasSize(1);
    }

    @Test
    void aClientThatIsBrokenIsClosedAndAnotherOneIsOpened() throws Exception {
        limits(AccountPoolSettings.Builder::exclusive);
        for (ScriptedFactory.Step failure : List.<ScriptedFactory.Step>of(
                () -> {
                    throw new Broken();
                },
                () -> {
                    throw new IOException("reset");
                },
                () -> {
                    throw new StackOverflowError();
                })) {
            test.acquire("a").close();
            test.time.advance(VALIDATE_AFTER);
            test.factory.onValidate(failure);

            Lease<Client> lease = test.acquire("a");

            assertThat(lease.opened()).isTrue();
            lease.close();
        }
        assertThat(totals().closed()).isEqualTo(Map.of(CloseReason.BROKEN, 3L));
        assertThat(test.factory.mostOfAnAccount()).isEqualTo(1);
    }

    @Test
    void aClientThatIsBrokenIsReplacedByAnotherIdleOne() throws Exception {
        Lease<Client> first = test.acquire("a");
        Lease<Client> second = test.acquire("a");
        Client good = first.client();
        first.close();
        second.close();
        test.time.advance(VALIDATE_AFTER);
        test.factory.onValidate(() -> {
            throw new Broken();
        });

        Lease<Client> lease = test.acquire("a");

        assertThat(lease.client()).isSameAs(good);
        assertThat(test.factory.opening()).hasSize(2);
    }

    @Test
    void aValidationThatHangsCountsAsFailed() throws Exception {
        limits(limits -> limits.connectTimeout(Duration.ofSeconds(20)));
        test.acquire("a").close();
        test.time.advance(VALIDATE_AFTER);
        Gate gate = test.factory.holdValidate();
        Call call = test.acquireAsync("a");
        gate.awaitReached();
        assertThat(test.pool.snapshot("a")).isEqualTo(new AccountSnapshot(0, 0, 1, 0, 1));

        test.time.advance(Duration.ofSeconds(20));

        assertThat(call.get().opened()).isTrue();
        gate.open();
        test.awaitClosed(1);
        assertThat(totals().closed()).containsOnlyKeys(CloseReason.BROKEN);
        assertThat(test.pool.snapshot("a")).isEqualTo(new AccountSnapshot(1, 0, 0, 0, 0));
    }

    @Test
    void aClientThatGetsTooOldWhileItIsValidatedIsNotLent() throws Exception {
        limits(limits -> limits.maxLifetime(VALIDATE_AFTER.plusSeconds(5)));
        assertReplacedAfterValidation(CloseReason.LIFETIME);
    }

    @Test
    void aClientThatIsIdleForTooLongWhileItIsValidatedIsNotLent() throws Exception {
        limits(limits -> limits.idleTimeout(VALIDATE_AFTER.plusSeconds(5)));
        assertReplacedAfterValidation(CloseReason.IDLE);
    }

    private void assertReplacedAfterValidation(CloseReason reason) throws Exception {
        test.acquire("a").close();
        test.time.advance(VALIDATE_AFTER);
        Gate gate = test.factory.holdValidate();
        Call call = test.acquireAsync("a");
        gate.awaitReached();
        test.time.advance(Duration.ofSeconds(5));

        gate.open();

        assertThat(call.get().opened()).isTrue();
        test.awaitClosed(1);
        assertThat(totals().closed()).isEqualTo(Map.of(reason, 1L));
    }

    @Test
    void aClientThatWasGivenUpBeforeAThreadCouldValidateItIsNotAskedAnyMore() {
        ManualTime time = new ManualTime();
        SteppedExecutor threads = new SteppedExecutor(time::nanoTime);
        ScriptedFactory factory = new ScriptedFactory();
        AccountPool<String, Client> pool = AccountPool.builder("stepped", factory)
                .limits(test.pool.limits())
                .scheduler(time)
                .nanoTime(time::nanoTime)
                .executor(threads)
                .build();
        CompletableFuture<Lease<Client>> first = pool.acquireAsync("a");
        runAll(threads);
        first.join().close();
        time.advance(VALIDATE_AFTER);
        CompletableFuture<Lease<Client>> second = pool.acquireAsync("a");
        assertThat(pool.snapshot("a").opening()).isEqualTo(1);

        time.advance(pool.limits().connectTimeout());
        runAll(threads);

        assertThat(factory.validated()).isZero();
        assertThat(second.join().opened()).isTrue();
        assertThat(pool.recorder().totals().closed()).isEqualTo(Map.of(CloseReason.BROKEN, 1L));
        pool.close();
    }

    private static void runAll(SteppedExecutor threads) {
        while (!threads.isEmpty()) {
            threads.run(0);
        }
    }

    @Test
    void tryAcquireDoesNotValidate() throws Exception {
        test.acquire("a").close();
        test.time.advance(VALIDATE_AFTER);

        assertThat(test.pool.tryAcquire("a")).isPresent();
        assertThat(test.factory.validated()).isZero();
    }

    @Test
    void anOpenThatTakesTooLongIsToldToItsCallerAndItsPlaceStaysTaken() throws Exception {
        limits(limits -> limits.exclusive().maxSize(1).connectTimeout(Duration.ofSeconds(20)));
        Gate gate = test.factory.holdOpen();
        Call call = test.acquireAsync("a");
        gate.awaitReached();

        test.time.advance(Duration.ofSeconds(20));

        assertThatThrownBy(call::get)
                .isInstanceOf(OpenFailedException.class)
                .hasMessageContaining("'a'")
                .cause()
                .isInstanceOf(TimeoutException.class)
                .hasMessage("not open after 20000 ms");
        assertThat(totals().openFailures()).isEqualTo(1);
        assertThat(test.pool.snapshot().opening()).isEqualTo(1);
        assertThatThrownBy(() -> test.acquire("a")).isInstanceOf(AccountBusyException.class);
        Call other = test.queue("b");

        gate.open();

        assertThat(other.get().client().account()).isEqualTo("b");
        assertThat(test.factory.mostInAll()).isEqualTo(1);
    }

    @Test
    void theCallerOfAnOpenThatHangsIsForgottenOnceItIsTold() throws Exception {
        Gate gate = test.factory.holdOpen();
        WeakReference<?> caller = tellTheCallerOfAnOpenThatHangs(gate);

        await().until(() -> {
            System.gc();
            return caller.get() == null;
        });

        assertThat(test.pool.clients("a")).extracting(ClientSnapshot::state).containsExactly("LATE");
        gate.open();
    }

    private WeakReference<?> tellTheCallerOfAnOpenThatHangs(Gate gate) throws InterruptedException {
        CompletableFuture<Lease<Client>> caller = test.pool.acquireAsync("a");
        gate.awaitReached();
        test.time.advance(test.pool.limits().connectTimeout());
        assertThatThrownBy(() -> caller.get(Patience.TIME.toMillis(), TimeUnit.MILLISECONDS))
                .hasCauseInstanceOf(OpenFailedException.class);
        return new WeakReference<>(caller);
    }

    @Test
    void aClientThatArrivesLateIsClosed() throws Exception {
        Gate gate = test.factory.holdOpen();
        Call call = test.acquireAsync("a");
        gate.awaitReached();
        test.time.advance(test.pool.limits().connectTimeout());
        assertThatThrownBy(call::get).isInstanceOf(OpenFailedException.class);

        gate.open();
        test.awaitClosed(1);

        assertThat(test.factory.closed()).isEqualTo(test.factory.opened());
        assertThat(totals().opened()).isEqualTo(1);
        assertThat(totals().openFailures()).isEqualTo(1);
        assertThat(totals().closed()).containsOnlyKeys(CloseReason.DISCARDED);
        assertThat(test.pool.snapshot().idle()).isZero();
    }

    @Test
    void anOpenThatFailsLateIsCountedOnce() throws Exception {
        limits(limits -> limits.maxSize(1));
        Gate gate = new Gate();
        test.factory.onOpen(() -> {
            gate.pass();
            throw new IOException("refused");
        });
        Call call = test.acquireAsync("a");
        gate.awaitReached();
        test.time.advance(test.pool.limits().connectTimeout());
        assertThatThrownBy(call::get).isInstanceOf(OpenFailedException.class);

        gate.open();

        test.acquire("b").close();
        assertThat(totals().openFailures()).isEqualTo(1);
    }

    @Test
    void anOpenThatHangsHoldsUpNoOtherCallerOfItsAccount() throws Exception {
        limits(limits -> limits.maxPerAccount(2));
        Lease<Client> held = test.acquire("a");
        Gate gate = test.factory.holdOpen();
        Call unlucky = test.acquireAsync("a");
        gate.awaitReached();
        Call next = test.queue("a");
        test.time.advance(test.pool.limits().connectTimeout());
        assertThatThrownBy(unlucky::get).isInstanceOf(OpenFailedException.class);

        held.close();

        next.get().close();
        gate.open();
    }

    @Test
    void aCloseThatHangsIsNotCountedOnForEver() throws Exception {
        limits(limits ->
                limits.maxSize(2).connectTimeout(Duration.ofSeconds(20)).cleanupInterval(Duration.ofSeconds(20)));
        test.acquire("a").close();
        Gate gate = test.factory.holdClose();
        test.acquire("b").discard();
        gate.awaitReached();
        Call waiting = test.queue("c");
        try (LogCapture log = new LogCapture(AccountPool.class)) {
            test.time.advance(Duration.ofSeconds(20));

            waiting.get().close();
            assertThat(log.warnings()).singleElement().asString().contains("'b'", "20000 ms");
        }
        assertThat(test.factory.mostInAll()).isEqualTo(2);
        gate.open();
        test.awaitClosed(2);
    }

    @Test
    void waitUsageAndOpenTimesAreMeasured() throws Exception {
        Gate gate = test.factory.holdOpen();
        Call call = test.acquireAsync("a");
        gate.awaitReached();
        test.time.advance(Duration.ofSeconds(2));
        gate.open();
        Lease<Client> lease = call.get();
        test.time.advance(Duration.ofSeconds(3));
        lease.close();

        assertThat(test.pool.recorder().waitTime())
                .extracting(TimingSummary::max)
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(test.pool.recorder().openTime())
                .extracting(TimingSummary::max)
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(test.pool.recorder().usageTime())
                .extracting(TimingSummary::max)
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(totals().acquired()).isEqualTo(1);
    }

    @Test
    void lifetimesAreShortenedAtRandomForEachClient() throws Exception {
        limits(limits -> limits.maxLifetime(Duration.ofSeconds(100)).lifetimeJitter(0.2));
        test.jitter = () -> 0.5;
        test.acquire("half").close();
        test.jitter = () -> 0;
        test.acquire("full").close();

        test.time.advance(Duration.ofSeconds(90).minus(TICK));
        assertThat(test.pool.snapshot().idle()).isEqualTo(2);
        test.time.advance(TICK);
        test.awaitClosed(1);

        assertThat(test.factory.closed()).extracting(Client::account).containsExactly("half");
        test.time.advance(Duration.ofSeconds(10).minus(TICK));
        assertThat(test.pool.snapshot("full").idle()).isEqualTo(1);
        test.time.advance(TICK);
        test.awaitClosed(2);
        assertThat(totals().closed()).isEqualTo(Map.of(CloseReason.LIFETIME, 2L));
    }

    @Test
    void clientsOpenedTogetherDoNotEndTogether() throws Exception {
        limits(limits ->
                limits.maxSize(200).maxLifetime(Duration.ofSeconds(100)).lifetimeJitter(0.2));
        test.jitter = new SplittableRandom(1)::nextDouble;
        for (int i = 0; i < 200; i++) {
            test.acquire("account " + i).close();
        }
        test.time.advance(Duration.ofSeconds(80));

        for (int second = 0; second < 20; second++) {
            int before = test.pool.snapshot().idle();
            test.time.advance(Duration.ofSeconds(1));
            assertThat(before - test.pool.snapshot().idle()).isBetween(1, 20);
        }
        assertThat(test.pool.snapshot().idle()).isZero();
    }

    @Test
    void aClientThatWasUsedAsOftenAsAllowedIsClosed() throws Exception {
        limits(limits -> limits.maxPerAccount(1).maxUses(3));
        test.acquire("a").close();
        test.acquire("a").close();
        Lease<Client> third = test.acquire("a");
        Call fourth = test.queue("a");
        assertThat(test.factory.opening()).hasSize(1);

        third.close();

        assertThat(fourth.get().opened()).isTrue();
        assertThat(totals().closed()).isEqualTo(Map.of(CloseReason.MAX_USES, 1L));
        assertThat(totals().released()).isEqualTo(3);
    }

    @Test
    void anIdleClientIsKeptAliveAndStillEndsByItsIdleTimeout() throws Exception {
        limits(limits -> limits.keepaliveInterval(Duration.ofMinutes(1)).idleTimeout(Duration.ofMinutes(3)));
        test.acquire("a").close();
        test.time.advance(Duration.ofMinutes(1).minus(TICK));
        assertThat(test.pool.snapshot("a")).isEqualTo(new AccountSnapshot(0, 1, 0, 0, 0));

        test.time.advance(TICK);
        awaitValidated(1);
        test.acquire("b").close();
        test.time.advance(Duration.ofMinutes(1));
        awaitValidated(3);
        test.time.advance(Duration.ofMinutes(1).minus(TICK));
        assertThat(test.pool.snapshot().idle()).isEqualTo(2);
        test.pool.evictIdle();
        test.awaitClosed(2);
    }

    private void awaitValidated(int count) {
        await().until(() ->
                test.factory.validated() == count && test.pool.snapshot().opening() == 0);
    }

    @Test
    void toBeKeptAliveDoesNotPostponeTheIdleTimeout() throws Exception {
        limits(limits -> limits.keepaliveInterval(Duration.ofSeconds(50))
                .idleTimeout(Duration.ofMinutes(2))
                .cleanupInterval(Duration.ofMinutes(2)));
        test.acquire("a").close();
        test.time.advance(Duration.ofSeconds(50));
        awaitValidated(1);
        test.time.advance(Duration.ofSeconds(50));
        awaitValidated(2);

        test.time.advance(Duration.ofSeconds(20));
        test.awaitClosed(1);

        assertThat(totals().closed()).isEqualTo(Map.of(CloseReason.IDLE, 1L));
    }

    @Test
    void aClientThatDiesWhileItIsIdleIsFoundByTheKeepalive() throws Exception {
        limits(limits -> limits.keepaliveInterval(Duration.ofMinutes(1)));
        test.acquire("a").close();
        test.factory.onValidate(() -> {
            throw new Broken();
        });

        test.time.advance(Duration.ofMinutes(1));
        test.awaitClosed(1);

        assertThat(totals().closed()).isEqualTo(Map.of(CloseReason.BROKEN, 1L));
        assertThat(test.sectionNumber("known")).isZero();
    }

    @Test
    void aClientKeptAliveIsLentWithoutBeingValidatedAgain() throws Exception {
        limits(limits -> limits.keepaliveInterval(Duration.ofMinutes(1)).validateAfter(Duration.ofMinutes(1)));
        test.acquire("a").close();
        test.time.advance(Duration.ofMinutes(1));
        awaitValidated(1);
        test.time.advance(Duration.ofSeconds(59));

        assertThat(test.acquire("a").opened()).isFalse();
        assertThat(test.factory.validated()).isEqualTo(1);
    }

    @Test
    void aClientMayBeValidatedBeforeEachUse() throws Exception {
        limits(limits -> limits.validateAfter(Duration.ZERO));
        test.acquire("a").close();
        test.acquire("a").close();
        test.acquire("a").close();

        assertThat(test.factory.validated()).isEqualTo(2);
        assertThat(test.factory.opening()).hasSize(1);
    }
}
