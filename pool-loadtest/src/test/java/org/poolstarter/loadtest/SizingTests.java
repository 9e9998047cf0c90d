/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.poolstarter.advice.sizing.SizingAdvice;
import org.poolstarter.advice.sizing.SizingAdvice.Confidence;
import org.poolstarter.advice.sizing.SizingAdvice.Verdict;

class SizingTests {

    @ParameterizedTest
    @CsvSource({"3, 10", "10, 10", "25, 25", "60, 60", "600, 60"})
    void theWindowIsAsLongAsTheLoadBetweenTenSecondsAndAMinute(int seconds, int window) {
        Load load = new Load(1, Arrivals.closed(), null, Duration.ofSeconds(seconds), Duration.ZERO, false);

        assertThat(Sizing.window(load)).isEqualTo(Duration.ofSeconds(window));
    }

    @Test
    void aLoadOfUnknownLengthHasTheShortestWindow() {
        assertThat(Sizing.window(new Load(1, Arrivals.closed(), 1_000L, null, Duration.ZERO, false)))
                .isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource({"10, low", "50, low", "59, high"})
    void lessThanAMinuteIsOfLowConfidence(int seconds, String confidence) {
        assertThat(Sizing.of(advice(Verdict.GROW, Duration.ofSeconds(seconds))).confidence())
                .isEqualTo(confidence);
    }

    @Test
    void whereTooLittleWasSeenOneLineSaysWhatToDo() {
        Sizing sizing = Sizing.of(advice(Verdict.TOO_LITTLE_SEEN, Duration.ofSeconds(2)));

        assertThat(sizing.isTooLittle()).isTrue();
        assertThat(sizing.summary()).isEqualTo("A summary. Measure for longer with --duration.");
        assertThat(Sizing.unknown(4).isTooLittle()).isTrue();
    }

    private static SizingAdvice advice(Verdict verdict, Duration window) {
        @Nullable Integer advised = (verdict == Verdict.GROW) ? 6 : null;
        return new SizingAdvice(
                verdict,
                "A summary.",
                4,
                "medium",
                advised,
                Confidence.HIGH,
                window,
                2_000,
                Map.of("busy", 3.2),
                List.of(),
                null,
                null);
    }
}
