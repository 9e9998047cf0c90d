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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.LogCapture;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.account.TestPool.Call;
import org.poolstarter.pool.PoolEventType;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolNotice;

/** A guard is asked before each acquire and told once how it went. */
class AccountGuardTests {

    private final Diary guard = new Diary();
    private final TestPool test = new TestPool(
            limits -> limits.maxSize(1).maxPerAccount(1).sessionTimeout(Duration.ofMinutes(10)),
            builder -> builder.guard(guard));

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void aRefusedCallerIsToldWhyAndWhenToTryAgainAndCountsAsRejected() {
        guard.refused.add("bad");

        assertThatThrownBy(() -> test.pool.acquire("bad"))
                .isInstanceOfSatisfying(
                        AccountUnavailableException.class,
                        ex -> assertThat(ex.retryAfter()).isEqualTo(Duration.ofSeconds(9)))
                .hasMessage("Account pool '%s', account 'bad': it is tired; try again in 9000 ms"
                        .formatted(test.pool.name()));
        assertThat(test.pool.acquireAsync("bad")).isCompletedExceptionally();

        assertThat(test.pool.totals().rejected()).isEqualTo(2);
        assertThat(test.pool.events().recent())
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.type()).isEqualTo(PoolEventType.REJECTED))
                .allSatisfy(event -> assertThat(event.account()).isEqualTo("bad"))
                .allSatisfy(event ->
                        assertThat(event.details().get("error")).asString().contains("it is tired"));
        assertThat(guard.told).isEmpty();
        assertThat(test.factory.opening()).isEmpty();
    }

    @Test
    void aLeaseThatIsClosedIsASuccessWhetherItsClientWasOpenedOrFoundIdle() throws Exception {
        test.acquire("a").close();
        test.acquire("a").close();
        test.pool.acquireAsync("a").get(10, TimeUnit.SECONDS).close();
        test.pool.tryAcquire("a").orElseThrow().close();

        assertThat(guard.told).containsExactly("a succeeded", "a succeeded", "a succeeded", "a succeeded");
    }

    @Test
    void anErrorThatTheHolderReportsIsAFailureAtOnceAndOnlyOnce() throws Exception {
        Lease<Client> lease = test.acquire("a");

        lease.failed(new IOException("no route"));

        assertThat(guard.told).containsExactly("a failed: no route");
        lease.failed(new IOException("again"));
        lease.close();
        assertThat(guard.told).hasSize(1);
    }

    @Test
    void aClientThatCouldNotBeOpenedIsAFailureWithTheCauseOfTheFactory() {
        test.factory.onOpen(() -> {
            throw new IOException("refused");
        });

        assertThatThrownBy(() -> test.pool.acquire("a")).isInstanceOf(OpenFailedException.class);

        assertThat(guard.told).containsExactly("a failed: refused");
    }

    @Test
    void anOpenThatFailsAfterItsCallerHasGoneIsToldToo() throws Exception {
        Gate gate = new Gate();
        test.factory.onOpen(() -> {
            gate.pass();
            throw new IOException("too late");
        });
        assertThatThrownBy(
                        () -> test.pool.acquire("a", AcquireOptions.defaults().withTimeout(Duration.ofMillis(1))))
                .isInstanceOf(AcquireTimeoutException.class);

        gate.awaitReached().open();

        await().until(() -> guard.told.size() == 2);
        assertThat(guard.told).containsExactlyInAnyOrder("a unused", "a open failed: too late");
    }

    @Test
    void anOpenThatTakesTooLongIsToldOnceThoughItFailsLater() throws Exception {
        Gate gate = new Gate();
        test.factory.onOpen(() -> {
            gate.pass();
            throw new IOException("too late");
        });
        Call call = test.queue("a");
        gate.awaitReached();

        test.time.advance(Duration.ofSeconds(20));

        assertThatThrownBy(call::get).isInstanceOf(OpenFailedException.class);
        gate.open();
        await().until(() -> test.pool.snapshot("a").opening() == 0);
        assertThat(guard.told).containsExactly("a failed: not open after 20000 ms");
    }

    @Test
    void aServiceThatWantsNoLogInForATimeHasNotFailed() {
        test.factory.onOpen(() -> {
            throw new RetryAfter(Duration.ofSeconds(30));
        });

        assertThatThrownBy(() -> test.pool.acquire("a")).isInstanceOf(AccountParkedException.class);

        assertThat(guard.told).containsExactly("a unused");
    }

    @Test
    void whatEndsOtherwiseTeachesNothing() throws Exception {
        Lease<Client> held = test.acquire("a");
        assertThatThrownBy(() -> test.pool.acquire(
                        "b",
                        AcquireOptions.defaults()
                                .withTimeout(Duration.ofMillis(1))
                                .withoutQueueing()))
                .isInstanceOf(AcquireRejectedException.class);
        CompletableFuture<Lease<Client>> cancelled = test.pool.acquireAsync("d");
        cancelled.cancel(false);
        assertThatThrownBy(() -> test.pool.acquire("e", AcquireOptions.priority("unknown")))
                .isInstanceOf(IllegalArgumentException.class);
        Call interrupted = test.queue("f");
        interrupted.interrupt();
        assertThatThrownBy(interrupted::get).isInstanceOf(InterruptedException.class);
        held.discard();

        assertThat(guard.told).containsExactly("b unused", "d unused", "e unused", "f unused", "a unused");
    }

    @Test
    void whoeverTriesForAnIdleClientIsAskedForOnlyWhereThereIsOne() throws Exception {
        guard.refused.add("a");
        assertThat(test.pool.tryAcquire("a")).isEmpty();
        guard.refused.clear();
        test.acquire("a").close();
        test.pool.pause();
        assertThat(test.pool.tryAcquire("a")).isEmpty();
        test.pool.resume();
        guard.refused.add("a");

        assertThatThrownBy(() -> test.pool.tryAcquire("a")).isInstanceOf(AccountUnavailableException.class);

        assertThat(guard.told).containsExactly("a succeeded");
        assertThat(test.pool.totals().rejected()).isEqualTo(1);
    }

    @Test
    void aFutureThatItsCallerCompletesEndsItsWaiterAndTeachesNothing() throws Exception {
        Lease<Client> held = test.acquire("a");
        CompletableFuture<Lease<Client>> future = test.pool.acquireAsync("b");
        assertThat(test.pool.snapshot().pending()).isEqualTo(1);

        future.complete(held);

        assertThat(test.pool.snapshot().pending()).isZero();
        assertThat(test.pool.totals().cancelled()).isEqualTo(1);
        assertThat(guard.told).containsExactly("b unused");
    }

    @Test
    void whatAnAccountThrowsAfterTheGuardWasAskedEndsTheFutureAndTeachesNothing() {
        List<String> told = new CopyOnWriteArrayList<>();
        AccountGuard<Object> telling = new AccountGuard<>() {
            @Override
            public Answer ask(Object account) {
                return new Pass() {
                    @Override
                    public void succeeded() {
                        told.add("succeeded");
                    }

                    @Override
                    public void failed(Throwable error) {
                        told.add("failed");
                    }

                    @Override
                    public void unused() {
                        told.add("unused");
                    }
                };
            }

            @Override
            public void openFailed(Object account, Throwable cause) {
                told.add("open failed");
            }
        };
        Object unhashable = new Object() {
            @Override
            public int hashCode() {
                throw new StackOverflowError();
            }
        };
        try (AccountPool<Object, Object> pool = AccountPool.<Object, Object>builder("unhashable", account -> account)
                .guard(telling)
                .build()) {
            assertThat(pool.acquireAsync(unhashable)).isCompletedExceptionally();
        }
        assertThat(told).containsExactly("unused");
    }

    @Test
    void aGuardThatCannotBeReadLeavesTheRestToBeReadAndIsSaidOnce() {
        guard.unreadable = true;
        try (LogCapture log = new LogCapture(AccountPool.class)) {
            assertThat(test.pool.sections()).containsKey("accounts").doesNotContainKey("protection");
            assertThat(test.pool.notices()).isEmpty();
            assertThat(test.pool.measures()).extracting(PoolMeasure::name).containsExactly("pool.leaks");

            assertThat(log.warnings()).singleElement().asString().contains("its guard cannot be read");
        }
    }

    @Test
    void aLeaseThatExceedsTheSessionTimeoutTeachesNothing() throws Exception {
        Lease<Client> held = test.acquire("a");

        test.time.advance(Duration.ofMinutes(10));

        assertThat(guard.told).containsExactly("a unused");
        held.failed(new IOException("closed under me"));
        held.close();
        assertThat(guard.told).hasSize(1);
    }

    @Test
    void aLeaseThatIsLostTeachesNothing() throws Exception {
        WeakReference<Object> lost = new WeakReference<>(test.pool.acquire("a"));

        await().until(() -> {
            System.gc();
            test.time.advance(Duration.ofMinutes(1));
            return lost.get() == null && !guard.told.isEmpty();
        });

        assertThat(guard.told).containsExactly("a unused");
    }

    @Test
    void aGuardThatThrowsAtAReportHarmsNobody() throws Exception {
        guard.broken = true;

        test.acquire("a").close();

        assertThat(test.pool.snapshot().idle()).isEqualTo(1);
    }

    @Test
    void aGuardThatFailsWithAnErrorAtAReportHarmsNobody() throws Exception {
        guard.error = new StackOverflowError();

        test.acquire("a").close();

        assertThat(test.pool.snapshot().idle()).isEqualTo(1);
    }

    @Test
    void whatAGuardThrowsWhenAskedReachesTheCallerAndNothingIsHeld() {
        guard.unaskable = true;

        assertThatThrownBy(() -> test.pool.acquire("a")).isInstanceOf(IllegalStateException.class);

        assertThat(test.pool.acquireAsync("a")).isCompletedExceptionally();
        assertThat(test.pool.totals().rejected()).isEqualTo(2);
        assertThat(test.pool.snapshot().pending()).isZero();
    }

    @Test
    void theSectionAndTheNoticesOfAGuardAreThoseOfThePool() {
        assertThat(test.pool.sections()).containsEntry("protection", Map.of("asked", 0));
        assertThat(test.pool.notices()).isEmpty();
    }

    /** Writes down what it is told. */
    private static final class Diary implements AccountGuard<String> {

        private final Set<String> refused = ConcurrentHashMap.newKeySet();
        private final List<String> told = new CopyOnWriteArrayList<>();
        private volatile boolean broken;
        private volatile boolean unaskable;
        private volatile boolean unreadable;
        private volatile @Nullable Error error;

        @Override
        public Answer ask(String account) {
            if (unaskable) {
                throw new IllegalStateException("cannot say");
            }
            return refused.contains(account) ? new Denial("it is tired", Duration.ofSeconds(9)) : new Use(account);
        }

        @Override
        public void openFailed(String account, Throwable cause) {
            told.add(account + " open failed: " + cause.getMessage());
        }

        @Override
        public List<PoolNotice> notices() {
            if (unreadable) {
                throw new StackOverflowError();
            }
            return List.of();
        }

        @Override
        public List<PoolMeasure> measures() {
            if (unreadable) {
                throw new IllegalStateException("cannot measure");
            }
            return List.of();
        }

        @Override
        public Map<String, Object> section() {
            if (unreadable) {
                throw new IllegalStateException("cannot read");
            }
            return Map.of("asked", told.size());
        }

        private final class Use implements Pass {

            private final String account;

            Use(String account) {
                this.account = account;
            }

            @Override
            public void succeeded() {
                note(" succeeded");
            }

            @Override
            public void failed(Throwable error) {
                note(" failed: " + error.getMessage());
            }

            @Override
            public void unused() {
                note(" unused");
            }

            private void note(String what) {
                Error thrown = error;
                if (thrown != null) {
                    throw thrown;
                }
                if (broken) {
                    throw new IllegalStateException("cannot write");
                }
                told.add(account + what);
            }
        }
    }
}
