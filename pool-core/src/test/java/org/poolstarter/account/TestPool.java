/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.ScriptedFactory.Client;

/** A pool over a scripted factory in manual time, with callers on threads of their own. */
final class TestPool implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(2);
    private static final AcquireOptions PATIENT = AcquireOptions.defaults().withTimeout(Patience.TIME);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final ScriptedFactory factory = new ScriptedFactory();
    final ManualTime time = new ManualTime();
    final ExecutorService callers;

    /** Where the pool's jitter comes from; none unless set. */
    volatile DoubleSupplier jitter = () -> 0;

    final AccountPool<String, Client> pool;
    private final Queue<Object> kept = new ConcurrentLinkedQueue<>();

    TestPool(UnaryOperator<AccountPoolSettings.Builder> limits) {
        this(Executors.newCachedThreadPool(), limits);
    }

    TestPool(
            UnaryOperator<AccountPoolSettings.Builder> limits, UnaryOperator<AccountPoolBuilder<String, Client>> more) {
        this(Executors.newCachedThreadPool(), limits, more);
    }

    TestPool(ExecutorService callers, UnaryOperator<AccountPoolSettings.Builder> limits) {
        this(callers, limits, builder -> builder);
    }

    private TestPool(
            ExecutorService callers,
            UnaryOperator<AccountPoolSettings.Builder> limits,
            UnaryOperator<AccountPoolBuilder<String, Client>> more) {
        this.callers = callers;
        AccountPoolSettings.Builder settings = AccountPoolSettings.builder()
                .acquireTimeout(Duration.ofSeconds(30))
                .connectTimeout(Duration.ofSeconds(20))
                .sessionTimeout(Duration.ofHours(10))
                .idleTimeout(Duration.ofMinutes(5))
                .lifetimeJitter(0)
                .openBackoff(Duration.ZERO)
                .closeTimeout(Duration.ZERO);
        this.pool = more.apply(AccountPool.builder("test" + NUMBER.incrementAndGet(), factory)
                        .limits(limits.apply(settings).build())
                        .scheduler(time)
                        .nanoTime(time::nanoTime)
                        .clock(time::instant)
                        .random(new Jitter()))
                .build();
    }

    /** The lease is kept until the pool is closed, so that it is not lost though the test forgets it. */
    Lease<Client> acquire(String account) throws InterruptedException {
        Lease<Client> lease = pool.acquire(account, PATIENT);
        kept.add(lease);
        return lease;
    }

    /** Acquires on another thread. */
    Call acquireAsync(String account) {
        return acquireAsync(account, AcquireOptions.defaults());
    }

    Call acquireAsync(String account, AcquireOptions options) {
        Call call = new Call();
        kept.add(call);
        callers.execute(() -> call.run(() -> pool.acquire(account, options)));
        return call;
    }

    /** Acquires on another thread, and returns when that caller waits behind those before it. */
    Call queue(String account) {
        return queue(account, AcquireOptions.defaults());
    }

    Call queue(String account, AcquireOptions options) {
        int before = pool.snapshot().pending();
        Call call = acquireAsync(account, options);
        awaitPending(before + 1);
        return call;
    }

    void awaitPending(int count) {
        await().pollInterval(POLL).until(() -> pool.snapshot().pending() == count);
    }

    void awaitClosed(int count) {
        await().pollInterval(POLL).until(() -> pool.recorder().totals().closedInAll() == count);
        await().pollInterval(POLL).until(() -> sectionNumber("closing") == 0);
    }

    /** Returns when the factory was asked for so many clients. */
    void awaitOpens(int count) {
        await().pollInterval(POLL).until(() -> factory.opening().size() == count);
    }

    int sectionNumber(String key) {
        if (pool.sections().get("accounts") instanceof Map<?, ?> section
                && section.get(key) instanceof Integer number) {
            return number;
        }
        throw new AssertionError("No number " + key);
    }

    @Override
    public void close() {
        pool.close();
        callers.shutdownNow();
    }

    private final class Jitter implements RandomGenerator {

        @Override
        public long nextLong() {
            throw new UnsupportedOperationException();
        }

        @Override
        public double nextDouble() {
            return jitter.getAsDouble();
        }
    }

    /** An acquire on another thread. */
    static final class Call {

        private final CompletableFuture<Lease<Client>> lease = new CompletableFuture<>();
        private volatile @Nullable Thread thread;

        private void run(Callable<Lease<Client>> acquire) {
            thread = Thread.currentThread();
            try {
                lease.complete(acquire.call());
            } catch (Throwable ex) {
                // Whatever the pool throws is what the test wants to see.
                lease.completeExceptionally(ex);
            }
        }

        /** The lease, or what the acquire has thrown. */
        Lease<Client> get() throws Exception {
            try {
                return lease.get(Patience.TIME.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException ex) {
                if (ex.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw new CompletionException(ex.getCause());
            } catch (TimeoutException ex) {
                throw new AssertionError("The acquire has not ended", ex);
            }
        }

        boolean hasEnded() {
            return lease.isDone();
        }

        void interrupt() {
            Thread caller = thread;
            if (caller == null) {
                throw new AssertionError("The acquire has not begun");
            }
            caller.interrupt();
        }
    }
}
