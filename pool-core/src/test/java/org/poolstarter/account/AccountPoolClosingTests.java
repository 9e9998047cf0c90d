/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.account.TestPool.Call;
import org.poolstarter.pool.CloseReason;

/** How a pool ends. */
class AccountPoolClosingTests {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final List<AutoCloseable> resources = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : resources) {
            resource.close();
        }
    }

    private TestPool pool(Duration closeTimeout) {
        TestPool test = new TestPool(limits -> limits.maxSize(2).closeTimeout(closeTimeout));
        resources.add(test);
        return test;
    }

    private static CompletableFuture<Void> closeAsync(TestPool test) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        test.callers.execute(() -> {
            test.pool.close();
            closed.complete(null);
        });
        return closed;
    }

    @Test
    void closingFailsWaitersAndClosesIdleClients() throws Exception {
        TestPool test = pool(Duration.ZERO);
        Lease<Client> held = test.acquire("a");
        test.acquire("b").close();
        test.factory.onClose(new Gate()::passStubbornly);
        Call waiting = test.queue("c");

        test.pool.close();

        assertThatThrownBy(waiting::get)
                .isInstanceOf(PoolClosedException.class)
                .hasMessage("Account pool '%s' is closed", test.pool.name());
        assertThatThrownBy(() -> test.acquire("a")).isInstanceOf(PoolClosedException.class);
        assertThatThrownBy(() -> test.pool.tryAcquire("a")).isInstanceOf(PoolClosedException.class);
        assertThatThrownBy(held::client).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingWaitsForHeldClientsToComeBack() throws Exception {
        TestPool test = pool(LONG);
        Lease<Client> held = test.acquire("a");
        test.acquire("b").close();
        CompletableFuture<Void> closed = closeAsync(test);
        test.awaitClosed(1);
        assertThat(closed).isNotDone();
        assertThat(held.client().isClosed()).isFalse();

        held.close();

        closed.get(Patience.TIME.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(test.factory.closed()).hasSize(2);
        assertThat(test.pool.recorder().totals().closed()).isEqualTo(Map.of(CloseReason.POOL_CLOSED, 2L));
        assertThat(test.pool.recorder().totals().released()).isEqualTo(2);
        assertThat(test.pool.snapshot().size()).isZero();
    }

    @Test
    void clientsStillHeldAfterTheGraceTimeAreClosedUnderTheirHolders() throws Exception {
        TestPool test = pool(Duration.ZERO);
        Lease<Client> held = test.acquire("a");
        Client client = held.client();

        test.pool.close();

        assertThat(client.isClosed()).isTrue();
        held.close();
        assertThat(test.pool.recorder().totals().discarded()).isEqualTo(1);
        assertThat(test.pool.recorder().totals().released()).isZero();
        assertThat(test.pool.recorder().totals().closed()).isEqualTo(Map.of(CloseReason.POOL_CLOSED, 1L));
    }

    @Test
    void aClientThatIsBeingValidatedIsClosedWithThePool() throws Exception {
        TestPool test = pool(Duration.ZERO);
        test.acquire("a").close();
        test.time.advance(test.pool.limits().validateAfter());
        Gate validating = new Gate();
        test.factory.onValidate(validating::passStubbornly);
        Call waiting = test.queue("a");
        validating.awaitReached();

        test.pool.close();

        assertThatThrownBy(waiting::get).isInstanceOf(PoolClosedException.class);
        assertThat(test.factory.closed()).hasSize(1);
        assertThat(test.pool.snapshot().size()).isZero();
        validating.open();
    }

    @Test
    void closingReturnsThoughTheFactoryHangs() throws Exception {
        TestPool test = pool(Duration.ZERO);
        Gate opening = new Gate();
        Gate closing = new Gate();
        test.factory.onClose(closing::passStubbornly);
        test.acquire("a").discard();
        test.factory.onOpen(opening::passStubbornly);
        Call call = test.acquireAsync("b");
        opening.awaitReached();
        closing.awaitReached();

        closeAsync(test).get(30, TimeUnit.SECONDS);

        assertThatThrownBy(call::get).isInstanceOf(PoolClosedException.class);
        opening.open();
        closing.open();
        test.awaitClosed(2);
        assertThat(test.factory.sessions()).isZero();
    }

    @Test
    void closingASecondTimeDoesNothing() throws Exception {
        TestPool test = pool(LONG);
        Lease<Client> held = test.acquire("a");
        CompletableFuture<Void> closed = closeAsync(test);
        await().untilAsserted(
                        () -> assertThatThrownBy(() -> test.acquire("x")).isInstanceOf(PoolClosedException.class));

        test.pool.close();

        assertThat(closed).isNotDone();
        held.close();
        closed.get(Patience.TIME.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(test.factory.closed()).hasSize(1);
    }

    @Test
    void anInterruptEndsTheGraceTime() throws Exception {
        TestPool test = pool(LONG);
        test.acquire("a");
        CompletableFuture<Boolean> interruptKept = new CompletableFuture<>();
        Thread closer = new Thread(() -> {
            test.pool.close();
            interruptKept.complete(Thread.currentThread().isInterrupted());
        });
        closer.start();

        closer.interrupt();

        assertThat(interruptKept.get(Patience.TIME.toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
        test.awaitClosed(1);
    }

    @Test
    void noThreadOfThePoolOutlivesIt() throws Exception {
        ScriptedFactory factory = new ScriptedFactory();
        AccountPool<String, Client> pool =
                AccountPool.builder("threads", factory).build();
        try (Lease<Client> lease = pool.acquire("a")) {
            assertThat(lease.opened()).isTrue();
            assertThat(threadsOf("threads")).isNotEmpty();
        }

        pool.close();

        await().until(() -> threadsOf("threads").isEmpty());
        assertThat(factory.sessions()).isZero();
    }

    @Test
    void threadsThatWereGivenToThePoolAreNotShutDown() throws Exception {
        ScriptedFactory factory = new ScriptedFactory();
        ManualTime time = new ManualTime();
        ExecutorService executor = Executors.newCachedThreadPool();
        resources.add(executor::shutdownNow);
        AccountPool<String, Client> pool = AccountPool.builder("given", factory)
                .executor(executor)
                .scheduler(time)
                .nanoTime(time::nanoTime)
                .build();
        pool.acquire("a").close();
        assertThat(time.repeating()).isEqualTo(1);

        pool.close();

        assertThat(executor.isShutdown()).isFalse();
        assertThat(time.isShutdown()).isFalse();
        assertThat(time.repeating()).isZero();
        assertThat(time.waitingOnce()).isZero();
        assertThat(threadsOf("given")).isEmpty();
    }

    @Test
    void anExecutorThatRefusesFailsTheOpenAndLosesNoClose() throws Exception {
        ScriptedFactory factory = new ScriptedFactory();
        ExecutorService executor = Executors.newCachedThreadPool();
        AccountPool<String, Client> pool = AccountPool.builder("refused", factory)
                .limits(AccountPoolSettings.builder().maxSize(2).build())
                .executor(executor)
                .build();
        resources.add(pool);
        Lease<Client> held = pool.acquire("a");
        executor.shutdown();

        assertThatThrownBy(() -> pool.acquire("b")).isInstanceOf(OpenFailedException.class);
        held.discard();

        await().until(() -> factory.sessions() == 0);
        await().until(() -> pool.snapshot().size() + pool.snapshot().opening() == 0);
        assertThat(pool.recorder().totals().openFailures()).isEqualTo(1);
    }

    private static List<String> threadsOf(String pool) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("pool-" + pool + "-"))
                .toList();
    }
}
