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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.Application;
import org.poolstarter.account.AccountPoolSettings.LeakStacks;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.account.TestPool.Call;
import org.poolstarter.pool.PoolTotals;

/** What a pool tells of its clients, their holders and its callers. */
class AccountPoolFiguresTests {

    private TestPool test = new TestPool(limits -> limits);

    private void limits(UnaryOperator<AccountPoolSettings.Builder> limits) {
        test.close();
        test = new TestPool(limits);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private List<?> holders() {
        return (List<?>) test.pool.sections().getOrDefault("holders", List.of());
    }

    private Map<?, ?> acquires() {
        return (Map<?, ?>) test.pool.sections().getOrDefault("acquires", Map.of());
    }

    @Test
    void holdersAreShownLongestFirst() throws Exception {
        test.acquire("old").close();
        test.time.advance(Duration.ofSeconds(1));
        Lease<Client> old = test.acquire("old");
        test.time.advance(Duration.ofSeconds(2));
        test.acquire("young");
        test.acquire("idle").close();
        test.time.advance(Duration.ofMillis(3_500).plusNanos(999_999));
        old.failed(new IOException("reset"));

        String thread = Thread.currentThread().getName();
        assertThat(holders())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .isEqualTo(Map.of(
                                        "account",
                                        "old",
                                        "held",
                                        "5500ms",
                                        "uses",
                                        2L,
                                        "errors",
                                        1,
                                        "lastError",
                                        "IOException: reset",
                                        "thread",
                                        thread)),
                        second -> assertThat(second)
                                .isEqualTo(Map.of(
                                        "account", "young", "held", "3500ms", "uses", 1L, "errors", 0, "thread",
                                        thread)));
    }

    @Test
    void theTwentyWhoHoldForLongestAreShown() throws Exception {
        limits(limits -> limits.maxSize(30));
        for (int i = 0; i < 22; i++) {
            test.acquire("account " + i);
            test.time.advance(Duration.ofSeconds(1));
        }

        assertThat(holders()).hasSize(20);
        assertThat(holders().get(0)).asString().contains("account=account 0,");
        assertThat(holders().get(19)).asString().contains("account=account 19,");
    }

    @Test
    void aHolderIsShownWithItsStackIfThatIsKept() throws Exception {
        limits(limits -> limits.leakStacks(LeakStacks.ALL));
        Lease<Client> lease = Application.call(() -> test.acquire("a"));

        assertThat(holders()).singleElement().asString().contains("stack=", Application.class.getName() + ".call");
        lease.close();
        assertThat(holders()).isEmpty();
        assertThat(test.pool.clients("a")).singleElement().satisfies(client -> {
            assertThat(client.holder()).isNull();
            assertThat(client.stack()).isNull();
        });
    }

    @Test
    void aClientCountsItsUsesAndTheErrorsOfItsHolders() throws Exception {
        Lease<Client> lease = test.acquire("a");
        test.time.advance(Duration.ofSeconds(2));
        lease.failed(new IllegalStateException("first"));
        lease.failed(new IOException("second"));
        lease.close();
        lease.failed(new IOException("third"));
        test.time.advance(Duration.ofSeconds(3));

        assertThat(test.pool.clients("a"))
                .containsExactly(new ClientSnapshot(
                        "IDLE", Duration.ofSeconds(5), Duration.ofSeconds(3), 1, 2, "IOException: second", null, null));
        test.acquire("a");
        test.time.advance(Duration.ofSeconds(4));
        assertThat(test.pool.clients("a"))
                .containsExactly(new ClientSnapshot(
                        "ACTIVE",
                        Duration.ofSeconds(9),
                        Duration.ofSeconds(4),
                        2,
                        2,
                        "IOException: second",
                        Thread.currentThread().getName(),
                        null));
        assertThat(test.pool.clients("nobody")).isEmpty();
    }

    @Test
    void aThreadIsForgottenOnceItsLeaseHasEnded() throws Exception {
        WeakReference<Thread> holder = aThreadThatHeldAClient();

        await().until(() -> {
            System.gc();
            return holder.get() == null;
        });

        assertThat(test.pool.snapshot("a").idle()).isEqualTo(1);
    }

    private WeakReference<Thread> aThreadThatHeldAClient() throws Exception {
        FutureTask<Void> use = new FutureTask<>(() -> {
            test.pool.acquire("a").close();
            test.pool.acquire("a").close();
            return null;
        });
        Thread thread = new Thread(use);
        thread.start();
        use.get(Patience.TIME.toMillis(), TimeUnit.MILLISECONDS);
        thread.join();
        return new WeakReference<>(thread);
    }

