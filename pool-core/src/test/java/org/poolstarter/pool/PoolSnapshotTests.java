/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolSnapshotTests {

    @Test
    void sizeOverflowAndUtilizationFollowFromTheCounts() {
        PoolSnapshot snapshot = PoolSnapshot.of(3, 4, 0, 10, 5);

        assertThat(snapshot.size()).isEqualTo(7);
        assertThat(snapshot.overflow()).isEqualTo(2);
        assertThat(snapshot.utilization()).isEqualTo(0.3);
        assertThat(snapshot.opening()).isZero();
    }

    @Test
    void fewerConnectionsThanTheMinimumAreNoNegativeOverflow() {
        assertThat(PoolSnapshot.of(1, 1, 0, 10, 5).overflow()).isZero();
    }

    @Test
    void moreHeldThanABoundThatWasLoweredIsFullUtilization() {
        assertThat(PoolSnapshot.of(12, 0, 0, 10, 0).utilization()).isEqualTo(1.0);
    }

    @ParameterizedTest
    @CsvSource({"10, 1, true", "10, 0, false", "9, 1, false", "12, 3, true"})
    void aPoolIsSaturatedWhenAllIsHeldAndSomebodyWaits(int active, int pending, boolean saturated) {
        assertThat(PoolSnapshot.of(active, 0, pending, 10, 0).saturated()).isEqualTo(saturated);
    }

    @Test
    void anotherNumberBeingOpenedOrUtilizationLeavesTheRestAlone() {
        PoolSnapshot snapshot = PoolSnapshot.of(3, 4, 2, 10, 5);

        assertThat(snapshot.withOpening(6)).isEqualTo(new PoolSnapshot(3, 4, 6, 2, 10, 5, 0.3));
        assertThat(snapshot.withOpening(6).withUtilization(0.9)).isEqualTo(new PoolSnapshot(3, 4, 6, 2, 10, 5, 0.9));
    }

    static Stream<Arguments> belowBounds() {
        return Stream.of(
                bad("active must be at least 0 but is -1", () -> PoolSnapshot.of(-1, 0, 0, 1, 0)),
                bad("idle must be at least 0 but is -1", () -> PoolSnapshot.of(0, -1, 0, 1, 0)),
                bad("pending must be at least 0 but is -1", () -> PoolSnapshot.of(0, 0, -1, 1, 0)),
                bad("max must be at least 1 but is 0", () -> PoolSnapshot.of(0, 0, 0, 0, 0)),
                bad("min must be at least 0 but is -1", () -> PoolSnapshot.of(0, 0, 0, 1, -1)),
                bad(
                        "opening must be at least 0 but is -1",
                        () -> PoolSnapshot.of(0, 0, 0, 1, 0).withOpening(-1)));
    }

    private static Arguments bad(String message, ThrowingCallable call) {
        return Arguments.of(message, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("belowBounds")
    void aCountBelowItsBoundIsNamed(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void aUtilizationIsARatio(double utilization) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PoolSnapshot.of(0, 0, 0, 1, 0).withUtilization(utilization))
                .withMessage("utilization must be between 0.0 and 1.0 but is " + utilization);
    }
}
