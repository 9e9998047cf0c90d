/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.AccountBusyException;
import org.poolstarter.account.AcquireOptions;
import org.poolstarter.account.AcquireRejectedException;
import org.poolstarter.account.AcquireTimeoutException;
import org.poolstarter.account.Lease;
import org.poolstarter.account.redis.Service.Session;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.PoolEvent;
import org.poolstarter.pool.PoolEventType;
import org.poolstarter.pool.TimeoutCause;
import org.springframework.data.redis.core.StringRedisTemplate;

class RedisPermitsTests {

    private static TestRedis redis;

    private final Service service = new Service();
    private final List<Replica> replicas = new ArrayList<>();
    private StringRedisTemplate client;

    @BeforeAll
    static void startRedis() {
        redis = TestRedis.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void empty() {
        client = redis.client();
        client.delete(client.keys("*"));
    }

    @AfterEach
    void closeReplicas() {
        replicas.forEach(Replica::close);
    }

    private Replica replica(String name) {
        return replica(name, plan -> {});
    }

    private Replica replica(String name, Consumer<Replica.Plan> more) {
        Replica.Plan plan = new Replica.Plan();
        more.accept(plan);
        Replica replica = new Replica(name, service, redis.connections(), plan);
        replicas.add(replica);
        return replica;
    }

    @Test
    void aSecondReplicaWaitsUntilTheFirstReleases() throws Exception {
        Replica one = replica("one");
        Replica two = replica("two");
        Lease<Session> held = one.acquire("bob");

        CompletableFuture<Lease<Session>> waiting = two.pool.acquireAsync("bob");
        await().until(() -> two.shown("waiting").equals(1));
        assertThat(waiting).isNotDone();
        held.close();

        Lease<Session> next = waiting.get(5, TimeUnit.SECONDS);
        assertThat(next.client().account()).isEqualTo("bob");
        assertThat(service.most("bob")).isEqualTo(1);
        next.close();
    }

    @Test
    void aClientThatIsIdleElsewhereIsGivenUp() throws Exception {
        Replica one = replica("one");
        Replica two = replica("two");
        one.acquire("bob").close();
        assertThat(one.pool.snapshot("bob").idle()).isEqualTo(1);

        try (Lease<Session> lease = two.acquire("bob")) {
            assertThat(lease.client().account()).isEqualTo("bob");
        }
        assertThat(one.pool.recorder().totals().closed()).containsEntry(CloseReason.EVICTED, 1L);
        assertThat(service.most("bob")).isEqualTo(1);
    }

    @Test
    void anIdleClientIsLentWithoutAskingAnybody() throws Exception {
        Replica one = replica("one", plan -> plan.lease = Duration.ofMinutes(30));
        one.acquire("bob").close();
        Object before = one.shown("requests");

        for (int i = 0; i < 100; i++) {
            one.acquire("bob").close();
        }

        assertThat(one.shown("requests")).isEqualTo(before);
    }

    @Test
    void whoFindsAnExclusiveAccountBusyElsewhereIsToldWhere() throws Exception {
        Replica one = replica("one", plan -> plan.limits = limits -> limits.exclusive());
        Replica two = replica("two", plan -> plan.limits = limits -> limits.exclusive());
        try (Lease<Session> held = one.acquire("bob")) {
            assertThatThrownBy(() -> two.acquire("bob"))
                    .isInstanceOf(AccountBusyException.class)
                    .hasMessageContaining("session already active, held by replica one");
            assertThat(held.client().account()).isEqualTo("bob");
        }
    }

    @Test
    void whoDoesNotQueueIsRefusedWhereTheClientsAreHeldElsewhere() throws Exception {
        Replica one = replica("one");
        Replica two = replica("two");
        try (Lease<Session> held = one.acquire("bob")) {
            assertThatThrownBy(() ->
                            two.pool.acquire("bob", AcquireOptions.defaults().withoutQueueing()))
                    .isInstanceOf(AcquireRejectedException.class)
                    .hasMessageContaining("held by replica one");
            assertThat(held.client().account()).isEqualTo("bob");
        }
    }

    /* Who has just connected knows nobody yet. */
    private static void awaitBothKnownTo(Replica replica) {
        await().atMost(Replica.LONG)
                .until(() -> replica.shown("replicas") instanceof Map<?, ?> known && known.size() == 2);
    }

    @Test
    void whoWaitsInVainIsToldWhereTheClientsAre() throws Exception {
        Replica one = replica("one");
        Replica two = replica("two");
        awaitBothKnownTo(two);
        try (Lease<Session> held = one.acquire("bob")) {
            assertThatThrownBy(() ->
                            two.pool.acquire("bob", AcquireOptions.defaults().withTimeout(Duration.ofSeconds(5))))
                    .isInstanceOf(AcquireTimeoutException.class)
                    .hasMessageEndingWith("in the cluster held by replica one");
            assertThat(held.client().account()).isEqualTo("bob");
            assertThat(two.pool.shortage()).satisfies(shortage -> {
                assertThat(shortage.cause()).isEqualTo(TimeoutCause.ACCOUNT_FULL);
                assertThat(shortage.evidence()).containsEntry("cluster", "held by replica one");
            });
        }
    }

    @Test
    void whoWaitsInVainForThePlacesOfAllReplicasIsNotToldOfItsAccount() throws Exception {
        Replica one = replica("one", plan -> plan.maxSize = 1);
        Replica two = replica("two", plan -> plan.maxSize = 1);
        awaitBothKnownTo(two);
        try (Lease<Session> held = one.acquire("bob")) {
            assertThatThrownBy(() ->
                            two.pool.acquire("eve", AcquireOptions.defaults().withTimeout(Duration.ofSeconds(5))))
                    .isInstanceOf(AcquireTimeoutException.class);
            assertThat(held.client().account()).isEqualTo("bob");
            assertThat(two.pool.shortage()).satisfies(shortage -> {
                assertThat(shortage.cause()).isEqualTo(TimeoutCause.ACCOUNT_FULL);
                assertThat(shortage.remedy()).contains("raise cluster.max-size");
                assertThat(shortage.evidence())
                        .containsEntry("cluster", "all 1 permits are taken, by replicas such as one");
            });
        }
    }

    @Test
    void theBoundOfAllHoldsOverAllReplicas() throws Exception {
        Replica one = replica("one", plan -> plan.maxSize = 2);
        Replica two = replica("two", plan -> plan.maxSize = 2);
        Lease<Session> a = one.acquire("a");
        Lease<Session> b = two.acquire("b");

        CompletableFuture<Lease<Session>> waiting = two.pool.acquireAsync("c");
        await().until(() -> two.shown("waiting").equals(1));
        a.close();

        // The client of a is idle now, and gives its place up.
        Lease<Session> c = waiting.get(10, TimeUnit.SECONDS);
        assertThat(c.client().account()).isEqualTo("c");
        assertThat(service.mostOfAll()).isEqualTo(2);
        b.close();
        c.close();
    }

    @Test
    void eachPermitHasAHigherFenceThanAllBefore() throws Exception {
        Replica one = replica("one", plan -> plan.limits = limits -> limits.keepIdle(false));
        Replica two = replica("two", plan -> plan.limits = limits -> limits.keepIdle(false));
        List<Long> fences = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            for (Replica replica : List.of(one, two)) {
                try (Lease<Session> lease = replica.acquire("account" + i % 3)) {
                    fences.add(lease.client().fence());
                }
            }
        }
        assertThat(fences).isSorted().doesNotHaveDuplicates().allMatch(fence -> fence > 0);
    }

