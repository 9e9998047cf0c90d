/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

/** Names of accounts, and a cheap way to pick one: uniformly, without shared state. For one thread. */
final class Accounts {

    private final String[] names;
    private long state;

    private Accounts(String[] names, long seed) {
        this.names = names;
        this.state = seed;
    }

    /** The names of so many accounts; the same objects for all threads, as callers have them. */
    static String[] names(int count) {
        String[] names = new String[count];
        for (int i = 0; i < count; i++) {
            names[i] = "account-" + i;
        }
        return names;
    }

    /** A picker whose order no other thread's has. */
    static Accounts pickedBy(int thread, String[] names) {
        // An odd number far from 0 for each thread: the state of a xorshift must not be 0.
        return new Accounts(names, (thread + 1) * 0x9E3779B97F4A7C15L | 1);
    }

    String next() {
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        return names[(int) (((state >>> 33) * names.length) >>> 31)];
    }
}
