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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.account.TestPool.Call;

/** Acquires without blocking. */
class AccountPoolAsyncTests extends CallersContract {

    AccountPoolAsyncTests(Callers callers) {
        super(callers);
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(Patience.TIME.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void assertFails(CompletableFuture<?> future, Class<? extends AcquireException> type) {
        assertThatThrownBy(() -> get(future))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(type);
    }

    @Test
    void anExceptionOfTheFactoryThatCannotSayItsMessageReachesTheCaller() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1));
        test.factory.onOpen(() -> {
            throw new Wordless();
        });
        test.factory.onClose(() -> {
            throw new Wordless();
        });

        assertFails(test.pool.acquireAsync("a"), OpenFailedException.class);
        get(test.pool.acquireAsync("a")).discard();
        test.awaitClosed(1);

        assertThat(test.pool.recorder().evidence().lastFailure()).isEqualTo("Wordless");
        assertThat(test.pool.snapshot().pending()).isZero();
    }

    /** An exception that throws when it is asked for its message. */
    private static final class Wordless extends IOException {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("asked for its message");
        }
    }

    @Test
    void aFutureGetsAClientThatWasOpenedThenThatWasReturned() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1));
        Gate gate = test.factory.holdOpen();
        CompletableFuture<Lease<Client>> opened = test.pool.acquireAsync("a");
        gate.awaitReached();
        CompletableFuture<Lease<Client>> returned = test.pool.acquireAsync("a");
        assertThat(test.pool.snapshot().pending()).isEqualTo(2);
        assertThat(opened).isNotDone();

        gate.open();
        Lease<Client> lease = get(opened);
        assertThat(lease.opened()).isTrue();
        assertThat(returned).isNotDone();
        Client client = lease.client();
        lease.close();

        assertThat(get(returned).opened()).isFalse();
        assertThat(get(returned).client()).isSameAs(client);
        assertThat(test.pool.totals()).isEqualTo(new AcquireTotals(0, 2, 0, 0, 0, 0));
        assertThat(test.time.waitingOnce()).isEqualTo(1);
    }

    @Test
    void anIdleClientIsThereAtOnceHoweverManyWaitForOtherAccounts() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1).maxPending(1));
        test.acquire("b").close();
        test.acquire("a");
        test.queue("a");

        CompletableFuture<Lease<Client>> future = test.pool.acquireAsync("b");

        assertThat(get(future).opened()).isFalse();
        assertThat(test.pool.totals().direct()).isEqualTo(1);
        assertThat(test.pool.clients("b")).singleElement().satisfies(client -> {
            assertThat(client.state()).isEqualTo("ACTIVE");
            assertThat(client.holder()).isNull();
        });
    }

    @Test
    void aFailedOpenFailsItsFuture() throws Exception {
        TestPool test = pool(limits -> limits);
        IOException failure = new IOException("down");
        test.factory.onOpen(() -> {
            throw failure;
        });

        CompletableFuture<Lease<Client>> future = test.pool.acquireAsync("a");

        assertThatThrownBy(() -> get(future))
                .cause()
                .isInstanceOf(OpenFailedException.class)
                .hasCause(failure);
    }

    @Test
    void aFutureEndsWhenItsTimeIsUp() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(1));
        Lease<Client> held = test.acquire("a");
        CompletableFuture<Lease<Client>> future =
                test.pool.acquireAsync("a", AcquireOptions.defaults().withTimeout(Duration.ofSeconds(7)));
        test.time.advance(Duration.ofSeconds(7).minusNanos(1));
        assertThat(test.pool.snapshot().pending()).isEqualTo(1);

        test.time.advance(Duration.ofNanos(1));

        assertFails(future, AcquireTimeoutException.class);
        assertThat(test.pool.snapshot().pending()).isZero();
        assertThat(test.pool.totals().timedOut()).isEqualTo(1);
        held.close();
        test.acquire("a").close();
    }

    @Test
    void aRefusalEndsTheFutureAndIsNotThrown() throws Exception {
        TestPool test = pool(AccountPoolSettings.Builder::exclusive);
        test.acquire("a");

        assertFails(test.pool.acquireAsync("a"), AccountBusyException.class);

        assertThat(test.pool.totals().rejected()).isEqualTo(1);
    }

    @Test
    void aCancelledFutureWaitsNoLonger() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1));
        Lease<Client> held = test.acquire("a");
        CompletableFuture<Lease<Client>> cancelled = test.pool.acquireAsync("a");
        Call next = test.queue("a");

        cancelled.cancel(true);

        assertThat(test.pool.snapshot("a").pending()).isEqualTo(1);
        assertThat(test.pool.totals().cancelled()).isEqualTo(1);
        held.close();
        next.get().close();
    }

    @Test
    void theClientOpenedForACancelledFutureServesTheNextCaller() throws Exception {
        TestPool test = pool(limits -> limits.maxPerAccount(1));
        Gate gate = test.factory.holdOpen();
        CompletableFuture<Lease<Client>> cancelled = test.pool.acquireAsync("a");
        gate.awaitReached();
        cancelled.cancel(true);

        gate.open();

        await().until(() -> test.pool.snapshot("a").idle() == 1);
        assertThat(test.acquire("a").opened()).isFalse();
        assertThat(test.factory.opening()).hasSize(1);
    }

    @Test
    void aFutureCancelledAfterItWasServedGivesItsClientBack() throws Exception {
        ScriptedFactory factory = new ScriptedFactory();
        BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        try (AccountPool<String, Client> pool = AccountPool.builder("cancelled", factory)
                .limits(AccountPoolSettings.builder()
                        .closeTimeout(Duration.ZERO)
                        .build())
                .executor(tasks::add)
                .build()) {
            CompletableFuture<Lease<Client>> future = pool.acquireAsync("a");
            tasks.remove().run();
            assertThat(pool.snapshot("a")).isEqualTo(new AccountSnapshot(1, 0, 0, 0, 0));

            future.cancel(true);
            tasks.remove().run();

            assertThat(pool.snapshot("a")).isEqualTo(new AccountSnapshot(0, 1, 0, 0, 0));
            assertThat(pool.evictIdle()).isEqualTo(1);
            tasks.remove().run();
            assertThat(factory.sessions()).isZero();
        }
    }

    @Test
    void aFutureOfAClosedPoolFails() throws Exception {
        TestPool test = pool(limits -> limits.maxSize(1));
        test.acquire("a");
        CompletableFuture<Lease<Client>> waiting = test.pool.acquireAsync("b");

        test.pool.close();

        assertFails(waiting, PoolClosedException.class);
        assertFails(test.pool.acquireAsync("a"), PoolClosedException.class);
        assertThat(test.time.waitingOnce()).isZero();
    }

    @Test
    void anInterruptedCallerGetsAFutureThatFailsAndStaysInterrupted() {
        TestPool test = pool(limits -> limits);
        Thread.currentThread().interrupt();

        CompletableFuture<Lease<Client>> future = test.pool.acquireAsync("a");

        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(() -> get(future)).hasCauseInstanceOf(InterruptedException.class);
        assertThat(test.factory.opening()).isEmpty();
    }
}