    @Test
    void replicasTakeTurnsInTheOrderInWhichTheyCame() throws Exception {
        Replica one = replica("one");
        Replica two = replica("two");
        Replica three = replica("three");
        Lease<Session> held = one.acquire("bob");
        List<String> served = new ArrayList<>();
        CompletableFuture<Lease<Session>> second = two.pool.acquireAsync("bob");
        await().until(() -> waiting("bob") == 1);
        CompletableFuture<Lease<Session>> third = three.pool.acquireAsync("bob");
        await().until(() -> waiting("bob") == 2);
        CompletableFuture<Lease<Session>> again = one.pool.acquireAsync("bob");
        CompletableFuture<?> all = CompletableFuture.allOf(
                second.thenAccept(lease -> serve(served, "two", lease)),
                third.thenAccept(lease -> serve(served, "three", lease)),
                again.thenAccept(lease -> serve(served, "one", lease)));
        held.discard();

        all.get(20, TimeUnit.SECONDS);
        assertThat(served.indexOf("two")).isLessThan(served.indexOf("three"));
        assertThat(service.most("bob")).isEqualTo(1);
    }

    private static void serve(List<String> served, String name, Lease<Session> lease) {
        synchronized (served) {
            served.add(name);
        }
        lease.discard();
    }

    private long waiting(String account) {
        return client.opsForHash().size("pools:{mail}:waiting:" + account);
    }

    @Test
    void aLowerLimitLeavesWhatIsHeldAndGrantsNoMore() throws Exception {
        Replica one = replica("one", plan -> plan.limits = limits -> limits.maxPerAccount(3));
        Replica two = replica("two", plan -> plan.limits = limits -> limits.maxPerAccount(3));
        Lease<Session> first = one.acquire("bob");
        Lease<Session> second = one.acquire("bob");
        two.pool.changeLimit("bob", 2);

        CompletableFuture<Lease<Session>> waiting = two.pool.acquireAsync("bob");
        await().until(() -> two.shown("waiting").equals(1));
        assertThat(first.client()).isNotNull();
        assertThat(second.client()).isNotNull();
        assertThat(waiting).isNotDone();
        second.discard();

        waiting.get(10, TimeUnit.SECONDS).close();
        first.close();
        assertThat(service.most("bob")).isEqualTo(2);
    }

