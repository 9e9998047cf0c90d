/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MonitorSettingsTests {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void theIntervalLeavesRoomForTwoSamples() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MonitorSettings(SECOND, Duration.ofMillis(1999), Duration.ofMillis(100)))
                .withMessage("interval must be at least 2s but is 1999ms");
    }

    @Test
    void theTimeoutEndsBeforeTheInterval() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MonitorSettings(SECOND, Duration.ofSeconds(5), Duration.ofMillis(4001)))
                .withMessage("timeout must be at most interval - 1s (4s) but is 4001ms");
    }

    @Test
    void noTimeIsZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MonitorSettings(Duration.ZERO, SECOND, SECOND))
                .withMessage("sample-period must be positive but is 0s");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MonitorSettings(SECOND, Duration.ofSeconds(5), Duration.ZERO))
                .withMessage("timeout must be positive but is 0s");
    }
}
