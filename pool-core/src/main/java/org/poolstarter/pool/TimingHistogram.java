/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts times in fixed buckets, lock-free: eight buckets to each power of two from 1.024 microseconds to 9.8 hours.
 * Shorter and longer times fall into the first and the last bucket. About 2.3 KB.
 */
final class TimingHistogram {

    private static final int SUB_BUCKET_BITS = 3;
    private static final int SUB_BUCKETS = 1 << SUB_BUCKET_BITS;
    private static final int LOWEST_EXPONENT = 10;
    private static final int HIGHEST_EXPONENT = 44;
    private static final int BUCKETS = (HIGHEST_EXPONENT - LOWEST_EXPONENT + 1) * SUB_BUCKETS;

    private final AtomicLongArray buckets = new AtomicLongArray(BUCKETS);
    private final LongAdder totalNanos = new LongAdder();
    private final LongAccumulator maxNanos = new LongAccumulator(Math::max, 0);

    void record(long nanos) {
        long value = Math.max(0, nanos);
        // The bucket comes last: a summary cuts its percentiles at the longest time, which must not be younger than
        // them.
        maxNanos.accumulate(value);
        totalNanos.add(value);
        buckets.incrementAndGet(indexOf(value));
    }

    /** Null until something was recorded. */
    @Nullable
    TimingSummary summary() {
        long[] counts = new long[BUCKETS];
        long count = 0;
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] = buckets.get(i);
            count += counts[i];
        }
        if (count == 0) {
            return null;
        }
        long max = maxNanos.get();
        return new TimingSummary(
                count,
                Duration.ofNanos(Math.min(totalNanos.sum() / count, max)),
                percentile(counts, count, 0.50, max),
                percentile(counts, count, 0.95, max),
                percentile(counts, count, 0.99, max),
                Duration.ofNanos(max));
    }

    private static Duration percentile(long[] counts, long count, double share, long max) {
        long rank = (long) Math.ceil(count * share);
        long seen = 0;
        for (int i = 0; i < BUCKETS - 1; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Duration.ofNanos(Math.min(upperBoundOf(i), max));
            }
        }
        return Duration.ofNanos(max);
    }

    static int indexOf(long nanos) {
        int exponent = 63 - Long.numberOfLeadingZeros(Math.max(1, nanos));
        if (exponent < LOWEST_EXPONENT) {
            return 0;
        }
        if (exponent > HIGHEST_EXPONENT) {
            return BUCKETS - 1;
        }
        int sub = (int) (nanos >>> (exponent - SUB_BUCKET_BITS)) & (SUB_BUCKETS - 1);
        return (exponent - LOWEST_EXPONENT) * SUB_BUCKETS + sub;
    }

    /** The greatest time, in nanoseconds, that falls into the bucket. */
    static long upperBoundOf(int index) {
        int exponent = LOWEST_EXPONENT + index / SUB_BUCKETS;
        long width = 1L << (exponent - SUB_BUCKET_BITS);
        return (1L << exponent) + (index % SUB_BUCKETS + 1) * width - 1;
    }
}
