/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErlangCTests {

    /**
     * Published values: 3 servers and 2 erlangs, 4/9 (Gross and others, Fundamentals of Queueing Theory, the eye clinic of the
     * section on M/M/c); 14 servers and 10 erlangs, 0.1741319 (the example on https://pypi.org/project/pyworkforce/0.1.0/).
     * One server is busy as often as its load says.
     */
    @ParameterizedTest
    @CsvSource({"3, 2, 0.4444444444", "14, 10, 0.1741319336", "1, 0.3, 0.3"})
    void theShareOfCallersThatWaitIsThePublishedOne(int servers, double load, double waiting) {
        assertThat(ErlangC.waiting(servers, load)).isCloseTo(waiting, within(1e-9));
    }

    @Test
    void everybodyWaitsWhereTheLoadIsAsGreatAsTheServers() {
        assertThat(ErlangC.waiting(4, 4)).isEqualTo(1);
        assertThat(ErlangC.waiting(4, 9)).isEqualTo(1);
        assertThat(ErlangC.waiting(4, 0)).isZero();
    }

    /** The same example: of calls of 3 minutes, 0.8883500 are answered within 20 seconds by 14, and 14 are the fewest for 0.8. */
    @Test
    void theShareThatWaitsForLongAndTheServersItTakesAreThePublishedOnes() {
        assertThat(1 - ErlangC.waitingLonger(14, 10, 20, 180, 1)).isCloseTo(0.8883500192, within(1e-9));
        assertThat(ErlangC.servers(10, 20, 180, 1, 0.2)).isEqualTo(14);
    }

    @Test
    void usesOfOneLengthHalveTheWaitAndUsesOfManyLengthsMakeItLonger() {
        double exponential = ErlangC.waitingLonger(14, 10, 20, 180, 1);

        assertThat(ErlangC.waitingLonger(14, 10, 10, 180, 0)).isCloseTo(exponential, within(1e-12));
        assertThat(ErlangC.waitingLonger(14, 10, 40, 180, 3)).isCloseTo(exponential, within(1e-12));
    }

    @Test
    void manyServersDoNotOverflow() {
        assertThat(ErlangC.waiting(5_000, 4_900)).isBetween(0.01, 0.2);
    }
}
