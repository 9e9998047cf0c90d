/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * The heap that an account with one idle client costs. Names of accounts are there before, and the size of the clients
 * is taken off, so that what remains is the pool's. By the difference of what is in use after collections, which counts
 * all that the pool keeps alive wherever it keeps it.
 */
final class IdleHeap {

    private static final int COLLECTIONS = 3;

    private IdleHeap() {}

    static Map<String, Double> run(Candidate candidate, int accounts) throws InterruptedException, TimeoutException {
        String[] names = Accounts.names(accounts);
        Backend backend = new Backend(Duration.ZERO);
        // An account before, so that classes and tables that all share are there.
        KeyedPool<Object> pool = candidate.open(new Limits(3, accounts + 1, Duration.ofSeconds(30)), backend);
        pool.release("first", pool.acquire("first"));

        double clientBytes = clientBytes(accounts, backend);
        long before = used();
        try {
            for (String name : names) {
                pool.release(name, pool.acquire(name));
            }
            double bytes = (double) (used() - before) / accounts - clientBytes;
            return Map.of(Figure.BYTES, bytes, Figure.ACCOUNTS, (double) accounts);
        } finally {
            Reference.reachabilityFence(pool);
            Reference.reachabilityFence(names);
        }
    }

    /** One client's size, that of the array which holds it not counted. */
    private static double clientBytes(int count, Backend backend) {
        Client[] clients = new Client[count];
        long before = used();
        try {
            for (int i = 0; i < count; i++) {
                clients[i] = new Client(backend);
            }
            return (double) (used() - before) / count;
        } finally {
            Reference.reachabilityFence(clients);
        }
    }

    private static long used() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
