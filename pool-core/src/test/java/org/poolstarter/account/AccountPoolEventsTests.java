/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.pool.PoolEvent;
import org.poolstarter.pool.PoolEventType;
import org.poolstarter.pool.PoolEvents;

/** What an account pool tells of, in which order, and that listeners do it no harm. */
class AccountPoolEventsTests {

    private final Queue<PoolEvent> seen = new ConcurrentLinkedQueue<>();
    private TestPool test = new TestPool(limits -> limits);

    private void limits(UnaryOperator<AccountPoolSettings.Builder> limits) {
        test.close();
        test = new TestPool(limits);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private void listen() {
        test.pool.events().addListener(EnumSet.allOf(PoolEventType.class), seen::add);
    }

    private void awaitSeen(PoolEventType... types) {
        await().untilAsserted(() -> assertThat(seen).extracting(PoolEvent::type).containsExactly(types));
    }

    private Map<String, Object> details(PoolEventType type) {
        return seen.stream()
                .filter(event -> event.type() == type)
                .findFirst()
                .orElseThrow()
                .details();
    }

    @Test
    void aSessionIsToldFromItsOpeningToItsEnd() throws Exception {
        listen();
        Lease<Client> lease = test.acquire("ada");
        test.time.advance(Duration.ofSeconds(3));
        lease.count("messages", 5);
        lease.failed(new IOException("reset"));
        lease.closeAfterUse();
        lease.close();

        awaitSeen(PoolEventType.OPENED, PoolEventType.ACQUIRED, PoolEventType.RELEASED, PoolEventType.CLOSED);
        assertThat(seen).allSatisfy(event -> {
            assertThat(event.account()).isEqualTo("ada");
            assertThat(event.pool()).isEqualTo(test.pool.name());
            assertThat(event.backend()).isEqualTo("account");
        });
        assertThat(details(PoolEventType.ACQUIRED)).isEqualTo(Map.of("opened", true, "waited", Duration.ZERO));
        assertThat(details(PoolEventType.RELEASED))
                .isEqualTo(Map.of(
                        "ended",
                        "released",
                        "held",
                        Duration.ofSeconds(3),
                        "opened",
                        true,
                        "counters",
                        Map.of("messages", 5L),
                        "errors",
                        1,
                        "active",
                        0,
                        "max",
                        10));
        assertThat(details(PoolEventType.CLOSED)).isEqualTo(Map.of("reason", "AFTER_USE"));
        assertThat(test.pool.events().recent())
                .extracting(PoolEvent::type)
                .containsExactly(PoolEventType.CLOSED, PoolEventType.OPENED);
    }

    @Test
    void aLeakAndAnExpiryComeBeforeTheEndOfTheirSession() throws Exception {
        limits(limits -> limits.leakThreshold(Duration.ofSeconds(40)).sessionTimeout(Duration.ofMinutes(1)));
        listen();
        test.acquire("ada");
        test.time.advance(Duration.ofMinutes(2));

        awaitSeen(
                PoolEventType.OPENED,
                PoolEventType.ACQUIRED,
                PoolEventType.LEAK,
                PoolEventType.SESSION_EXPIRED,
                PoolEventType.RELEASED,
                PoolEventType.CLOSED);
        assertThat(details(PoolEventType.LEAK)).isEqualTo(Map.of("held", Duration.ofSeconds(40), "lost", false));
        assertThat(details(PoolEventType.SESSION_EXPIRED)).isEqualTo(Map.of("held", Duration.ofMinutes(1)));
        assertThat(details(PoolEventType.RELEASED)).containsEntry("ended", "expired");
    }

    /** The end is decided by the pool while the caller still sleeps, and told after the begin all the same. */
    @Test
    void aSessionThatEndsBeforeItsCallerIsAwakeIsToldFromItsBegin() {
        ManualTime time = new ManualTime();
        SteppedExecutor executor = new SteppedExecutor(time::nanoTime);
        AccountPool<String, String> pool = AccountPool.<String, String>builder("asleep", account -> account)
                .limits(AccountPoolSettings.builder()
                        .leakThreshold(Duration.ofSeconds(59))
                        .sessionTimeout(Duration.ofMinutes(1))
                        .build())
                .executor(executor)
                .scheduler(time)
                .nanoTime(time::nanoTime)
                .build();
        pool.events()
                .addListener(
                        Set.of(PoolEventType.ACQUIRED, PoolEventType.SESSION_EXPIRED, PoolEventType.RELEASED),
                        seen::add);
        CompletableFuture<Void> unused = pool.acquireAsync("ada").thenAccept(Lease::close);
        executor.run(0);

        time.advance(Duration.ofMinutes(1));
        while (executor.waiting() > 0) {
            executor.run(0);
        }

        awaitSeen(PoolEventType.ACQUIRED, PoolEventType.SESSION_EXPIRED, PoolEventType.RELEASED);
    }

    @Test
    void whoGetsNoLeaseIsToldOf() throws Exception {
        limits(limits -> limits.exclusive());
        Lease<Client> held = test.acquire("ada");
        assertThatThrownBy(() -> test.pool.acquire("ada")).isInstanceOf(AccountBusyException.class);
        test.factory.onOpen(() -> {
            throw new RetryAfter(Duration.ofSeconds(30));
        });
        assertThatThrownBy(() -> test.pool.acquire("bob")).isInstanceOf(AccountParkedException.class);
        test.factory.onOpen(() -> {
            throw new IOException("no route to host");
        });
        assertThatThrownBy(() -> test.pool.acquire("carl")).isInstanceOf(OpenFailedException.class);
        test.pool.pause();
        assertThatThrownBy(() ->
                        test.pool.acquire("dora", AcquireOptions.defaults().withTimeout(Duration.ofMillis(1))))
                .isInstanceOf(AcquireTimeoutException.class);
        held.close();

        List<PoolEvent> told = test.pool.events().recent();
        assertThat(told)
                .extracting(PoolEvent::type, PoolEvent::account)
                .containsExactlyInAnyOrder(
                        tuple(PoolEventType.OPENED, "ada"),
                        tuple(PoolEventType.REJECTED, "ada"),
                        tuple(PoolEventType.OPEN_FAILED, "bob"),
                        tuple(PoolEventType.PARKED, "bob"),
                        tuple(PoolEventType.REJECTED, "bob"),
                        tuple(PoolEventType.OPEN_FAILED, "carl"),
                        tuple(PoolEventType.PAUSED, null),
                        tuple(PoolEventType.TIMED_OUT, "dora"));
        seen.addAll(told);
        assertThat(details(PoolEventType.PARKED)).isEqualTo(Map.of("retryAfter", Duration.ofSeconds(30)));
        assertThat(details(PoolEventType.TIMED_OUT)).isEqualTo(Map.of("waited", Duration.ofMillis(1)));
        assertThat(details(PoolEventType.OPEN_FAILED)).isEqualTo(Map.of("error", "IOException: no route to host"));
        assertThat(details(PoolEventType.REJECTED).get("error")).asString().startsWith("AccountParkedException: ");
    }

    @Test
    void whatThePoolIsToldToDoIsToldOf() throws Exception {
        test.acquire("ada").close();
        test.pool.evictIdle();
        test.pool.pause();
        test.pool.resume();
        test.pool.drain(Duration.ofSeconds(10));
        test.pool.resume();
        test.pool.closeAll("nobody");
        test.acquire("ada").close();
        test.pool.closeAll("ada");
        test.pool.clear();
        test.pool.changeLimits(test.pool.limits().toBuilder().maxSize(7).build());
        test.pool.changeLimit("ada", 2);
        test.pool.changeLimit("ada", null);
        test.pool.replaceFactory(test.factory);

        assertThat(test.pool.events().recent())
                .filteredOn(event ->
                        !Set.of(PoolEventType.OPENED, PoolEventType.CLOSED).contains(event.type()))
                .extracting(PoolEvent::type, PoolEvent::account, PoolEvent::details)
                .containsExactly(
                        tuple(PoolEventType.CHANGED, null, Map.of("factory", "replaced")),
                        tuple(PoolEventType.CHANGED, "ada", Map.of("maxPerAccount", "as the pool's")),
                        tuple(PoolEventType.CHANGED, "ada", Map.of("maxPerAccount", 2)),
                        tuple(PoolEventType.CHANGED, null, Map.of("maxSize", 7, "maxPerAccount", 3)),
                        tuple(PoolEventType.EVICTED, null, Map.of("clients", 0)),
                        tuple(PoolEventType.EVICTED, "ada", Map.of("clients", 1)),
                        tuple(PoolEventType.RESUMED, null, Map.of()),
                        tuple(PoolEventType.DRAINED, null, Map.of()),
                        tuple(PoolEventType.RESUMED, null, Map.of()),
                        tuple(PoolEventType.PAUSED, null, Map.of()),
                        tuple(PoolEventType.EVICTED, null, Map.of("clients", 1)));
    }

    /** The pool works on and ends as without it, and what the listener will never hear of is counted. */
    @Test
    @Timeout(60)
    void aListenerThatNeverReturnsChangesNothingForThePoolAndItsEnd() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        test.pool.events().addListener(EnumSet.allOf(PoolEventType.class), event -> {
            entered.countDown();
            try {
                never.await();
            } catch (InterruptedException ex) {
                seen.add(event);
            }
        });
        test.acquire("ada").close();
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

        for (int i = 0; i < 10_000; i++) {
            test.pool.acquire("ada").close();
        }
        Lease<Client> lease = test.acquire("bob");
        lease.discard();
        test.awaitClosed(1);
        test.pool.drain(Duration.ofSeconds(10));
        test.pool.close();

        assertThat(test.pool.recorder().totals().acquired()).isEqualTo(10_002);
        assertThat(test.pool.events().dropped()).isGreaterThan(18_000);
        assertThat(test.pool.sections().get("events"))
                .asString()
                .contains("dropped=" + test.pool.events().dropped());
        assertThat(test.factory.closed()).hasSize(2);
        assertThat(test.pool.sessionSummary().total()).isEqualTo(10_002);
        assertThat(seen).isEmpty();
        never.countDown();
    }

