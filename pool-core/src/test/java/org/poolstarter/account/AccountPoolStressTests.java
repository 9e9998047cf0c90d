/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.pool.PoolTotals;

/** Many callers at once doing all they may, on a service that often fails; the service judges the limits. */
@Tag("stress")
class AccountPoolStressTests {

    private static final int THREADS = 12;
    private static final int ACCOUNTS = 30;
    private static final int MAX_SIZE = 8;
    private static final int ROUNDS = 1_500;

    private final ScriptedFactory factory = new ScriptedFactory();
    private final LongAdder acquired = new LongAdder();
    private final LongAdder timedOut = new LongAdder();

    @ParameterizedTest
    @CsvSource({"1, false, true", "2, false, false", "3, true, true"})
    void limitsHoldAndNothingIsLost(long seed, boolean exclusive, boolean keepIdle) throws Exception {
        script(new SplittableRandom(seed));
        AccountPool<String, Client> pool = AccountPool.builder("stress", factory)
                .limits(limits(exclusive, keepIdle))
                .build();

        runCallers(pool, seed);
        pool.close();

        assertThat(factory.mostInAll()).isEqualTo(MAX_SIZE);
        assertThat(factory.mostOfAnAccount()).isEqualTo(exclusive ? 1 : 2);
        assertThat(factory.sessions()).isZero();
        await().untilAsserted(() -> assertReconciled(pool));
    }

    private static AccountPoolSettings limits(boolean exclusive, boolean keepIdle) {
        AccountPoolSettings.Builder limits = AccountPoolSettings.builder()
                .maxSize(MAX_SIZE)
                .maxPerAccount(2)
                .keepIdle(keepIdle)
                .openBackoff(Duration.ZERO)
                .sessionTimeout(Duration.ofMillis(20))
                .idleTimeout(Duration.ofMillis(3))
                .maxLifetime(Duration.ofMillis(40))
                .cleanupInterval(Duration.ofMillis(2));
        return (exclusive ? limits.exclusive() : limits).build();
    }

    /** What the service does, call by call, more calls than there will be. */
    private void script(SplittableRandom random) {
        for (int i = 0; i < THREADS * ROUNDS; i++) {
            int duration = random.nextInt(20);
            int outcome = random.nextInt(20);
            factory.onOpen(() -> {
                work(duration);
                if (outcome == 0) {
                    throw new IOException("refused");
                }
                if (outcome == 1) {
                    throw new StackOverflowError("scripted");
                }
            });
            factory.onClose(() -> {
                work(duration);
                if (outcome == 2) {
                    throw new IOException("reset");
                }
            });
        }
    }

    private void runCallers(AccountPool<String, Client> pool, long seed) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> results = LongStream.range(0, THREADS)
                    .<Future<?>>mapToObj(thread -> callers.submit(() -> {
                        call(pool, new SplittableRandom(seed * 1_000 + thread));
                        return null;
                    }))
                    .toList();
            for (Future<?> result : new ArrayList<>(results)) {
                result.get(60, TimeUnit.SECONDS);
            }
        } finally {
            callers.shutdownNow();
        }
    }

    private void call(AccountPool<String, Client> pool, SplittableRandom random) throws InterruptedException {
        for (int i = 0; i < ROUNDS; i++) {
            // Half of the calls go to a tenth of the accounts.
            String account = "account " + (random.nextBoolean() ? random.nextInt(ACCOUNTS) : random.nextInt(3));
            Optional<Lease<Client>> lease = acquire(pool, account, random.nextInt(10));
            if (lease.isPresent()) {
                acquired.increment();
                use(lease.get(), account, random);
            }
        }
    }

    private Optional<Lease<Client>> acquire(AccountPool<String, Client> pool, String account, int how)
            throws InterruptedException {
        AcquireOptions options = AcquireOptions.defaults();
        try {
            return switch (how) {
                case 0 -> pool.tryAcquire(account);
                case 1 -> Optional.of(pool.acquire(account, options.withoutQueueing()));
                case 2, 3 -> Optional.of(pool.acquire(account, options.withTimeout(Duration.ofNanos(200_000))));
                // Would the pool lose a place or forget a caller, this would end by the timeout of a minute.
                default -> Optional.of(pool.acquire(account));
            };
        } catch (AcquireTimeoutException ex) {
            assertThat(how).as("an acquire that had all the time in the world").isBetween(2, 3);
            timedOut.increment();
        } catch (OpenFailedException ex) {
            assertThat(ex.getCause()).isInstanceOfAny(IOException.class, StackOverflowError.class);
        } catch (AcquireRejectedException ex) {
            assertThat(how).isEqualTo(1);
        } catch (AccountBusyException ex) {
            assertThat(pool.limits().exclusive()).isTrue();
        }
        return Optional.empty();
    }

    private static void use(Lease<Client> lease, String account, SplittableRandom random) {
        try {
            Client client = lease.client();
            assertThat(client.account()).isEqualTo(account);
            client.begin();
            work(random.nextInt(10));
            boolean closed = client.isClosed();
            lease.client();
            assertThat(closed).as("closed while it was held").isFalse();
            if (random.nextInt(500) == 0) {
                awaitExpiry(lease);
            }
            client.end();
        } catch (IllegalStateException ex) {
            // The session timeout has passed: the client is closed and nobody else gets it.
            assertThat(ex).hasMessageContaining("has ended");
        }
        end(lease, random);
    }

    private static void awaitExpiry(Lease<Client> lease) {
        await().pollInterval(Duration.ofMillis(2))
                .untilAsserted(() -> assertThatIllegalStateException().isThrownBy(lease::client));
    }

    private static void end(Lease<Client> lease, SplittableRandom random) {
        switch (random.nextInt(10)) {
            case 0 -> lease.discard();
            case 1 -> {
                lease.closeAfterUse();
                lease.close();
            }
            default -> lease.close();
        }
        if (random.nextInt(10) == 0) {
            lease.close();
        }
    }

    private void assertReconciled(AccountPool<String, Client> pool) {
        PoolTotals totals = pool.recorder().totals();
        assertThat(totals.acquired()).isEqualTo(acquired.sum());
        assertThat(totals.timedOut()).isEqualTo(timedOut.sum());
        assertThat(totals.released() + totals.discarded()).isEqualTo(totals.acquired());
        assertThat(totals.opened()).isEqualTo(factory.opened().size());
        assertThat(totals.closedInAll()).isEqualTo(totals.opened());
        assertThat(totals.opened() + totals.openFailures())
                .isEqualTo(factory.opening().size());
        assertThat(pool.snapshot().size()
                        + pool.snapshot().opening()
                        + pool.snapshot().pending())
                .isZero();
        assertThat(pool.sections()).extractingByKey("accounts").asString().contains("known=0", "closing=0");
    }

    private static void work(int duration) {
        for (int i = 0; i < 50 * duration; i++) {
            Thread.onSpinWait();
        }
    }
}
