/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.poolstarter.advice.sizing.SizeSteps.Direction;
import org.poolstarter.advice.sizing.SizingAdvice.Confidence;
import org.poolstarter.advice.sizing.SizingAdvice.Verdict;

class SizeStepsTests {

    private static final int FAR = 1_000;

    private final SizeSteps steps = new SizeSteps(new AdaptiveBounds(4, 40));

    @Test
    void aStepUpAddsAtMostHalf() {
        assertThat(steps.next(10, FAR, advised(Verdict.GROW, 30), Direction.ANY))
                .isEqualTo(15);
        assertThat(steps.next(15, FAR, advised(Verdict.GROW, 18), Direction.ANY))
                .isEqualTo(18);
    }

    @Test
    void aStepUpAddsAtLeastOne() {
        SizeSteps small = new SizeSteps(new AdaptiveBounds(1, 40));

        assertThat(small.next(1, FAR, advised(Verdict.GROW, 9), Direction.ANY)).isEqualTo(2);
    }

    @Test
    void aLoopGrowsByAStepAndIsMeasuredAgain() {
        assertThat(steps.next(10, FAR, advised(Verdict.GROW_AND_MEASURE, null), Direction.ANY))
                .isEqualTo(15);
    }

    @Test
    void aServerThatIsSlowGetsNoMoreConnections() {
        assertThat(steps.next(10, FAR, advised(Verdict.SERVER_BOUND, 5), Direction.ANY))
                .isEqualTo(10);
    }

    @Test
    void whereUsesGetLongerWithTheLoadNoAdviceMakesThePoolGreater() {
        assertThat(steps.next(10, FAR, advised(Verdict.GROW, 30), Direction.DOWN))
                .isEqualTo(10);
        assertThat(steps.next(10, FAR, advised(Verdict.GROW_AND_MEASURE, null), Direction.DOWN))
                .isEqualTo(10);
        for (int i = 0; i < 5; i++) {
            steps.next(30, FAR, advised(Verdict.KEEP, 8), Direction.DOWN);
        }
        assertThat(steps.next(30, FAR, advised(Verdict.KEEP, 8), Direction.DOWN))
                .isEqualTo(27);
    }

    @Test
    void onlyTheSixthCalmLookInARowTakesATenthAway() {
        for (int i = 0; i < 5; i++) {
            assertThat(steps.next(30, FAR, advised(Verdict.KEEP, 8), Direction.ANY))
                    .isEqualTo(30);
        }
        assertThat(steps.next(30, FAR, advised(Verdict.KEEP, 8), Direction.ANY)).isEqualTo(27);
        assertThat(steps.next(27, FAR, advised(Verdict.KEEP, 8), Direction.ANY)).isEqualTo(25);
        assertThat(steps.next(9, FAR, advised(Verdict.KEEP, 8), Direction.ANY)).isEqualTo(8);
    }

    @Test
    void oneLookThatWantsAsManyBeginsTheCalmAnew() {
        calm(5);
        steps.next(30, FAR, advised(Verdict.KEEP, 30), Direction.ANY);

        calm(5);
        assertThat(steps.next(30, FAR, advised(Verdict.KEEP, 8), Direction.ANY)).isEqualTo(27);
    }

    @Test
    void whileSomethingFailsNothingMovesAndTheCalmBeginsAnew() {
        assertThat(steps.next(10, FAR, advised(Verdict.GROW, 30), Direction.NONE))
                .isEqualTo(10);

        calm(5);
        assertThat(steps.next(30, FAR, advised(Verdict.KEEP, 8), Direction.NONE))
                .isEqualTo(30);
        assertThat(steps.next(30, FAR, advised(Verdict.KEEP, 8), Direction.ANY)).isEqualTo(30);
    }

