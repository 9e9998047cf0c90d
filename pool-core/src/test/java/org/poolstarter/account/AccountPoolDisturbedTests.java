/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.pool.PoolTotals;

/**
 * Callers of every kind while somebody else changes limits, evicts, clears, pauses and replaces the factory. The service
 * judges the limits; whoever waits has more time than the test, so a caller who is forgotten ends it.
 */
@Tag("stress")
@Timeout(120)
class AccountPoolDisturbedTests {

    private static final int CALLERS = 10;
    private static final int ROUNDS = 800;
    private static final int ACCOUNTS = 12;
    private static final int MOST_IN_ALL = 8;
    private static final int MOST_OF_AN_ACCOUNT = 3;

    private final ScriptedFactory factory = new ScriptedFactory();
    private final AtomicBoolean over = new AtomicBoolean();

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void nothingIsLostByPlatformThreads(long seed) throws Exception {
        disturb(seed, Executors.newCachedThreadPool());
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void nothingIsLostByVirtualThreads(long seed) throws Exception {
        VirtualThreads.requireJava(21);
        disturb(seed, VirtualThreads.newExecutor());
    }

    private void disturb(long seed, ExecutorService threads) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < ROUNDS; i++) {
            if (random.nextInt(15) == 0) {
                factory.onOpen(() -> {
                    throw new IOException("refused");
                });
            } else {
                factory.onOpen(() -> {});
            }
        }
        AccountPool<String, Client> pool = AccountPool.builder("disturbed", factory)
                .limits(AccountPoolSettings.builder()
                        .maxSize(MOST_IN_ALL)
                        .maxPerAccount(MOST_OF_AN_ACCOUNT)
                        .openBackoff(Duration.ZERO)
                        .closeTimeout(Duration.ZERO)
                        .build())
                .build();
        try {
            SplittableRandom ofDisturber = random.split();
            Future<?> disturber = threads.submit(() -> {
                while (!over.get()) {
                    disturbOnce(pool, ofDisturber);
                }
                pool.resume();
            });
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                SplittableRandom own = random.split();
                callers.add(threads.submit(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        call(pool, threads, own);
                    }
                    return null;
                }));
            }
            for (Future<?> caller : callers) {
                caller.get(60, TimeUnit.SECONDS);
            }
            over.set(true);
            disturber.get(30, TimeUnit.SECONDS);
            assertAllPlacesAreThere(pool);
        } finally {
            over.set(true);
            pool.close();
            threads.shutdownNow();
        }
        assertReconciled(pool);
    }

    private static void disturbOnce(AccountPool<String, Client> pool, SplittableRandom random) {
        switch (random.nextInt(9)) {
            case 0 -> pool.evictIdle();
            case 1 -> pool.clear();
            case 2 -> pool.closeAll(account(random));
            case 3 -> pool.changeLimit(account(random), 1 + random.nextInt(MOST_OF_AN_ACCOUNT));
            case 4 -> pool.changeLimit(account(random), null);
            case 5 ->
                pool.changeLimits(pool.limits().toBuilder()
                        .maxSize(1 + random.nextInt(MOST_IN_ALL))
                        .keepIdle(random.nextInt(4) != 0)
                        .build());
            case 6 -> pool.pause();
            default -> pool.resume();
        }
        for (int i = random.nextInt(2_000); i > 0; i--) {
            Thread.onSpinWait();
        }
        pool.resume();
    }

    private void call(AccountPool<String, Client> pool, ExecutorService threads, SplittableRandom random)
            throws Exception {
        String account = account(random);
        try {
            switch (random.nextInt(6)) {
                case 0 -> callAndCancel(pool, account, random);
                case 1 -> use(pool.acquireAsync(account).get(), account, threads, random);
                case 2 ->
                    use(
                            pool.acquire(account, AcquireOptions.defaults().withTimeout(Duration.ofNanos(100_000))),
                            account,
                            threads,
                            random);
                case 3 -> use(pool.acquire(account, AcquireOptions.fresh()), account, threads, random);
                default -> use(pool.acquire(account), account, threads, random);
            }
        } catch (OpenFailedException | AcquireTimeoutException ex) {
            // As scripted, or as short as the time was.
        } catch (ExecutionException ex) {
            assertThat(ex.getCause()).isInstanceOf(OpenFailedException.class);
        }
    }

    private static void callAndCancel(AccountPool<String, Client> pool, String account, SplittableRandom random)
            throws Exception {
        CompletableFuture<Lease<Client>> call = pool.acquireAsync(account);
        for (int i = random.nextInt(1_000); i > 0; i--) {
            Thread.onSpinWait();
        }
        call.cancel(true);
        try {
            call.get().close();
        } catch (CancellationException ex) {
            assertThat(call.isCancelled()).isTrue();
        }
    }

    private static void use(Lease<Client> lease, String account, ExecutorService threads, SplittableRandom random)
            throws Exception {
        Client client = lease.client();
        assertThat(client.account()).isEqualTo(account);
        client.begin();
        for (int i = random.nextInt(200); i > 0; i--) {
            Thread.onSpinWait();
        }
        assertThat(client.isClosed()).as("closed while it was held").isFalse();
        client.end();
        Future<?> other = (random.nextInt(4) == 0) ? threads.submit(lease::close) : null;
        if (random.nextInt(10) == 0) {
            lease.discard();
        } else {
            lease.close();
        }
        if (other != null) {
            other.get();
        }
    }

    /** Each account that is asked can have all its clients, and together they are as many as the pool may have. */
    private void assertAllPlacesAreThere(AccountPool<String, Client> pool) throws Exception {
        pool.changeLimits(pool.limits().toBuilder()
                .maxSize(MOST_IN_ALL)
                .maxPerAccount(1)
                .keepIdle(true)
                .build());
        List<Lease<Client>> all = new ArrayList<>();
        while (all.size() < MOST_IN_ALL) {
            try {
                all.add(pool.acquire("last " + all.size()));
            } catch (OpenFailedException ex) {
                assertThat(ex).hasCauseInstanceOf(IOException.class);
            }
        }
        assertThat(pool.snapshot().pending()).isZero();
        all.forEach(Lease::close);
    }

    private void assertReconciled(AccountPool<String, Client> pool) {
        await().untilAsserted(() -> assertThat(factory.sessions()).isZero());
        assertThat(factory.mostInAll()).isLessThanOrEqualTo(MOST_IN_ALL);
        assertThat(factory.mostOfAnAccount()).isLessThanOrEqualTo(MOST_OF_AN_ACCOUNT);
        assertThat(factory.closed()).doesNotHaveDuplicates().hasSameSizeAs(factory.opened());
        await().untilAsserted(() -> {
            PoolTotals totals = pool.recorder().totals();
            assertThat(totals.closedInAll()).isEqualTo(totals.opened());
            assertThat(totals.released() + totals.discarded()).isEqualTo(totals.acquired());
        });
        assertThat(pool.leaks()).isZero();
    }

    private static String account(SplittableRandom random) {
        return "account " + random.nextInt(ACCOUNTS);
    }
}
