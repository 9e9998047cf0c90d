/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What services write who need clients per account and have no pool: a queue of idle clients for each account and a
 * semaphore over all. The semaphore bounds the clients that are held, not those that are open.
 */
final class HandWrittenPool implements KeyedPool<Client> {

    private final ConcurrentMap<String, Account> accounts = new ConcurrentHashMap<>();
    private final Semaphore total;
    private final Limits limits;
    private final Backend backend;
    private final long timeoutNanos;

    HandWrittenPool(Limits limits, Backend backend) {
        this.total = new Semaphore(limits.total());
        this.limits = limits;
        this.backend = backend;
        this.timeoutNanos = limits.acquireTimeout().toNanos();
    }

    @Override
    public Client acquire(String name) throws InterruptedException, TimeoutException {
        Account account = accounts.get(name);
        if (account == null) {
            account = accounts.computeIfAbsent(name, absent -> new Account(limits.perAccount()));
        }
        Client client = account.idle.poll();
        if (client == null && !account.mayOpen()) {
            client = account.idle.poll(timeoutNanos, TimeUnit.NANOSECONDS);
            if (client == null) {
                throw new TimeoutException(name);
            }
        }
        if (!total.tryAcquire(timeoutNanos, TimeUnit.NANOSECONDS)) {
            account.giveBack(client);
            throw new TimeoutException(name);
        }
        return (client != null) ? client : backend.open();
    }

    @Override
    public Client client(Client held) {
        return held;
    }

    @Override
    public void release(String name, Client held) {
        Account account = accounts.get(name);
        if (account == null) {
            throw new IllegalArgumentException("No client of account " + name + " is held");
        }
        account.giveBack(held);
        total.release();
    }

    @Override
    public void close() {
        accounts.values().forEach(account -> account.idle.forEach(Client::close));
    }

    private static final class Account {

        private final BlockingQueue<Client> idle;
        private final AtomicInteger mayOpen;

        Account(int limit) {
            this.idle = new ArrayBlockingQueue<>(limit);
            this.mayOpen = new AtomicInteger(limit);
        }

        boolean mayOpen() {
            return mayOpen.get() > 0 && mayOpen.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        }

        /** Null for the right to open one. */
        void giveBack(@Nullable Client client) {
            if (client == null) {
                mayOpen.incrementAndGet();
            } else if (!idle.offer(client)) {
                throw new IllegalStateException("More clients of an account than its limit");
            }
        }
    }
}
