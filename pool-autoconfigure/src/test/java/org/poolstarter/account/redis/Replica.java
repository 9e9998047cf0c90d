/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.AccountPoolSettings;
import org.poolstarter.account.AcquireOptions;
import org.poolstarter.account.Lease;
import org.poolstarter.account.redis.Service.Session;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** One of the processes that share the accounts of a service, as far as a pool is one. */
final class Replica implements AutoCloseable {

    static final Duration LEASE = Duration.ofSeconds(3);
    static final Duration LONG = Duration.ofSeconds(30);

    /** How replicas of a test differ from what they are by default. */
    static final class Plan {
        Duration lease = LEASE;

        @Nullable
        Integer maxSize;

        WhenUnavailable whenUnavailable = WhenUnavailable.FAIL_CLOSED;
        boolean interruptHolders;
        int waitReplicas;
        Duration clockSkew = Duration.ZERO;
        UnaryOperator<AccountPoolSettings.Builder> limits = limits -> limits;
    }

    final AccountPool<String, Session> pool;
    final RedisPermits<String> permits;

    Replica(String name, Service service, LettuceConnectionFactory connections, Plan plan) {
        RedisPermitsSettings settings = new RedisPermitsSettings(
                name,
                plan.lease,
                plan.maxSize,
                plan.whenUnavailable,
                null,
                plan.interruptHolders,
                plan.waitReplicas,
                Duration.ofMillis(100),
                "pools");
        permits = new RedisPermits<>("mail", settings, connections, System::nanoTime);
        AccountPoolSettings.Builder limits = AccountPoolSettings.builder()
                .maxSize(100)
                .maxPerAccount(1)
                .acquireTimeout(LONG)
                .connectTimeout(Duration.ofSeconds(10))
                .sessionTimeout(Duration.ofMinutes(10))
                .leakThreshold(Duration.ofMinutes(5))
                .closeTimeout(Duration.ofSeconds(5));
        pool = AccountPool.builder("mail", service.factory())
                .limits(plan.limits.apply(limits).build())
                .permits(permits)
                .clock(InstantSource.offset(InstantSource.system(), plan.clockSkew))
                .build();
    }

    Lease<Session> acquire(String account) throws InterruptedException {
        return pool.acquire(account, AcquireOptions.defaults());
    }

    Object shown(String field) {
        return Objects.requireNonNull(permits.section().get(field), field);
    }

    @Override
    public void close() {
        pool.close();
    }
}
