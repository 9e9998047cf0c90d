/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.AcquireException;
import org.poolstarter.account.Lease;
import org.poolstarter.account.redis.Service.Session;
import org.poolstarter.jdbc.FaultProxy;

/**
 * Eight replicas, whose clocks are wrong by five minutes, share twenty accounts through connections that are slowed, cut and stopped; some
 * replicas are cut off for ever. The service counts who is logged in.
 */
class RedisPermitsModelTests {

    private static final int REPLICAS = 8;
    private static final int ACCOUNTS = 20;
    private static final long SEED = 11;

    private TestRedis redis;

    @BeforeEach
    void start() {
        redis = TestRedis.start();
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    @Test
    void noAccountHasMoreSessionsThanItsLimitWhateverHappensToReplicas() throws Exception {
        run(4_000, Duration.ofMinutes(4));
    }

    @Tag("slow")
    @Test
    void noAccountHasMoreSessionsThanItsLimitInALongRun() throws Exception {
        run(Integer.getInteger("pools.cluster-operations", 200_000), Duration.ofMinutes(60));
    }

    private void run(int operations, Duration longest) throws Exception {
        try (Model model = new Model(operations)) {
            try {
                model.run(longest);
            } finally {
                model.print();
            }
            assertThat(model.mostAboveLimit()).isZero();
            assertThat(model.done.get()).isEqualTo(operations);
        }
    }

    /** The limit of an account: 1 of the even ones, 3 of the odd ones. */
    private static int limit(int account) {
        return (account % 2 == 0) ? 1 : 3;
    }

    private final class Model implements AutoCloseable {

        private final int operations;
        private final Service service = new Service();
        private final List<FaultProxy> proxies = new ArrayList<>();
        private final AtomicReferenceArray<Replica> replicas = new AtomicReferenceArray<>(REPLICAS);
        private final List<Replica> ended = new ArrayList<>();
        private final ExecutorService callers = Executors.newCachedThreadPool();
        private final AtomicInteger started = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private volatile boolean over;
        private int kills;
        private int cuts;
        private int stalls;

        Model(int operations) {
            this.operations = operations;
            for (int i = 0; i < REPLICAS; i++) {
                proxies.add(new FaultProxy(redis.port()));
                replicas.set(i, replica(i, 0));
            }
        }

        private Replica replica(int number, int life) {
            Replica.Plan plan = new Replica.Plan();
            plan.lease = Duration.ofSeconds(6); // longer than this machine ever stands still
            plan.clockSkew = Duration.ofMinutes((number % 2 == 0) ? 5 : -5);
            plan.limits = limits -> limits.maxPerAccount(3)
                    .keepIdle(number % 2 == 0)
                    .acquireTimeout(Duration.ofSeconds(5))
                    .connectTimeout(Duration.ofSeconds(2))
                    .closeTimeout(Duration.ZERO);
            Replica replica = new Replica(
                    "replica" + number + "-" + life,
                    service,
                    redis.connections(proxies.get(number).port()),
                    plan);
            for (int account = 0; account < ACCOUNTS; account++) {
                replica.pool.changeLimit("account" + account, limit(account));
            }
            return replica;
        }

        void run(Duration longest) throws Exception {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < REPLICAS * 8; i++) {
                int number = i;
                all.add(callers.submit(() -> call(number % REPLICAS, new SplittableRandom(SEED + number))));
            }
            SplittableRandom random = new SplittableRandom(SEED);
            long end = System.nanoTime() + longest.toNanos();
            for (int life = 1; done.get() < operations && System.nanoTime() < end; life++) {
                disturb(random, life);
            }
            over = true;
            for (FaultProxy proxy : proxies) {
                proxy.stall(false);
                proxy.latency(Duration.ZERO);
            }
            for (Future<?> one : all) {
                one.get(2, TimeUnit.MINUTES);
            }
        }

        private void disturb(SplittableRandom random, int life) {
            int number = random.nextInt(REPLICAS);
            FaultProxy proxy = proxies.get(number);
            switch (random.nextInt(5)) {
                case 0 -> {
                    proxy.stall(true); // longer than a lease: renewals come too late
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(3000 + random.nextInt(6000)));
                    proxy.stall(false);
                    stalls++;
                }
                case 1 -> {
                    proxy.reset();
                    cuts++;
                }
                case 2 -> {
                    proxy.refuse(true); // dies as to Redis: nothing is given back
                    proxy.reset();
                    ended.add(replicas.get(number));
                    proxies.set(number, new FaultProxy(redis.port()));
                    replicas.set(number, replica(number, life));
                    kills++;
                }
                default -> proxy.latency(Duration.ofMillis(random.nextInt(10)));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(100)));
        }

        private void call(int number, SplittableRandom random) {
            while (!over && started.getAndIncrement() < operations) {
                String account = "account" + random.nextInt(ACCOUNTS);
                try (Lease<Session> lease = replicas.get(number).acquire(account)) {
                    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(2000)));
                    if (random.nextInt(50) == 0) {
                        lease.closeAfterUse();
                    }
                } catch (AcquireException ex) {
                    refused.incrementAndGet();
                } catch (InterruptedException ex) {
                    Thread.currentThread().interrupt();
                    return;
                } finally {
                    done.incrementAndGet();
                }
            }
        }

        int mostAboveLimit() {
            int above = 0;
            for (int account = 0; account < ACCOUNTS; account++) {
                above = Math.max(above, service.most("account" + account) - limit(account));
            }
            return above;
        }

        void print() {
            List<Replica> all = new ArrayList<>(ended);
            all.addAll(present());
            System.out.printf(
                    "model: operations %d, without a lease in time %d, above the limit %d, replicas killed %d, connections cut %d, stalled %d, permits granted %d, lost %d, requests %d%n",
                    done.get(),
                    refused.get(),
                    mostAboveLimit(),
                    kills,
                    cuts,
                    stalls,
                    sum(all, "granted"),
                    sum(all, "lost"),
                    sum(all, "requests"));
        }

        private List<Replica> present() {
            return IntStream.range(0, REPLICAS).mapToObj(replicas::get).toList();
        }

        private long sum(List<Replica> all, String field) {
            return all.stream()
                    .mapToLong(replica -> ((Number) replica.shown(field)).longValue())
                    .sum();
        }

        @Override
        public void close() {
            callers.shutdownNow();
            ended.forEach(Replica::close);
            present().forEach(Replica::close);
            proxies.forEach(FaultProxy::close);
        }
    }
}
