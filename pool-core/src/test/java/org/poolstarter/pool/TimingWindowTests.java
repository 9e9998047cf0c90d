/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimingWindowTests {

    private final PoolRecorder recorder = new PoolRecorder();

    @Test
    void whatWasRecordedBeforeItBeganIsNotInIt() {
        recorder.acquired(Duration.ofMillis(900).toNanos());
        TimingWindow window = recorder.waitTimes();

        assertThat(window.next()).isNull();
    }

    @Test
    void eachPortionHoldsTheTimesSinceTheLastOneAndNoOthers() {
        TimingWindow window = recorder.waitTimes();
        recorder.acquired(Duration.ofMillis(1).toNanos());
        recorder.acquired(Duration.ofMillis(3).toNanos());

        assertThat(window.next()).isNotNull().satisfies(first -> {
            assertThat(first.count()).isEqualTo(2);
            assertThat(first.mean()).isEqualTo(Duration.ofMillis(2));
            assertThat(first.max()).isEqualTo(Duration.ofMillis(3));
        });
        assertThat(window.next()).isNull();

        recorder.acquired(Duration.ofMillis(2).toNanos());
        assertThat(window.next()).isNotNull().satisfies(second -> {
            assertThat(second.count()).isEqualTo(1);
            assertThat(second.mean()).isEqualTo(Duration.ofMillis(2));
            assertThat(second.p99()).isBetween(Duration.ofMillis(2), micros(2250));
            assertThat(second.max()).isBetween(Duration.ofMillis(2), micros(2250));
        });
    }

    @Test
    void percentilesAreThoseOfThePortionAlone() {
        TimingWindow window = recorder.usageTimes();
        for (int i = 0; i < 1_000; i++) {
            recorder.released(Duration.ofSeconds(1).toNanos());
        }
        assertThat(window.next()).isNotNull();
        for (int i = 0; i < 100; i++) {
            recorder.released(Duration.ofMillis((i < 96) ? 10 : 100).toNanos());
        }

        assertThat(window.next()).isNotNull().satisfies(second -> {
            assertThat(second.p50()).isBetween(Duration.ofMillis(10), micros(11_250));
            assertThat(second.p95()).isBetween(Duration.ofMillis(10), micros(11_250));
            assertThat(second.p99()).isBetween(Duration.ofMillis(100), micros(112_500));
        });
    }

    @Test
    void twoWindowsDoNotTakeFromEachOther() {
        TimingWindow one = recorder.waitTimes();
        TimingWindow other = recorder.waitTimes();
        recorder.acquired(5_000);

        assertThat(one.next()).isNotNull();
        assertThat(other.next()).isNotNull().extracting(TimingSummary::count).isEqualTo(1L);
    }

    @Test
    void aTimeBeyondTheLastBucketIsTheLongestOfAll() {
        TimingWindow window = recorder.waitTimes();
        recorder.acquired(Duration.ofHours(30).toNanos());

        assertThat(window.next()).isNotNull().extracting(TimingSummary::max).isEqualTo(Duration.ofHours(30));
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(micros * 1_000);
    }
}
