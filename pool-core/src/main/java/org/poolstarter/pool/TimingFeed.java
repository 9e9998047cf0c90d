/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.util.function.LongConsumer;

/**
 * The times of one kind since the pool began, one by one and each once: for an observer that wants them all, but not on the thread of who
 * waits, holds or opens. It costs who records them nothing, and its owner about 7 KB.
 *
 * <p>How many there were, their sum, and on which side of each of {@link TimingHistogram#BOUNDS} each of them was, is exact. Beyond that a
 * time is as exact as its bucket, an eighth of a power of two, and so a time that comes alone is exact.
 *
 * <p>For one thread at a time; it does not block.
 */
public final class TimingFeed {

    private final TimingHistogram source;

    /* What was counted when this was last asked, and room for what is counted now; they change places. */
    private long[] before = new long[TimingHistogram.SLOTS];
    private long[] now = new long[TimingHistogram.SLOTS];
    private long totalBefore;
    private long longestBefore;

    /* What the sum is ahead of the times that were handed over, in nanoseconds. */
    private long owed;

    TimingFeed(TimingHistogram source) {
        this.source = source;
    }

    /**
     * Hands over what was recorded since the last call, in nanoseconds.
     *
     * @param times if it throws, what it was not yet given of this call is lost
     */
    public void drain(LongConsumer times) {
        long[] counts = countsOfNow();
        longest(counts, times);
        double least = 0;
        double most = 0;
        for (int slot = 0; slot < counts.length; slot++) {
            least += (double) counts[slot] * TimingHistogram.leastOf(slot);
            most += (double) counts[slot] * TimingHistogram.greatestOf(slot);
        }
        double share = (most > least) ? Math.max(0, Math.min(1, (owed - least) / (most - least))) : 0;
        for (int slot = 0; slot < counts.length; slot++) {
            owed -= counts[slot] * between(slot, share);
        }
        for (int slot = 0; slot < counts.length; slot++) {
            for (long i = 0; i < counts[slot]; i++) {
                times.accept(corrected(slot, between(slot, share)));
            }
        }
    }

    /* Adds to what is owed, and leaves in what is there before the times since the last call. */
    private long[] countsOfNow() {
        long least = source.total();
        long most = source.readSlots(now);
        long[] counts = before;
        double likely = 0;
        for (int slot = 0; slot < counts.length; slot++) {
            counts[slot] = now[slot] - counts[slot];
            likely += counts[slot] * (TimingHistogram.leastOf(slot) / 2.0 + TimingHistogram.greatestOf(slot) / 2.0);
        }
        before = now;
        now = counts;
        owe(least, most, Math.round(likely));
        return counts;
    }

    /*
     * Others record meanwhile, so that the sum of what was counted is somewhere between that of before and that of after the
     * counts were read: it is taken for as near to what the slots say as that allows, and the rest is owed the next time.
     */
    private void owe(long least, long most, long likely) {
        long total = Math.max(least, Math.min(most, totalBefore + likely - owed));
        owed += total - totalBefore;
        totalBefore = total;
    }

    /* The longest time ever is known exactly. */
    private void longest(long[] counts, LongConsumer times) {
        long longest = source.maxNanos();
        int slot = TimingHistogram.slotOf(longest);
        if (longest > longestBefore && counts[slot] > 0) {
            counts[slot]--;
            owed -= longest;
            longestBefore = longest;
            times.accept(longest);
        }
    }

    private static long between(int slot, double share) {
        long least = TimingHistogram.leastOf(slot);
        return least + (long) (share * (TimingHistogram.greatestOf(slot) - least));
    }

    /* Makes up for what is owed, as far as the slot allows. */
    private long corrected(int slot, long time) {
        long correction =
                Math.max(TimingHistogram.leastOf(slot) - time, Math.min(TimingHistogram.greatestOf(slot) - time, owed));
        owed -= correction;
        return time + correction;
    }
}
