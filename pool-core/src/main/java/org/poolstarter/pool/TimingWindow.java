/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import org.jspecify.annotations.Nullable;

/**
 * The times of one kind since they were last asked for. It costs who records them nothing, and its owner about 4.5 KB.
 *
 * <p>For one thread at a time; it neither blocks nor throws.
 */
public final class TimingWindow {

    private final TimingHistogram source;

    /* What was counted when this was last asked, and room for what is counted now; they change places. */
    private long[] before = new long[TimingHistogram.BUCKETS];
    private long[] now = new long[TimingHistogram.BUCKETS];
    private long totalBefore;

    /** A window that begins at this moment. */
    TimingWindow(TimingHistogram source) {
        this.source = source;
        this.totalBefore = source.read(before);
    }

    /**
     * The times since the last call, or since this window began. The longest one is known as exactly as percentiles are.
     *
     * @return null if there was none
     */
    public @Nullable TimingSummary next() {
        long total = source.read(now);
        long count = 0;
        int highest = 0;
        for (int bucket = 0; bucket < now.length; bucket++) {
            long times = now[bucket] - before[bucket];
            before[bucket] = times;
            count += times;
            if (times > 0) {
                highest = bucket;
            }
        }
        long[] times = before;
        long sum = total - totalBefore;
        before = now;
        now = times;
        totalBefore = total;
        if (count == 0) {
            return null;
        }
        long longest = (highest == times.length - 1)
                ? source.maxNanos()
                : Math.min(TimingHistogram.upperBoundOf(highest), source.maxNanos());
        return TimingHistogram.summaryOf(times, count, sum, longest);
    }
}
