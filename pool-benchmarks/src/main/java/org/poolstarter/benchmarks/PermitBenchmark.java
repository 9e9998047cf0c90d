/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.AccountPoolBuilder;
import org.poolstarter.account.Lease;
import org.poolstarter.account.redis.RedisPermits;
import org.poolstarter.account.redis.RedisPermitsSettings;
import org.poolstarter.account.redis.WhenUnavailable;
import org.redisson.Redisson;
import org.redisson.api.RPermitExpirableSemaphore;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import redis.embedded.RedisServer;

/**
 * One acquire and release of one account where nobody else wants it: of a client that is idle, of one that is opened and closed for it,
 * which costs nothing here, and of a permit of Redisson alone. Redis runs on the same machine.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets parameters, and calls what is marked Setup, before anything else
public class PermitBenchmark {

    /** What is acquired. */
    public enum Acquired {
        IDLE_CLIENT_LOCAL,
        IDLE_CLIENT_CLUSTER,
        NEW_CLIENT_LOCAL,
        NEW_CLIENT_CLUSTER,
        REDISSON_PERMIT
    }

    private static final String ACCOUNT = "account";
    private static final long LEASE_SECONDS = 30;

    @Param
    private Acquired acquired;

    private RedisServer redis;
    private @Nullable LettuceConnectionFactory connections;
    private @Nullable RedissonClient redisson;
    private Cycle cycle;
    private @Nullable AccountPool<String, Client> pool;

    /** One acquire and release. */
    private interface Cycle {
        Object run() throws InterruptedException;
    }

    @Setup
    public void open() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        redis = RedisServer.newRedisServer().port(port).setting("save \"\"").build();
        redis.start();
        cycle = (acquired == Acquired.REDISSON_PERMIT) ? ofRedisson(port) : ofPool(port);
    }

    private Cycle ofRedisson(int port) {
        Config config = new Config();
        config.useSingleServer().setAddress("redis://127.0.0.1:" + port);
        RedissonClient client = Redisson.create(config);
        redisson = client;
        RPermitExpirableSemaphore semaphore = client.getPermitExpirableSemaphore("permits");
        semaphore.trySetPermits(1);
        return () -> {
            String permit = semaphore.acquire(LEASE_SECONDS, TimeUnit.SECONDS);
            semaphore.release(permit);
            return permit;
        };
    }

    private Cycle ofPool(int port) {
        boolean keepIdle = acquired == Acquired.IDLE_CLIENT_LOCAL || acquired == Acquired.IDLE_CLIENT_CLUSTER;
        Backend backend = new Backend(Duration.ZERO);
        AccountPoolBuilder<String, Client> builder = AccountPool.<String, Client>builder(
                        "benchmark", account -> backend.open())
                .limits(StarterPool.settings(new Limits(1, 1, Duration.ofSeconds(10))).toBuilder()
                        .keepIdle(keepIdle)
                        .build());
        if (acquired == Acquired.IDLE_CLIENT_CLUSTER || acquired == Acquired.NEW_CLIENT_CLUSTER) {
            LettuceConnectionFactory factory =
                    new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", port));
            factory.afterPropertiesSet();
            factory.start();
            connections = factory;
            RedisPermitsSettings settings = new RedisPermitsSettings(
                    "benchmark",
                    Duration.ofSeconds(LEASE_SECONDS),
                    null,
                    WhenUnavailable.FAIL_CLOSED,
                    null,
                    false,
                    0,
                    Duration.ofMillis(50),
                    "pools");
            builder.permits(new RedisPermits<>("benchmark", settings, factory, System::nanoTime));
        }
        AccountPool<String, Client> made = builder.build();
        pool = made;
        return () -> {
            Lease<Client> lease = made.acquire(ACCOUNT);
            Client client = lease.client();
            lease.close();
            return client;
        };
    }

    @TearDown
    public void close() throws IOException {
        if (pool != null) {
            pool.close();
        }
        if (connections != null) {
            connections.destroy();
        }
        if (redisson != null) {
            redisson.shutdown();
        }
        redis.stop();
    }

    @Benchmark
    public Object cycle() throws InterruptedException {
        return cycle.run();
    }
}
