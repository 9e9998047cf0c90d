/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.poolstarter.account.ClientFactory;

/** A service that counts who is logged in, and so sees what no pool can hide. */
final class Service {

    private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();
    private final Map<String, Integer> most = new ConcurrentHashMap<>();
    private final AtomicInteger all = new AtomicInteger();
    private final AtomicInteger mostOfAll = new AtomicInteger();
    private volatile CountDownLatch closing = new CountDownLatch(0);

    /** A client of the service. */
    record Session(String account, long fence) {}

    ClientFactory<String, Session> factory() {
        return new ClientFactory<>() {
            @Override
            public Session open(String account) {
                throw new AssertionError("a pool of a cluster has a fence");
            }

            @Override
            public Session open(String account, long fence) {
                int now = open.computeIfAbsent(account, key -> new AtomicInteger())
                        .incrementAndGet();
                most.merge(account, now, Math::max);
                mostOfAll.accumulateAndGet(all.incrementAndGet(), Math::max);
                return new Session(account, fence);
            }

            @Override
            public void close(Session session) throws InterruptedException {
                closing.await();
                all.decrementAndGet();
                Objects.requireNonNull(open.get(session.account())).decrementAndGet();
            }
        };
    }

    /** Closing a session hangs until the latch is opened. */
    CountDownLatch holdCloses() {
        CountDownLatch latch = new CountDownLatch(1);
        closing = latch;
        return latch;
    }

    int open(String account) {
        AtomicInteger known = open.get(account);
        return (known != null) ? known.get() : 0;
    }

    /** The most sessions that an account ever had at a time. */
    int most(String account) {
        return most.getOrDefault(account, 0);
    }

    int mostOfAll() {
        return mostOfAll.get();
    }
}
