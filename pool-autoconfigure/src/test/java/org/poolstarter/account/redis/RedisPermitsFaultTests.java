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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.poolstarter.account.AccountUnavailableException;
import org.poolstarter.account.AcquireOptions;
import org.poolstarter.account.AcquireTimeoutException;
import org.poolstarter.account.Lease;
import org.poolstarter.account.redis.Service.Session;
import org.poolstarter.jdbc.FaultProxy;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.TimeoutCause;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Redis, or the way to it, fails while permits are out. */
class RedisPermitsFaultTests {

    private final Service service = new Service();
    private final List<Replica> replicas = new ArrayList<>();
    private TestRedis redis;
    private StringRedisTemplate client;
    private FaultProxy proxy;

    @BeforeEach
    void start() {
        redis = TestRedis.start();
        client = redis.client();
        proxy = new FaultProxy(redis.port());
    }

    @AfterEach
    void stop() {
        replicas.forEach(Replica::close);
        proxy.close();
        redis.close();
    }

    private Replica replica(String name, int port, Consumer<Replica.Plan> more) {
        Replica.Plan plan = new Replica.Plan();
        more.accept(plan);
        Replica replica = new Replica(name, service, redis.connections(port), plan);
        replicas.add(replica);
        return replica;
    }

    @Test
    void aRestartOfRedisEndsNoSession() throws Exception {
        restartRedisUnder(WhenUnavailable.FAIL_CLOSED);
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource
    void aRestartOfRedisEndsNoSessionWhateverThePolicy(WhenUnavailable policy) throws Exception {
        restartRedisUnder(policy);
    }

    private void restartRedisUnder(WhenUnavailable policy) throws Exception {
        Replica one = replica("one", redis.port(), plan -> {
            plan.whenUnavailable = policy;
            plan.lease = Duration.ofSeconds(30); // much longer than a restart takes
        });
        try (Lease<Session> held = one.acquire("bob")) {
            redis.stop();
            redis.startAgain();

            await().atMost(Duration.ofMinutes(1))
                    .ignoreExceptions()
                    .until(() -> client.opsForZSet().size("pools:{mail}:account:bob") == 1);
            assertThat(held.client().account()).isEqualTo("bob");
        }
        one.acquire("alice").close();
        assertThat(one.shown("lost")).isEqualTo(0L);
    }

    @Test
    void failClosedEndsSessionsBeforeTheirLeasesEndElsewhere() throws Exception {
        Replica cutOff = replica("cut-off", proxy.port(), plan -> {});
        Replica other = replica("other", redis.port(), plan -> {});
        Lease<Session> held = cutOff.acquire("bob");
        CompletableFuture<Lease<Session>> waiting = other.pool.acquireAsync("bob");

        proxy.blackhole(true);
        Lease<Session> next = waiting.get(15, TimeUnit.SECONDS);

        assertThatThrownBy(held::client).isInstanceOf(IllegalStateException.class);
        assertThat(service.most("bob")).isEqualTo(1);
        assertThat(next.client().fence()).isPositive();
        next.close();
    }

    @Test
    void whoWaitsInVainWhileRedisIsAwayIsNotToldOfOtherReplicas() throws Exception {
        Replica one = replica("one", proxy.port(), plan -> {});
        one.acquire("bob").close();
        proxy.blackhole(true);
        await().atMost(Replica.LONG).until(() -> one.shown("available").equals(false));

        assertThatThrownBy(() ->
                        one.pool.acquire("alice", AcquireOptions.defaults().withTimeout(Duration.ofMillis(100))))
                .isInstanceOf(AcquireTimeoutException.class);

        assertThat(one.pool.shortage()).satisfies(shortage -> {
            assertThat(shortage.cause()).isEqualTo(TimeoutCause.OPEN_FAILING);
            assertThat(shortage.evidence().get("cluster"))
                    .asString()
                    .startsWith("Redis does not answer about permits since ");
        });
    }

    @Test
    void failClosedRefusesWhoDoesNotWaitAndServesWhoDoesOnceRedisIsBack() throws Exception {
        Replica one = replica("one", proxy.port(), plan -> {});
        Replica hasty = replica("hasty", proxy.port(), plan -> plan.limits = limits -> limits.exclusive());
        one.acquire("bob").close();
        proxy.blackhole(true);
        await().atMost(Replica.LONG).until(() -> one.shown("available").equals(false));
        await().atMost(Replica.LONG).until(() -> hasty.shown("available").equals(false));

        assertThatThrownBy(() -> hasty.acquire("alice"))
                .isInstanceOf(AccountUnavailableException.class)
                .hasMessageContaining("Redis does not answer about permits");
        CompletableFuture<Lease<Session>> waiting = one.pool.acquireAsync("alice");
        assertThat(one.permits.notices())
                .extracting(PoolNotice::code)
                .contains("cluster-redis-unavailable")
                .isSubsetOf("cluster-redis-unavailable", "cluster-renewal-slow"); // of an earlier one
        assertThat(waiting).isNotDone();
        proxy.blackhole(false);

        waiting.get(20, TimeUnit.SECONDS).close();
        await().until(() -> one.permits.notices().isEmpty());
    }

    @Test
    void aPoolWhoseConnectionIsNeitherMadeNorRefusedSaysSoLongBeforeLettuceGivesUp() throws Exception {
        proxy.blackhole(true);
        Replica hasty = replica("hasty", proxy.port(), plan -> plan.limits = limits -> limits.exclusive());

        await().atMost(Replica.LONG).until(() -> hasty.shown("available").equals(false));

        assertThatThrownBy(() -> hasty.acquire("alice"))
                .isInstanceOf(AccountUnavailableException.class)
                .hasMessageContaining("no connection within 5s");
        proxy.blackhole(false);
        await().atMost(Replica.LONG).until(() -> hasty.shown("available").equals(true));
        hasty.acquire("alice").close();
    }

    @Test
    void aShareIsTheLimitDividedByTheReplicasThatWereThere() throws Exception {
        List<Replica> three = new ArrayList<>();
        for (String name : List.of("one", "two", "three")) {
            three.add(replica(name, proxy.port(), plan -> {
                plan.whenUnavailable = WhenUnavailable.LOCAL_SHARE;
                plan.limits = limits -> limits.maxPerAccount(6);
            }));
        }
        Replica one = three.get(0);
        await().until(() -> one.shown("replicas") instanceof Map<?, ?> all && all.size() == 3);
        proxy.blackhole(true);
        await().atMost(Replica.LONG).until(() -> one.shown("available").equals(false));

        Lease<Session> first = one.acquire("bob");
        Lease<Session> second = one.acquire("bob");
        CompletableFuture<Lease<Session>> third = one.pool.acquireAsync("bob");
        assertThat(first.client().fence()).isZero();
        await().during(Duration.ofMillis(500)).until(() -> !third.isDone());
        proxy.blackhole(false);

        third.get(20, TimeUnit.SECONDS).close();
        assertThat(second.client().account()).isEqualTo("bob");
        first.close();
        second.close();
    }

    @Test
    void failOpenKeepsWhatIsHeldAndGoesOnWithinTheLimitsOfTheProcess() throws Exception {
        Replica one = replica("one", proxy.port(), plan -> plan.whenUnavailable = WhenUnavailable.FAIL_OPEN);
        Lease<Session> held = one.acquire("bob");
        proxy.blackhole(true);
        await().atMost(Replica.LONG).until(() -> one.shown("available").equals(false));

        one.acquire("alice").close();
        await().during(Replica.LEASE.plusSeconds(1)).atMost(Replica.LONG).until(() -> service.open("bob") == 1);
        assertThat(held.client().account()).isEqualTo("bob");
        proxy.blackhole(false);

        await().atMost(Replica.LONG).until(() -> client.opsForZSet().size("pools:{mail}:account:bob") == 1);
        assertThat(held.client().account()).isEqualTo("bob");
        held.close();
    }

    @Test
    void aPoolThatStartsWithoutRedisServesWhoWaitsOnceItIsThere() throws Exception {
        redis.stop();
        Replica one = replica("one", redis.port(), plan -> {});
        CompletableFuture<Lease<Session>> waiting = one.pool.acquireAsync("bob");
        await().until(() -> one.shown("available").equals(false));
        redis.startAgain();

        waiting.get(20, TimeUnit.SECONDS).close();
    }

    @Test
    void renewalsThatTakeLongerThanAThirdOfTheLeaseAreWarnedOf() throws Exception {
        Replica one = replica("one", proxy.port(), plan -> {
            plan.whenUnavailable = WhenUnavailable.FAIL_OPEN;
            plan.lease = Duration.ofSeconds(9);
        });
        one.acquire("bob").close();
        proxy.stall(true);
        await().atMost(Replica.LONG).until(() -> one.shown("available").equals(false));
        await().atMost(Replica.LONG).until(() -> ((Number) one.shown("unavailableSeconds")).longValue() >= 4);
        proxy.stall(false);

        await().atMost(Replica.LONG)
                .untilAsserted(() -> assertThat(one.permits.notices())
                        .extracting(PoolNotice::code)
                        .containsExactly("cluster-renewal-slow"));
        await().atMost(Replica.LONG).until(() -> one.permits.notices().isEmpty());
    }

    @Test
    void aPermitCountsOnlyWhenAsManyReplicasOfRedisHaveItAsAreAskedFor() throws Exception {
        try (TestRedis copy = TestRedis.replicaOf(redis)) {
            Replica one = replica("one", redis.port(), plan -> {
                plan.waitReplicas = 1;
                plan.limits = limits -> limits.exclusive();
            });
            await().atMost(Replica.LONG).until(() -> isServed(one));
            copy.stop();
            await().atMost(Replica.LONG)
                    .until(() -> client.execute((RedisCallback<Boolean>) connection -> connection
                            .serverCommands()
                            .info("replication")
                            .getProperty("connected_slaves")
                            .equals("0")));

            assertThatThrownBy(() -> one.acquire("alice"))
                    .isInstanceOf(AccountUnavailableException.class)
                    .hasMessageContaining("too few replicas of Redis");
            assertThat(service.open("alice")).isZero();
        }
    }

    private static boolean isServed(Replica replica) throws InterruptedException {
        try {
            replica.acquire("bob").close();
            return true;
        } catch (AccountUnavailableException ex) {
            return false; // the copy is not complete yet
        }
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource
    void thirtySecondsInWhichBytesVanishAreSurvivedAsThePolicySays(WhenUnavailable policy) throws Exception {
        Replica one = replica("one", proxy.port(), plan -> {
            plan.whenUnavailable = policy;
            plan.lease = Duration.ofSeconds(9);
        });
        Lease<Session> held = one.acquire("bob");
        proxy.blackhole(true);
        boolean kept = policy != WhenUnavailable.FAIL_CLOSED;
        await().during(Duration.ofSeconds(20))
                .atMost(Duration.ofSeconds(60))
                .until(() -> one.shown("available").equals(false) && service.open("bob") == (kept ? 1 : 0));
        proxy.blackhole(false);

        one.acquire("alice").close();
        if (kept) {
            assertThat(held.client().account()).isEqualTo("bob");
        } else {
            assertThatThrownBy(held::client).isInstanceOf(IllegalStateException.class);
        }
        assertThat(service.most("bob")).isEqualTo(1);
        held.close();
    }
}