    @Test
    void aPoolSaysWhichItIs() {
        assertThat(test.pool).hasToString("AccountPool '" + test.pool.name() + "'");
    }

    @Test
    void clientsAreToldApartByTheirState() throws Exception {
        limits(limits -> limits.maxPerAccount(3));
        Lease<Client> first = test.acquire("a");
        test.acquire("a").close();
        test.time.advance(test.pool.limits().validateAfter());
        Gate validating = test.factory.holdValidate();
        test.queue("a");
        validating.awaitReached();
        Gate closing = test.factory.holdClose();
        first.discard();
        closing.awaitReached();
        Gate opening = test.factory.holdOpen();
        test.queue("a");
        opening.awaitReached();

        assertThat(test.pool.clients("a"))
                .extracting(ClientSnapshot::state)
                .containsExactlyInAnyOrder("CLOSING", "VALIDATING", "OPENING");
        assertThat(test.pool.snapshot("a")).isEqualTo(new AccountSnapshot(0, 0, 2, 1, 2));
        List.of(validating, closing, opening).forEach(Gate::open);
    }

    @Test
    void theOldestWaitIsThatOfTheCallerWhoCameFirst() throws Exception {
        limits(limits -> limits.maxPerAccount(1));
        assertThat(test.pool.oldestWait()).isNull();
        assertThat(acquires().get("oldestWait")).isNull();
        Lease<Client> held = test.acquire("a");
        Lease<Client> other = test.acquire("b");
        Call first = test.queue("a");
        test.time.advance(Duration.ofSeconds(5));
        Call second = test.queue("b");
        test.time.advance(Duration.ofSeconds(2));

        assertThat(test.pool.oldestWait()).isEqualTo(Duration.ofSeconds(7));
        held.close();
        first.get();
        assertThat(test.pool.oldestWait()).isEqualTo(Duration.ofSeconds(2));
        assertThat(acquires().get("oldestWait")).isEqualTo("2s");
        other.close();
        second.get();
        assertThat(test.pool.oldestWait()).isNull();
    }

    @Test
    void eachAcquireThatHasEndedIsCountedOnce() throws Exception {
        limits(limits -> limits.exclusive().maxSize(2));
        Lease<Client> opened = test.acquire("a");
        assertThatThrownBy(() -> test.acquire("a")).isInstanceOf(AccountBusyException.class);
        opened.close();
        test.acquire("a").close();
        test.pool.tryAcquire("a").orElseThrow().close();
        assertThat(test.pool.tryAcquire("b")).isEmpty();
        test.factory.onOpen(() -> {
            throw new IOException("down");
        });
        assertThatThrownBy(() -> test.acquire("b")).isInstanceOf(OpenFailedException.class);
        test.factory.onOpen(() -> {
            throw new RetryAfter(Duration.ofHours(1));
        });
        assertThatThrownBy(() -> test.acquire("b")).isInstanceOf(AccountParkedException.class);
        Lease<Client> a = test.acquire("a");
        test.acquire("c");
        assertThatThrownBy(
                        () -> test.pool.acquire("d", AcquireOptions.defaults().withTimeout(Duration.ofMillis(1))))
                .isInstanceOf(AcquireTimeoutException.class);
        Call interrupted = test.queue("d");
        interrupted.interrupt();
        assertThatThrownBy(interrupted::get).isInstanceOf(InterruptedException.class);
        CompletableFuture<Lease<Client>> cancelled = test.pool.acquireAsync("d");
        cancelled.cancel(false);
        Call waited = test.queue("d");
        a.close();
        waited.get().close();

        AcquireTotals totals = test.pool.totals();
        assertThat(totals).isEqualTo(new AcquireTotals(3, 3, 1, 1, 2, 2));
        assertThat(totals.started()).isEqualTo(12);
        PoolTotals recorded = test.pool.recorder().totals();
        assertThat(recorded.acquired()).isEqualTo(totals.direct() + totals.waited());
        assertThat(recorded.opened() - recorded.closedInAll())
                .isEqualTo(test.pool.snapshot().size())
                .isEqualTo(test.factory.sessions());
        assertThat(acquires())
                .isEqualTo(Map.of(
                        "started",
                        12L,
                        "direct",
                        3L,
                        "waited",
                        3L,
                        "timedOut",
                        1L,
                        "failed",
                        1L,
                        "rejected",
                        2L,
                        "cancelled",
                        2L,
                        "leaks",
                        0L,
                        "paused",
                        false));
    }
}
