/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThresholdsTests {

    private static final Thresholds THRESHOLDS =
            new Thresholds(0.99, Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(500), 0.01);

    @Test
    void aRunWithoutOperationsMissesAndIsNotSaidToHaveSucceeded() {
        Figures none = new Figures(
                0,
                0,
                0,
                0,
                null,
                null,
                null,
                new Figures.Events(0, 0, 0, 0, 0, 0),
                new Figures.Peaks(0, 0, 0, 1),
                null,
                Map.of());

        Thresholds.Judgement success = THRESHOLDS.judge(none).get(0);

        assertThat(success.reached()).isFalse();
        assertThat(success.measured()).isEqualTo("not known, without operations");
    }

    @Test
    void theConclusionSaysWhatWasJudged() {
        Run good = KneeTests.Runs.of("good", 4, 100);
        Run other = KneeTests.Runs.of("other", 8, 100);

        assertThat(Outcome.ofAll(List.of(good, other), List.of()).conclude(THRESHOLDS))
                .isEqualTo("The thresholds are reached.");
        assertThat(new Outcome(List.of(good, other), List.of(), List.of(good), false).conclude(THRESHOLDS))
                .isEqualTo("'good', which is what is judged, reaches the thresholds.");
        assertThat(new Outcome(List.of(good, other), List.of(), List.of(good, other), true).conclude(THRESHOLDS))
                .isEqualTo("2 of 2 runs reach the thresholds, and one has to.");
        assertThat(Outcome.ofAll(List.of(), List.of()).conclude(THRESHOLDS)).isEqualTo("Nothing was measured.");
    }
}
