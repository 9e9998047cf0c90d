/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How often leases are held for long: ever, and lately. It costs who holds them nothing, and its owner about 7 KB.
 *
 * <p>Safe for use by many threads; nothing is waited for longer than some microseconds.
 */
public final class UsageLengths {

    /* Lately is since one or two of these ago. */
    private static final long STRETCH_NANOS = TimeUnit.SECONDS.toNanos(15);

    /* What nobody has looked at for so long is not known to be of late. */
    private static final long LATE_NANOS = 4 * STRETCH_NANOS;

    private final TimingHistogram source;
    private final LongSupplier nanoTime;

    /* Guarded by this: what was counted at the ends of the last two stretches. */
    private long[] before = new long[TimingHistogram.BUCKETS];
    private long[] last = new long[TimingHistogram.BUCKETS];
    private long beforeNanos;
    private long lastNanos;

    UsageLengths(TimingHistogram source, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
        this.beforeNanos = nanoTime.getAsLong();
        this.lastNanos = beforeNanos;
        source.read(before);
        source.read(last);
    }

    /** Has to be called now and then, once in 15 seconds at least, so that it is known what is of late. */
    public synchronized void look() {
        long now = nanoTime.getAsLong();
        if (now - lastNanos >= STRETCH_NANOS) {
            long[] oldest = before;
            before = last;
            beforeNanos = lastNanos;
            source.read(oldest);
            last = oldest;
            lastNanos = now;
        }
    }

    /**
     * What is known of the uses that are about so long, or longer; "about" is an eighth of a power of two.
     *
     * @return null where nobody {@linkplain #look looked} for a time
     */
    public synchronized @Nullable LongUses atLeast(Duration least) {
        long late = nanoTime.getAsLong() - beforeNanos;
        if (late > LATE_NANOS || late <= 0) {
            return null;
        }
        long[] counts = new long[TimingHistogram.BUCKETS];
        source.read(counts);
        int first = TimingHistogram.indexOf(least.toNanos());
        long all = 0;
        long lateAll = 0;
        long these = 0;
        long lateOfThese = 0;
        double sum = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            long lately = counts[bucket] - before[bucket];
            all += counts[bucket];
            lateAll += lately;
            if (bucket >= first) {
                these += counts[bucket];
                lateOfThese += lately;
                sum += counts[bucket] * TimingHistogram.middleOf(bucket);
            }
        }
        Duration mean = (these > 0) ? Duration.ofNanos(Math.round(sum / these)) : Duration.ZERO;
        return new LongUses(these, all, mean, lateOfThese, lateAll, Duration.ofNanos(late));
    }
}
