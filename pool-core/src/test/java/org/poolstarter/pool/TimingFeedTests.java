/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimingFeedTests {

    private static final long BEYOND_ALL_BUCKETS = Duration.ofHours(20).toNanos();

    private static final long LONGEST = Duration.ofMillis(20).toNanos();

    private final PoolRecorder recorder = new PoolRecorder();

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1_023, 1_024, 999_999, 1_000_000, 1_000_001, 123_456_789, 59_999_999_999L})
    void aTimeThatComesAloneIsExact(long nanos) {
        TimingFeed feed = recorder.waitFeed();
        for (int i = 0; i < 3; i++) {
            recorder.acquired(nanos);
            assertThat(drained(feed)).containsExactly(nanos);
        }
    }

    @Test
    void whatWasRecordedBeforeSomebodyAskedIsHandedOverOnce() {
        recorder.opened(Duration.ofMillis(30).toNanos());

        assertThat(drained(recorder.openFeed())).containsExactly(30_000_000L);
        TimingFeed feed = recorder.openFeed();
        assertThat(drained(feed)).hasSize(1);
        assertThat(drained(feed)).isEmpty();
    }

    @Test
    void eachKindHasItsOwn() {
        recorder.acquired(1);
        recorder.released(2);
        recorder.discarded(3);
        recorder.opened(4);

        assertThat(drained(recorder.waitFeed())).containsExactly(1L);
        assertThat(sum(drained(recorder.usageFeed()))).isEqualTo(5);
        assertThat(drained(recorder.openFeed())).containsExactly(4L);
    }

    @Test
    void theLongestTimeOfAllIsExactAmongOthers() {
        TimingFeed feed = recorder.usageFeed();
        for (long nanos : List.of(29_000_000_000L, 29_100_000_000L, 30_000_000_000L, 28_500_000_000L)) {
            recorder.released(nanos);
        }

        assertThat(drained(feed)).hasSize(4).contains(30_000_000_000L);
    }

    @RepeatedTest(20)
    void countSumAndTheSideOfEachBoundAreExact(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        TimingFeed feed = recorder.waitFeed();
        for (int round = 0; round < 5; round++) {
            List<Long> recorded = new ArrayList<>();
            for (int i = random.nextInt(300); i >= 0; i--) {
                long bound = TimingHistogram.BOUNDS
                        .get(random.nextInt(TimingHistogram.BOUNDS.size()))
                        .toNanos();
                recorded.add(
                        switch (random.nextInt(4)) {
                            case 0 -> bound;
                            case 1 -> bound + 1;
                            case 2 -> bound - random.nextLong(bound / 8);
                            default -> random.nextLong(100_000_000_000L);
                        });
            }
            recorded.forEach(recorder::acquired);

            List<Long> fed = drained(feed);

            assertThat(fed).hasSameSizeAs(recorded);
            assertThat(sum(fed)).isEqualTo(sum(recorded));
            for (Duration bound : TimingHistogram.BOUNDS) {
                assertThat(notLonger(fed, bound)).as("within %s", bound).isEqualTo(notLonger(recorded, bound));
            }
            Collections.sort(recorded);
            Collections.sort(fed);
            for (int i = 0; i < fed.size(); i++) {
                assertThat((double) fed.get(i))
                        .isBetween(recorded.get(i) / 1.125 - 1_024, recorded.get(i) * 1.125 + 1_024);
            }
        }
    }

    @Test
    void aTimeBeyondAllBucketsCountsOnceAndLeavesTheNextOnesAlone() {
        TimingFeed feed = recorder.usageFeed();
        recorder.released(BEYOND_ALL_BUCKETS);
        assertThat(drained(feed)).containsExactly(BEYOND_ALL_BUCKETS);

        recorder.released(5_000_000);
        assertThat(drained(feed)).containsExactly(5_000_000L);
    }

    @Test
    void nothingIsLostWhileOthersRecord() throws InterruptedException {
        TimingFeed feed = recorder.waitFeed();
        int threads = 4;
        int each = 50_000;
        CountDownLatch running = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            int seed = i;
            new Thread(() -> {
                        times(new Random(seed), each).forEach(recorder::acquired);
                        running.countDown();
                    })
                    .start();
        }
        List<Long> fed = new ArrayList<>();
        while (running.getCount() > 0) {
            fed.addAll(drained(feed));
        }
        running.await();
        fed.addAll(drained(feed));

        assertThat(fed).hasSize(threads * each).allMatch(nanos -> nanos >= 0 && nanos < LONGEST * 1.125);
        long recorded = LongStream.range(0, threads)
                .map(seed -> times(new Random(seed), each).sum())
                .sum();
        // What the last call could not make up for is owed to times to come.
        assertThat(sum(fed)).isCloseTo(recorded, withinPercentage(0.1));
    }

    private static LongStream times(Random random, int count) {
        return random.longs(count, 1, LONGEST);
    }

    private static List<Long> drained(TimingFeed feed) {
        List<Long> times = new ArrayList<>();
        feed.drain(times::add);
        return times;
    }

    private static long sum(List<Long> times) {
        return times.stream().mapToLong(Long::longValue).sum();
    }

    private static long notLonger(List<Long> times, Duration bound) {
        return times.stream().filter(nanos -> nanos <= bound.toNanos()).count();
    }
}
