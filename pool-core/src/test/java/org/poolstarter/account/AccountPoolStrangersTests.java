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
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.poolstarter.pool.PoolRecorder;

/** A pool among accounts, factories and executors of applications that do what they should not. */
@Timeout(60)
class AccountPoolStrangersTests {

    private static final AccountPoolSettings SOME = AccountPoolSettings.builder()
            .openBackoff(Duration.ZERO)
            .closeTimeout(Duration.ZERO)
            .build();
    private static final AccountPoolSettings ONE =
            SOME.toBuilder().maxSize(1).maxPerAccount(1).build();

    private final List<AutoCloseable> resources = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : resources) {
            resource.close();
        }
    }

    private <A> AccountPool<A, Object> start(AccountPoolBuilder<A, Object> builder) {
        AccountPool<A, Object> pool = builder.build();
        resources.add(pool);
        return pool;
    }

    private <T> Future<T> onAnotherThread(Callable<T> call) {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        resources.add(thread::shutdownNow);
        return thread.submit(call);
    }

    @Test
    void aFailureThatTakesLongToTellItsCauseHoldsUpNobodyElse() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        AccountPool<String, Object> pool = start(AccountPool.<String, Object>builder("causes", account -> {
                    if (account.equals("slow")) {
                        throw new Failure(() -> {
                            asked.countDown();
                            awaitUnlessInterrupted(answered);
                            return null;
                        });
                    }
                    return new Object();
                })
                .limits(SOME));
        Future<?> slow = onAnotherThread(() -> pool.acquire("slow"));
        asked.await();

        Future<?> other = onAnotherThread(() -> {
            pool.acquire("other").close();
            return true;
        });
        try {
            await().until(other::isDone);
        } finally {
            answered.countDown();
        }
        other.get();
        assertThatThrownBy(slow::get).hasCauseInstanceOf(OpenFailedException.class);
    }

    @Test
    void aFailureThatFailsToTellItsCauseLosesNoPlace() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        AccountPool<String, Object> pool = start(AccountPool.<String, Object>builder("causes", account -> {
                    if (broken.get()) {
                        throw new Failure(() -> {
                            if (broken.get()) {
                                throw new IllegalStateException("asked for its cause");
                            }
                            return null;
                        });
                    }
                    return new Object();
                })
                .limits(ONE));
        Future<?> refused = onAnotherThread(() -> pool.acquire("ada"));
        await().until(refused::isDone);
        broken.set(false);

        assertThatThrownBy(refused::get).hasCauseInstanceOf(OpenFailedException.class);
        pool.acquire("ada").close();
    }

    private static void awaitUnlessInterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    /** A failure of an application that has its own idea of its cause. */
    private static final class Failure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Supplier<@Nullable Throwable> teller;

        Failure(Supplier<@Nullable Throwable> teller) {
            this.teller = teller;
        }

        @Override
        public synchronized @Nullable Throwable getCause() {
            return teller.get();
        }
    }

    @Test
    void anAccountThatTakesLongToSayItsNameHoldsUpNobodyElse() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        record Account(String name, CountDownLatch asked, CountDownLatch answered) {

            @Override
            public String toString() {
                asked.countDown();
                try {
                    answered.await();
                } catch (InterruptedException ex) {
                    Thread.currentThread().interrupt();
                }
                return name;
            }
        }
        AccountPool<Account, Object> pool = start(AccountPool.<Account, Object>builder("slow", account -> new Object())
                .limits(SOME));
        Account slow = new Account("slow", asked, answered);
        Account other = new Account("other", new CountDownLatch(1), answered);
        for (int i = 0; i < pool.limits().maxPerAccount(); i++) {
            pool.acquire(slow);
        }

        Future<?> rejected = onAnotherThread(
                () -> pool.acquire(slow, AcquireOptions.defaults().withoutQueueing()));
        assertThat(asked.await(Patience.TIME.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        Future<?> served = onAnotherThread(() -> pool.acquire(other));
        try {
            assertThat(served.get(Patience.TIME.toMillis(), TimeUnit.MILLISECONDS))
                    .isNotNull();
        } finally {
            answered.countDown();
        }
        assertThatThrownBy(rejected::get).hasCauseInstanceOf(AcquireRejectedException.class);
    }

    @Test
    void anAccountWhoseNameOverflowsTheStackLosesNoPlace() throws Exception {
        record Account(int number) {

            @Override
            @SuppressWarnings("InfiniteRecursion") // as an entity that prints its children, which print it
            public String toString() {
                return toString() + number;
            }
        }
        AccountPool<Account, Object> pool = start(AccountPool.<Account, Object>builder("deep", account -> new Object())
                .limits(ONE));
        Account account = new Account(1);
        Lease<Object> held = pool.acquire(account);

        assertThatThrownBy(() -> pool.acquire(account, AcquireOptions.defaults().withTimeout(Duration.ZERO)))
                .isInstanceOf(AcquireTimeoutException.class);

        assertThat(pool.snapshot().pending()).isZero();
        held.close();
        assertThat(pool.tryAcquire(account)).isPresent();
    }

    @Test
    void anExecutorThatFailsIsTakenForOneThatRefuses() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        ExecutorService threads = Executors.newCachedThreadPool();
        resources.add(threads::shutdownNow);
        AccountPool<String, Object> pool = start(AccountPool.<String, Object>builder("broken", account -> new Object())
                .limits(ONE)
                .executor(call -> {
                    if (broken.get()) {
                        throw new IllegalStateException("no context to propagate");
                    }
                    threads.execute(call);
                }));

        assertThatThrownBy(() -> pool.acquire("a"))
                .isInstanceOf(OpenFailedException.class)
                .hasRootCauseMessage("no context to propagate");
        broken.set(false);
        Lease<Object> held = pool.acquire("a");
        broken.set(true);
        held.discard();

        await().until(() -> pool.snapshot("a").closing() == 0);
        broken.set(false);
        pool.acquire("a").close();
    }

    @Test
    void aCallerIsToldOfAFailureThatCannotSayWhatItIs() {
        class Mute extends Exception {

            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new UnsupportedOperationException("mute");
            }
        }
        AccountPool<String, Object> pool = start(AccountPool.<String, Object>builder("mute", account -> {
                    throw new Mute();
                })
                .limits(ONE));

        assertThatThrownBy(() -> pool.acquireAsync("a").get(Patience.TIME.toMillis(), TimeUnit.MILLISECONDS))
                .cause()
                .isInstanceOf(OpenFailedException.class)
                .cause()
                .isInstanceOf(Mute.class);
        assertThat(pool.recorder().totals().openFailures()).isEqualTo(1);
    }

    @Test
    void aFailureWhoseMessageIsAnErrorIsToldAndLosesNoPlace() throws Exception {
        class Endless extends Exception {

            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new StackOverflowError("as of one that prints what it wraps, which wraps it");
            }
        }
        AtomicBoolean down = new AtomicBoolean(true);
        AccountPool<String, Object> pool = start(AccountPool.<String, Object>builder("endless", account -> {
                    if (down.get()) {
                        throw new Endless();
                    }
                    return new Object();
                })
                .limits(ONE));

        assertThatThrownBy(() -> pool.acquireAsync("a").get(Patience.TIME.toMillis(), TimeUnit.MILLISECONDS))
                .cause()
                .isInstanceOf(OpenFailedException.class)
                .cause()
                .isInstanceOf(Endless.class);
        down.set(false);
        pool.acquire("a").close();
    }

    @Test
    void anErrorOfAListenerOfTimingsLosesNoPlace() throws Exception {
        AccountPool<String, Object> pool = start(AccountPool.<String, Object>builder("heard", account -> new Object())
                .limits(ONE));
        pool.recorder().addListener(new PoolRecorder.Listener() {

            @Override
            public void acquired(long waitNanos) {
                throw new NoClassDefFoundError("acquired");
            }

            @Override
            public void used(long usageNanos) {
                throw new NoClassDefFoundError("used");
            }

            @Override
            public void opened(long openNanos) {
                throw new NoClassDefFoundError("opened");
            }
        });

        Lease<Object> opened = pool.acquireAsync("a").get(Patience.TIME.toMillis(), TimeUnit.MILLISECONDS);
        opened.close();
        Lease<Object> idle = pool.acquire("a");
        assertThat(idle.client()).isNotNull();
        idle.discard();

        pool.acquireAsync("b")
                .get(Patience.TIME.toMillis(), TimeUnit.MILLISECONDS)
                .close();
        assertThat(pool.snapshot().idle()).isEqualTo(1);
    }

    @Test
    void aFactoryDoesNotInheritTheContextOfACaller() throws Exception {
        InheritableThreadLocal<String> context = new InheritableThreadLocal<>();
        AtomicReference<String> seen = new AtomicReference<>("not called");
        AccountPool<String, Object> pool = start(AccountPool.builder("context", account -> {
            seen.set(String.valueOf(context.get()));
            return new Object();
        }));
        context.set("the user of this request");
        try {
            pool.acquire("a").close();
        } finally {
            context.remove();
        }

        assertThat(seen).hasValue("null");
    }

    @Test
    void callbacksMayCallThePoolBack() throws Exception {
        AccountPool<String, Object> pool = start(AccountPool.<String, Object>builder("back", account -> new Object())
                .limits(ONE));

        Future<Object> result = pool.acquireAsync("a").thenApply(lease -> {
            lease.close();
            pool.evictIdle();
            try (Lease<Object> other = pool.acquire("b")) {
                return other.client();
            } catch (InterruptedException ex) {
                throw new IllegalStateException(ex);
            }
        });

        assertThat(result.get(Patience.TIME.toMillis(), TimeUnit.MILLISECONDS)).isNotNull();
    }

    @Test
    void aFactoryMayCallThePoolBack() throws Exception {
        CompletableFuture<AccountPool<String, Object>> self = new CompletableFuture<>();
        AccountPool<String, Object> pool = start(AccountPool.<String, Object>builder("nested", account -> {
                    if (account.equals("child")) {
                        try (Lease<Object> parent = self.join().acquire("parent")) {
                            return List.of(parent.client());
                        }
                    }
                    return new Object();
                })
                .limits(SOME));
        self.complete(pool);

        assertThat(pool.acquire("child").client()).isInstanceOf(List.class);
        assertThat(pool.snapshot("parent").idle()).isEqualTo(1);
    }
}
