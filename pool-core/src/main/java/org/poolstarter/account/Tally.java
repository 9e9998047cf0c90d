/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.BackendEvidence;

/** What the holder of one session has counted and seen fail, until the session ends. Guarded by itself. */
final class Tally {

    private final CounterNames names;
    private long[] counts = {};
    private long counted;
    private int errors;
    private @Nullable String lastError;
    private boolean ended;

    Tally(CounterNames names) {
        this.names = names;
    }

    synchronized void count(String name, long amount) {
        if (ended) {
            return;
        }
        int index = names.indexOf(name);
        if (index >= counts.length) {
            counts = Arrays.copyOf(counts, index + 1);
        }
        long sum = counts[index] + amount;
        counts[index] = (sum < 0) ? Long.MAX_VALUE : sum;
        counted |= 1L << index;
    }

    synchronized void failed(Throwable error) {
        if (!ended) {
            errors++;
            lastError = BackendEvidence.describe(error);
        }
    }

    /** From now on nothing changes. */
    synchronized void end() {
        ended = true;
    }

    /** What was counted, zeros included, by name. */
    synchronized Map<String, Long> counters() {
        Map<String, Long> counters = new TreeMap<>();
        for (int i = 0; i < counts.length; i++) {
            if ((counted & 1L << i) != 0) {
                counters.put(names.nameOf(i), counts[i]);
            }
        }
        return counters;
    }

    synchronized int errors() {
        return errors;
    }

    synchronized @Nullable String lastError() {
        return lastError;
    }
}
