/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts times in fixed buckets, lock-free: eight buckets to each power of two from 1.024 microseconds to 9.8 hours.
 * Shorter and longer times fall into the first and the last bucket.
 *
 * <p>Threads that run at once mostly count in different stripes, of about 2.4 KB each, so that they do not wait for each
 * other's caches; a stripe is made when it is first used.
 */
public final class TimingHistogram {

    private static final int SUB_BUCKET_BITS = 3;
    private static final int SUB_BUCKETS = 1 << SUB_BUCKET_BITS;
    private static final int LOWEST_EXPONENT = 10;
    private static final int HIGHEST_EXPONENT = 44;
    static final int BUCKETS = (HIGHEST_EXPONENT - LOWEST_EXPONENT + 1) * SUB_BUCKETS;

    /**
     * Times that are told apart exactly: which of the recorded ones were longer, and which not. They are the bounds of the buckets that
     * meters publish, of what callers of pools wait for and hold.
     */
    public static final List<Duration> BOUNDS = Stream.of(
                    1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000)
            .map(Duration::ofMillis)
            .toList();

    /* A bucket in which a bound lies is two slots: the one of its number up to the bound, and one after all buckets beyond it. */
    static final int SLOTS = BUCKETS + BOUNDS.size();
    private static final long[] BOUND_IN = new long[BUCKETS];
    private static final int[] SLOT_BEYOND = new int[BUCKETS];
    private static final int[] BUCKET_OF = new int[SLOTS];

    static {
        Arrays.fill(BOUND_IN, Long.MAX_VALUE);
        Arrays.setAll(BUCKET_OF, slot -> slot);
        for (int i = 0; i < BOUNDS.size(); i++) {
            long bound = BOUNDS.get(i).toNanos();
            int bucket = indexOf(bound);
            BOUND_IN[bucket] = bound;
            SLOT_BEYOND[bucket] = BUCKETS + i;
            BUCKET_OF[BUCKETS + i] = bucket;
        }
    }

    /* After the slots of a stripe: the sum of its times, in nanoseconds. */
    private static final int TOTAL = SLOTS;

    private static final int MOST_STRIPES = 16;
    private static final int STRIPES = Integer.highestOneBit(
            Math.min(MOST_STRIPES, 4 * Runtime.getRuntime().availableProcessors()));

    private final AtomicReferenceArray<@Nullable AtomicLongArray> stripes = new AtomicReferenceArray<>(STRIPES);
    private final AtomicLong maxNanos = new AtomicLong();

    /**
     * Counts one time. Allocates nothing.
     *
     * @param nanos in nanoseconds; below 0 it counts as 0
     */
    public void record(long nanos) {
        long value = Math.max(0, nanos);
        AtomicLongArray stripe = stripe();
        // The bucket comes last: a summary cuts its percentiles at the longest time, which must not be younger than
        // them.
        if (value > 0) {
            if (value > maxNanos.get()) {
                maxNanos.accumulateAndGet(value, Math::max);
            }
            stripe.getAndAdd(TOTAL, value);
        }
        stripe.getAndIncrement(slotOf(value));
    }

    /** How many times were recorded. */
    long count() {
        long count = 0;
        for (int i = 0; i < STRIPES; i++) {
            AtomicLongArray stripe = stripes.get(i);
            for (int slot = 0; stripe != null && slot < SLOTS; slot++) {
                count += stripe.get(slot);
            }
        }
        return count;
    }

    /** The times so far; null until something was recorded. */
    public @Nullable TimingSummary summary() {
        long[] counts = new long[BUCKETS];
        long total = read(counts);
        long count = 0;
        for (long times : counts) {
            count += times;
        }
        return (count > 0) ? summaryOf(counts, count, total, maxNanos.get()) : null;
    }

    /**
     * Reads what was counted so far.
     *
     * @param counts is overwritten with the times in each bucket; {@link #BUCKETS} long
     * @return the sum of all times, in nanoseconds
     */
    long read(long[] counts) {
        return read(counts, slot -> BUCKET_OF[slot]);
    }

