/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KneeTests {

    @Test
    void theKneeIsWhereArrivalsTimesTheTimeOfEachIsReached() {
        // 400 a second of 20 ms each keep 8 connections busy; every one alone serves 50 a second.
        Finding knee = Knee.of(runs(List.of(2, 4, 6, 8, 10, 16), List.of(100, 200, 300, 400, 400, 400)))
                .orElseThrow();

        assertThat(knee.code()).isEqualTo("knee");
        assertThat(knee.figures().get("size")).isCloseTo(8, within(0.01));
        assertThat(knee.figures().get("perConnection")).isCloseTo(50, within(0.01));
    }

    @Test
    void theKneeNeedNotBeAmongTheSizes() {
        Finding knee = Knee.of(runs(List.of(4, 8, 16, 32), List.of(198, 402, 495, 500)))
                .orElseThrow();

        assertThat(knee.figures().get("size")).isCloseTo(10, within(0.2));
    }

    @Test
    void sizesThatAreAllBigEnoughSayOnlyThatTheKneeIsBelow() {
        Finding knee = Knee.of(runs(List.of(16, 32), List.of(400, 398))).orElseThrow();

        assertThat(knee.code()).isEqualTo("knee-below");
        assertThat(knee.text()).contains("at 16 or below");
    }

    @Test
    void sizesThatAreAllTooSmallSayOnlyThatTheKneeIsAbove() {
        Finding knee = Knee.of(runs(List.of(1, 2, 4), List.of(50, 100, 200))).orElseThrow();

        assertThat(knee.code()).isEqualTo("knee-above");
        assertThat(knee.text()).contains("at about 4 or above");
    }

    @Test
    void oneSizeThatServesAllThatArrivesIsEnough() {
        List<Run> runs =
                List.of(Runs.of("2", 2, 100, 400.0), Runs.of("4", 4, 200, 400.0), Runs.of("16", 16, 398, 400.0));

        Finding knee = Knee.of(runs).orElseThrow();

        assertThat(knee.code()).isEqualTo("knee");
        assertThat(knee.figures().get("size")).isCloseTo(8, within(0.1));
    }

    @Test
    void aGreatestSizeThatServesLessThanTheOneBeforeIsNoGrowth() {
        Finding knee = Knee.of(runs(List.of(2, 4, 12, 16), List.of(100, 200, 400, 380)))
                .orElseThrow();

        assertThat(knee.code()).isEqualTo("knee");
        assertThat(knee.figures().get("size")).isCloseTo(8, within(0.01));
    }

    @Test
    void oneSizeHasNoKnee() {
        assertThat(Knee.of(runs(List.of(4), List.of(100)))).isEmpty();
    }

    private static List<Run> runs(List<Integer> sizes, List<Integer> perSecond) {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            runs.add(Runs.of("size " + sizes.get(i), sizes.get(i), Objects.requireNonNull(perSecond.get(i))));
        }
        return runs;
    }

    /** Runs that nobody ran. */
    static final class Runs {

        private Runs() {}

        static Run of(String label, int size, int perSecond) {
            return of(label, size, perSecond, null);
        }

        static Run of(String label, int size, int perSecond, @Nullable Double rate) {
            Times times = new Times(perSecond, 20, 19, 25, 30, 35, 40);
            Figures figures = new Figures(
                    1,
                    perSecond,
                    perSecond,
                    0,
                    times,
                    times,
                    times,
                    new Figures.Events(perSecond, 0, 0, size, 0, 0),
                    new Figures.Peaks(size, 3, size, size),
                    size,
                    Map.of());
            return new Run(
                    label,
                    "orders",
                    "jdbc",
                    "jdbc:test",
                    "medium",
                    Map.of("max-size", String.valueOf(size)),
                    "select 1",
                    new Load(4, Arrivals.closed(), null, Duration.ofSeconds(1), Duration.ZERO, false).toString(),
                    4,
                    rate,
                    size,
                    figures,
                    List.of(
                            new Window(0, 0.5, perSecond / 2, 0, times, size, 3, size, size),
                            new Window(0.5, 0.5, perSecond / 2, 0, times, size, 2, size, size)),
                    List.of(new Run.Advice("saturated", "WARNING", Map.of("pending", "3"), "Raise max-size.")),
                    new Sizing(
                            "grow",
                            "Grow from 4 to 6: two are missing.",
                            size,
                            6,
                            "low",
                            10,
                            200,
                            Map.of("busy", 5.2),
                            List.of("Raise min-idle from 2 to 4."),
                            "pools:\n  jdbc:\n    orders:\n      max-size: 6\n"));
        }
    }
}