    @Test
    void noStepLeavesTheBounds() {
        assertThat(steps.next(38, FAR, advised(Verdict.GROW, 90), Direction.ANY))
                .isEqualTo(40);
        assertThat(steps.next(40, FAR, advised(Verdict.GROW, 90), Direction.ANY))
                .isEqualTo(40);
        calm(5);
        assertThat(steps.next(4, FAR, advised(Verdict.KEEP, 1), Direction.ANY)).isEqualTo(4);
    }

    @Test
    void aSizeOutsideTheBoundsIsBroughtInside() {
        assertThat(steps.next(60, FAR, advised(Verdict.KEEP, 60), Direction.NONE))
                .isEqualTo(40);
        assertThat(steps.next(2, FAR, advised(Verdict.KEEP, 2), Direction.ANY)).isEqualTo(4);
    }

    @Test
    void aSizeBelowTheBoundsWaitsUntilItMayGrow() {
        assertThat(steps.next(2, FAR, advised(Verdict.KEEP, 2), Direction.NONE)).isEqualTo(2);
        assertThat(steps.next(2, FAR, advised(Verdict.KEEP, 2), Direction.DOWN)).isEqualTo(2);
    }

    @Test
    void theCeilingIsStrongerThanTheLeastSize() {
        SizeSteps great = new SizeSteps(new AdaptiveBounds(20, 40));

        assertThat(great.next(10, 12, advised(Verdict.KEEP, 8), Direction.ANY)).isEqualTo(12);
        assertThat(great.next(12, 12, advised(Verdict.GROW, 30), Direction.ANY)).isEqualTo(12);
        assertThat(great.next(30, 12, advised(Verdict.GROW, 30), Direction.NONE))
                .isEqualTo(12);
    }

    @Test
    void noStepGoesAboveTheCeilingAndASizeAboveItIsTakenBackAtOnce() {
        assertThat(steps.next(10, 12, advised(Verdict.GROW, 30), Direction.ANY)).isEqualTo(12);
        assertThat(steps.next(20, 12, advised(Verdict.GROW, 30), Direction.ANY)).isEqualTo(12);
        assertThat(steps.next(20, 0, advised(Verdict.GROW, 30), Direction.ANY))
                .as("the least that a pool can have")
                .isEqualTo(1);
    }

    @Test
    void littleLoadMakesThePoolSmallerAndLittleKnowledgeDoesNot() {
        for (int i = 0; i < 6; i++) {
            assertThat(steps.next(30, FAR, seen(Verdict.TOO_LITTLE_SEEN, null, Duration.ofSeconds(8)), Direction.ANY))
                    .isEqualTo(30);
        }
        for (int i = 0; i < 5; i++) {
            steps.next(30, FAR, advised(Verdict.TOO_LITTLE_SEEN, null), Direction.ANY);
        }
        assertThat(steps.next(30, FAR, advised(Verdict.TOO_LITTLE_SEEN, null), Direction.ANY))
                .isEqualTo(27);
    }

    @Test
    void boundsThatHoldNoSizeAreRefusedByKeyAndValue() {
        assertThatThrownBy(() -> new AdaptiveBounds(0, 5)).hasMessage("adaptive-min-size must be at least 1 but is 0");
        assertThatThrownBy(() -> new AdaptiveBounds(6, 5))
                .hasMessage("adaptive-max-size must be at least adaptive-min-size, which is 6, but is 5");
    }

    private void calm(int looks) {
        for (int i = 0; i < looks; i++) {
            steps.next(30, FAR, advised(Verdict.KEEP, 8), Direction.ANY);
        }
    }

    private static SizingAdvice advised(Verdict verdict, @Nullable Integer advised) {
        return seen(verdict, advised, Duration.ofSeconds(10));
    }

    private static SizingAdvice seen(Verdict verdict, @Nullable Integer advised, Duration window) {
        return new SizingAdvice(
                verdict, "", 10, null, advised, Confidence.MEDIUM, window, 500, Map.of(), List.of(), null, null);
    }
}