    @Test
    void aPermitThatRedisHasForgottenForAnotherReplicaIsLostAndItsHolderIsTold() throws Exception {
        Replica one = replica("one", plan -> plan.interruptHolders = true);
        ConcurrentLinkedQueue<PoolEvent> events = new ConcurrentLinkedQueue<>();
        one.pool.events().addListener(Set.of(PoolEventType.PERMIT_LOST), events::add);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread holder = new Thread(() -> {
            try (Lease<Session> lease = one.acquire("bob")) {
                interrupted.complete(!new CountDownLatch(1).await(Replica.LONG.toSeconds(), TimeUnit.SECONDS)
                        && lease.client() == null);
            } catch (InterruptedException ex) {
                interrupted.complete(true);
            }
        });
        holder.start();
        await().until(() -> service.open("bob") == 1);
        giveAway("bob");

        assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
        await().until(() -> service.open("bob") == 0);
        await().until(() -> !events.isEmpty());
        assertThat(events)
                .singleElement()
                .satisfies(event -> assertThat(event.details()).containsEntry("held", true));
        assertThat(one.pool.sessions("bob"))
                .singleElement()
                .satisfies(session -> assertThat(session.ended().word()).isEqualTo("permit-lost"));
        holder.join();
    }

    /* Somebody has the place that Redis does not know of any more. In this order, or a renewal in between has it again. */
    private void giveAway(String account) {
        String permits = "pools:{mail}:account:" + account;
        client.opsForZSet().add(permits, "other|1|1", Double.MAX_VALUE);
        client.opsForZSet().removeRange(permits, 0, 0);
    }

    @Test
    void releasingALeaseThatHasEndedHarmsNobody() throws Exception {
        Replica one = replica("one");
        Replica two = replica("two");
        Lease<Session> stale = one.acquire("bob");
        CountDownLatch closing = service.holdCloses();
        giveAway("bob");
        await().until(() -> one.shown("lost").equals(1L));
        client.delete("pools:{mail}:account:bob");
        Lease<Session> held = two.acquire("bob");

        stale.close();
        closing.countDown();
        await().until(() -> service.open("bob") == 1);
        one.close();

        assertThatThrownBy(stale::client).isInstanceOf(IllegalStateException.class);
        assertThat(client.opsForZSet().range("pools:{mail}:account:bob", 0, -1))
                .singleElement()
                .satisfies(member -> assertThat(member).startsWith("two|"));
        assertThat(held.client().account()).isEqualTo("bob");
        held.close();
    }

    @Test
    void keysEndByThemselves() throws Exception {
        Replica one = replica("one", plan -> plan.lease = Duration.ofSeconds(1));
        one.acquire("bob").close();
        assertThat(client.keys("pools:{mail}:*"))
                .isNotEmpty()
                .allSatisfy(key ->
                        assertThat(client.getExpire(key, TimeUnit.MILLISECONDS)).isBetween(1L, 24_000L));
    }

    @Test
    void whatAClosedReplicaHadIsFreeAtOnce() throws Exception {
        Replica one = replica("one", plan -> plan.lease = Duration.ofMinutes(30));
        Replica two = replica("two", plan -> plan.lease = Duration.ofMinutes(30));
        one.acquire("bob").close();
        one.close();
        replicas.remove(one);

        assertThat(client.opsForZSet().size("pools:{mail}:account:bob")).isZero();
        two.acquire("bob").close();
    }

    @Test
    void shownAreTheUseOfTheClusterAndTheShareOfEachReplica() throws Exception {
        Replica one = replica("one", plan -> plan.maxSize = 10);
        Replica two = replica("two", plan -> plan.maxSize = 10);
        one.acquire("a").close();
        one.acquire("b").close();
        two.acquire("c").close();

        await().untilAsserted(() -> assertThat(one.pool.sections().get("cluster"))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("replica", "one")
                .containsEntry("available", true)
                .containsEntry("held", 2)
                .containsEntry("used", 3L)
                .containsEntry("maxSize", 10)
                .containsEntry("leaseSeconds", 3.0)
                .containsEntry("replicas", Map.of("one", 2L, "two", 1L))
                .containsKeys("renewalSeconds", "renewedSecondsAgo"));
    }

    @Test
    void tenThousandCallersCostNoMoreRequestsThanOne() throws Exception {
        Replica one = replica("one", plan -> plan.lease = Duration.ofMinutes(1));
        Replica two = replica("two", plan -> plan.lease = Duration.ofMinutes(1));
        Lease<Session> held = one.acquire("bob");
        long before = (long) two.shown("requests");
        List<CompletableFuture<Lease<Session>>> waiting = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            waiting.add(two.pool.acquireAsync("bob"));
        }
        await().until(() -> two.shown("denied").equals(1L));

        assertThat((long) two.shown("requests") - before).isLessThan(10);
        held.close();
        for (CompletableFuture<Lease<Session>> one10000th : waiting) {
            one10000th.get(10, TimeUnit.SECONDS).close();
        }
        assertThat((long) two.shown("requests") - before).isLessThan(20);
        assertThat(service.most("bob")).isEqualTo(1);
    }
}
