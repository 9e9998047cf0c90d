/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimingHistogramTests {

    private static final long SHORTEST = 1L << 10;
    private static final long LONGEST = (1L << 45) - 1;

    private final TimingHistogram histogram = new TimingHistogram();

    private TimingSummary summary() {
        return Objects.requireNonNull(histogram.summary());
    }

    @Test
    void thereIsNoSummaryOfNothing() {
        assertThat(histogram.summary()).isNull();
    }

    @Test
    void everyTimeFallsIntoABucketWhoseUpperBoundIsAtMostAnEighthAboveIt() {
        for (long exponent = 10; exponent < 45; exponent++) {
            for (long offset : new long[] {0, 1, 7}) {
                for (long eighth = 0; eighth < 8; eighth++) {
                    long nanos = (1L << exponent) + eighth * (1L << (exponent - 3)) + offset;
                    long bound = TimingHistogram.upperBoundOf(TimingHistogram.indexOf(nanos));
                    assertThat(bound).isBetween(nanos, nanos + nanos / 8);
                }
            }
        }
    }

    @Test
    void bucketsFollowOneAnotherWithoutGap() {
        long last = TimingHistogram.indexOf(LONGEST);
        for (int index = 0; index < last; index++) {
            long bound = TimingHistogram.upperBoundOf(index);
            assertThat(TimingHistogram.indexOf(bound)).isEqualTo(index);
            assertThat(TimingHistogram.indexOf(bound + 1)).isEqualTo(index + 1);
        }
        assertThat(TimingHistogram.upperBoundOf((int) last)).isEqualTo(LONGEST);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aPercentileIsNeverBelowTheTrueValueAndWithinAnEighthOfIt(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        LongUnaryOperator anyMagnitude = exponent -> random.nextLong(1L << exponent, 1L << (exponent + 1));
        long[] times = random.longs(5_000, 10, 45).map(anyMagnitude).toArray();

        Arrays.stream(times).forEach(histogram::record);
        Arrays.sort(times);

        assertWithinAnEighth(summary().p50(), times[2_500 - 1]);
        assertWithinAnEighth(summary().p95(), times[4_750 - 1]);
        assertWithinAnEighth(summary().p99(), times[4_950 - 1]);
        assertThat(summary().max()).isEqualTo(Duration.ofNanos(times[times.length - 1]));
        assertThat(summary().count()).isEqualTo(5_000);
        assertThat(summary().mean())
                .isEqualTo(Duration.ofNanos(Arrays.stream(times).sum() / times.length));
    }

    @Test
    void aPercentileIsNeverAboveTheLongestTime() {
        histogram.record(SHORTEST + 1);

        assertThat(summary().p50()).isEqualTo(Duration.ofNanos(SHORTEST + 1));
        assertThat(summary().p99()).isEqualTo(Duration.ofNanos(SHORTEST + 1));
    }

    @Test
    void timesOutOfRangeAreKeptInTheOuterBuckets() {
        histogram.record(-5);
        histogram.record(0);
        histogram.record(1);

        assertThat(summary().max()).isEqualTo(Duration.ofNanos(1));
        assertThat(summary().p50()).isEqualTo(Duration.ofNanos(1));

        histogram.record(LONGEST + 1);
        histogram.record(Long.MAX_VALUE / 4);
        assertThat(summary().count()).isEqualTo(5);
        assertThat(summary().p99()).isEqualTo(Duration.ofNanos(Long.MAX_VALUE / 4));
    }

    private static void assertWithinAnEighth(Duration actual, long trueNanos) {
        assertThat(actual.toNanos()).isBetween(trueNanos, trueNanos + trueNanos / 8);
    }

    @Test
    void variationIsZeroWhereAllTimesAreTheSameAndOneWhereTheyAreExponential() {
        assertThat(histogram.squaredVariation()).isNaN();
        for (int i = 0; i < 1_000; i++) {
            histogram.record(Duration.ofMillis(40).toNanos());
        }
        assertThat(histogram.squaredVariation()).isBetween(0.0, 1e-9);

        TimingHistogram exponential = new TimingHistogram();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            exponential.record((long)
                    (-Math.log(1 - random.nextDouble()) * Duration.ofMillis(40).toNanos()));
        }
        assertThat(exponential.squaredVariation()).isBetween(0.95, 1.05);
    }
}
