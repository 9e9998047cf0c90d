/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.poolstarter.advice.HistorySettings.Span;

class HistorySettingsTests {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void tenMinutesOfSecondsAndADayOfMinutesAreUsual() {
        assertThat(HistorySettings.STANDARD.fine().points()).isEqualTo(600);
        assertThat(HistorySettings.STANDARD.coarse().points()).isEqualTo(1440);
    }

    @Test
    void pointsLieApart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Span(Duration.ZERO, MINUTE))
                .withMessage("every must be positive but is 0s");
    }

    @Test
    void aPointIsKeptUntilTheNextOneAtLeast() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Span(MINUTE, SECOND))
                .withMessage("keep must be at least every (1m) but is 1s");
    }

    @Test
    void memoryIsBounded() {
        assertThat(new Span(SECOND, Duration.ofSeconds(10_000)).points()).isEqualTo(10_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Span(SECOND, Duration.ofSeconds(10_001)))
                .withMessage("keep must be at most 10000 times every (10000s) but is 10001s");
    }

    @Test
    void theLongPastIsNoFinerThanTheRecentOne() {
        Span seconds = new Span(SECOND, MINUTE);
        Span minutes = new Span(MINUTE, Duration.ofHours(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HistorySettings(minutes, seconds))
                .withMessage("coarse.every must be at least fine.every (1m) but is 1s");
    }

    @Test
    void nothingIsFinerThanTheSamples() {
        HistorySettings halves =
                new HistorySettings(new Span(Duration.ofMillis(500), MINUTE), new Span(MINUTE, Duration.ofHours(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MonitorSettings(SECOND, Duration.ofSeconds(10), SECOND, halves))
                .withMessage("fine.every must be at least 1s but is 500ms");
    }
}
