/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** An order to wait, found wherever it is among the causes of a failure. */
class RetryAfterTests {

    private static final Duration TIME = Duration.ofSeconds(30);

    @Test
    void itSaysHowLongToWaitAndWhy() {
        IOException cause = new IOException("flood");

        assertThat(new RetryAfter(TIME, cause)).hasMessage("retry after 30s").hasCause(cause);
        assertThat(new RetryAfter(TIME).duration()).isEqualTo(TIME);
        assertThat(new RetryAfter(TIME)).hasNoCause();
    }

    @Test
    void theTimeIsPositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryAfter(Duration.ZERO))
                .withMessage("duration must be positive but is 0s");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryAfter(Duration.ofMillis(-5)))
                .withMessage("duration must be positive but is -5ms");
    }

    @Test
    void theTimeMayBeForEver() {
        Duration forEver = ChronoUnit.FOREVER.getDuration();

        assertThat(new RetryAfter(forEver).duration()).isEqualTo(forEver);
    }

    @Test
    void itIsFoundAmongTheCauses() {
        assertThat(RetryAfter.in(new RetryAfter(TIME))).isEqualTo(TIME);
        assertThat(RetryAfter.in(new IOException(new IllegalStateException(new RetryAfter(TIME)))))
                .isEqualTo(TIME);
        assertThat(RetryAfter.in(new IOException("down"))).isNull();
    }

    @Test
    void causesThatGoRoundInACircleEnd() {
        IOException first = new IOException("first");
        IOException second = new IOException("second", first);
        first.initCause(second);

        assertThat(RetryAfter.in(first)).isNull();
    }
}
