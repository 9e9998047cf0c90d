/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UsageLengthsTests {

    private static final Duration LONG = Duration.ofMillis(100);

    private final AtomicLong nanos = new AtomicLong(-Duration.ofSeconds(7).toNanos());
    private final PoolRecorder recorder = new PoolRecorder(nanos::get);
    private final UsageLengths uses = recorder.usageLengths();

    @Test
    void untilThereWereTwoStretchesAllIsOfLate() {
        used(1_000, 3);
        used(20, 97);
        pass(10);
        LongUses known = known();
        assertThat(known.uses()).isEqualTo(3);
        assertThat(known.of()).isEqualTo(100);
        assertThat(known.lateUses()).isEqualTo(3);
        assertThat(known.lateOf()).isEqualTo(100);
        assertThat(known.late()).isEqualTo(Duration.ofSeconds(10));
        assertThat(known.share()).isEqualTo(0.03);
    }

    @Test
    void whatWasBeforeTheLastTwoStretchesIsNotOfLate() {
        used(1_000, 10);
        used(20, 90);
        pass(15);
        used(20, 50);
        pass(15);
        used(1_000, 2);
        used(20, 8);
        pass(5);
        LongUses known = known();
        assertThat(known.uses()).isEqualTo(12);
        assertThat(known.of()).isEqualTo(160);
        assertThat(known.lateUses()).isEqualTo(2);
        assertThat(known.lateOf()).isEqualTo(60);
        assertThat(known.late()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void theMeanIsThatOfTheLongOnes() {
        used(1_000, 5);
        used(3_000, 5);
        used(20, 990);
        pass(10);
        // 10 of 1000 of two seconds each, at a hundred uses a second. A time is known to an eighth of a power of two.
        assertThat(known().mean().toMillis()).isCloseTo(2_000L, within(130L));
        assertThat(known().held()).isCloseTo(2.0, within(0.13));
    }

    @Test
    void nothingIsKnownWhereNobodyLooked() {
        used(1_000, 10);
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(uses.atLeast(LONG)).isNull();
        uses.look();
        assertThat(uses.atLeast(LONG)).isNull();
        pass(15);
        assertThat(known().late()).isEqualTo(Duration.ofSeconds(15));
        assertThat(known().lateOf()).isZero();
        assertThat(known().uses()).isEqualTo(10);
    }

    @Test
    void withoutUsesThereIsNoShare() {
        pass(1);
        assertThat(known().share()).isZero();
        assertThat(known().held()).isZero();
    }

    private LongUses known() {
        return Objects.requireNonNull(uses.atLeast(LONG));
    }

    private void used(long millis, int times) {
        for (int i = 0; i < times; i++) {
            recorder.released(Duration.ofMillis(millis).toNanos());
        }
    }

    private void pass(long seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
        uses.look();
    }
}