    @Test
    void aListenerThatThrowsHarmsNoSession() throws Exception {
        test.pool.events().addListener(EnumSet.allOf(PoolEventType.class), event -> {
            throw new IllegalStateException("cannot page anybody");
        });
        listen();
        test.acquire("ada").close();
        test.acquire("ada").close();

        awaitSeen(
                PoolEventType.OPENED,
                PoolEventType.ACQUIRED,
                PoolEventType.RELEASED,
                PoolEventType.ACQUIRED,
                PoolEventType.RELEASED);
        await().until(() -> test.pool.events().failed() == 5);
    }

    /** One caller for each account: its events alternate if those of each session come in order. */
    @Test
    void theEventsOfEachSessionComeInOrderUnderLoad() throws Exception {
        test.close();
        int accounts = 4;
        int each = 5_000;
        try (AccountPool<String, String> pool = AccountPool.<String, String>builder("load", account -> account)
                .limits(AccountPoolSettings.builder().exclusive().build())
                .events(PoolEvents.builder("load", AccountPool.BACKEND)
                        .queueSize(10 * accounts * each)
                        .build())
                .build()) {
            pool.events().addListener(Set.of(PoolEventType.ACQUIRED, PoolEventType.RELEASED), seen::add);
            List<Thread> threads = IntStream.range(0, accounts)
                    .mapToObj(number -> new Thread(() -> use(pool, "account" + number, each)))
                    .toList();
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            await().until(() -> seen.size() == 2 * accounts * each);
        }
        for (int account = 0; account < accounts; account++) {
            String name = "account" + account;
            List<PoolEventType> types = seen.stream()
                    .filter(event -> name.equals(event.account()))
                    .map(PoolEvent::type)
                    .toList();
            for (int i = 0; i < types.size(); i++) {
                assertThat(types.get(i)).isEqualTo((i % 2 == 0) ? PoolEventType.ACQUIRED : PoolEventType.RELEASED);
            }
        }
    }

    private static void use(AccountPool<String, String> pool, String account, int times) {
        try {
            for (int i = 0; i < times; i++) {
                pool.acquire(account).close();
            }
        } catch (InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
    }
}
