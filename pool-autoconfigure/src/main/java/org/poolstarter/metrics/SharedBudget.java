/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.metrics;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.doctor.BudgetSums;
import org.poolstarter.advice.doctor.ConnectionBudget;

/**
 * The sums of the connection budget, which all gauges of one scrape share: each sum looks at all pools, and every pool has
 * three gauges. What a scrape shows so belongs together.
 *
 * <p>Thread-safe; does not block. Of two threads that find it too old both sum up.
 */
final class SharedBudget {

    /** Longer than a scrape takes, and shorter than from one to the next. */
    static final Duration FRESH = Duration.ofMillis(500);

    private final ConnectionBudget budget;
    private final LongSupplier nanoTime;
    private volatile @Nullable Summed last;

    /** @param nanoTime a monotonic clock in nanoseconds */
    SharedBudget(ConnectionBudget budget, LongSupplier nanoTime) {
        this.budget = budget;
        this.nanoTime = nanoTime;
    }

    /** The sums of this moment, or of one that is not long ago. */
    BudgetSums sums() {
        Summed known = last;
        long now = nanoTime.getAsLong();
        if (known == null || now - known.at() >= FRESH.toNanos()) {
            known = new Summed(budget.now(), now);
            last = known;
        }
        return known.sums();
    }

    private record Summed(BudgetSums sums, long at) {}
}