    /**
     * Reads what was counted so far, with what is longer than a bound apart from what is not.
     *
     * @param counts is overwritten with the times in each slot; {@link #SLOTS} long
     * @return the sum of all times, in nanoseconds; it may be ahead of the counts, and is not behind
     */
    long readSlots(long[] counts) {
        return read(counts, slot -> slot);
    }

    /** The sum of all times so far, in nanoseconds. */
    long total() {
        long total = 0;
        for (int i = 0; i < STRIPES; i++) {
            AtomicLongArray stripe = stripes.get(i);
            total += (stripe != null) ? stripe.get(TOTAL) : 0;
        }
        return total;
    }

    private long read(long[] counts, IntUnaryOperator place) {
        Arrays.fill(counts, 0);
        long total = 0;
        for (int i = 0; i < STRIPES; i++) {
            AtomicLongArray stripe = stripes.get(i);
            if (stripe == null) {
                continue;
            }
            for (int slot = 0; slot < SLOTS; slot++) {
                counts[place.applyAsInt(slot)] += stripe.get(slot);
            }
            total += stripe.get(TOTAL);
        }
        return total;
    }

    static int slotOf(long nanos) {
        int bucket = indexOf(nanos);
        return (nanos > BOUND_IN[bucket]) ? SLOT_BEYOND[bucket] : bucket;
    }

    /** The least time, in nanoseconds, that falls into the slot. */
    static long leastOf(int slot) {
        if (slot >= BUCKETS) {
            return BOUND_IN[BUCKET_OF[slot]] + 1;
        }
        return (slot == 0) ? 0 : upperBoundOf(slot - 1) + 1;
    }

    /** The greatest time, in nanoseconds, that falls into the slot; of the last bucket, which has no end, what others would have. */
    static long greatestOf(int slot) {
        long end = upperBoundOf(BUCKET_OF[slot]);
        return (slot < BUCKETS) ? Math.min(BOUND_IN[slot], end) : end;
    }

    /**
     * How much the times differ: their variance divided by the square of their mean, reckoned from the middles of the
     * buckets. 0 where all are the same, about 1 where they are exponential; NaN until something was recorded.
     */
    double squaredVariation() {
        long[] counts = new long[BUCKETS];
        read(counts);
        double count = 0;
        double sum = 0;
        double squares = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            double middle = middleOf(bucket);
            count += counts[bucket];
            sum += counts[bucket] * middle;
            squares += counts[bucket] * middle * middle;
        }
        double mean = sum / count;
        return Math.max(0, squares / count / (mean * mean) - 1);
    }

    /** The time, in nanoseconds, that stands for all that fall into the bucket. */
    static double middleOf(int bucket) {
        double low = (bucket == 0) ? 0 : upperBoundOf(bucket - 1);
        return (low + upperBoundOf(bucket)) / 2;
    }

    /** The longest time so far, in nanoseconds; 0 before the first. */
    long maxNanos() {
        return maxNanos.get();
    }

    /**
     * What so many times in these buckets amount to.
     *
     * @param count the sum of the counts, 1 or more
     * @param total the sum of the times, in nanoseconds
     * @param max the longest time, in nanoseconds
     */
    static TimingSummary summaryOf(long[] counts, long count, long total, long max) {
        return new TimingSummary(
                count,
                Duration.ofNanos(Math.min(total / count, max)),
                percentile(counts, count, 0.50, max),
                percentile(counts, count, 0.95, max),
                percentile(counts, count, 0.99, max),
                Duration.ofNanos(max));
    }

    private AtomicLongArray stripe() {
        int index = (int) Thread.currentThread().getId() & (STRIPES - 1);
        AtomicLongArray stripe = stripes.get(index);
        return (stripe != null) ? stripe : newStripe(index);
    }

    private AtomicLongArray newStripe(int index) {
        AtomicLongArray made = new AtomicLongArray(SLOTS + 1);
        AtomicLongArray other = stripes.compareAndExchange(index, null, made);
        return (other != null) ? other : made;
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
