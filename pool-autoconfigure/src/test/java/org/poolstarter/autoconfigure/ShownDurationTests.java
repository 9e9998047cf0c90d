/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.poolstarter.pool.ReadableDuration;
import org.springframework.boot.convert.DurationStyle;

class ShownDurationTests {

    @ParameterizedTest
    @ValueSource(
            strings = {"PT0S", "PT0.0000015S", "PT0.000002S", "PT1.5S", "PT-5S", "PT-0.001S", "PT10M", "PT36H", "P2D"})
    void whatIsShownCanBeWrittenAsAValue(Duration duration) {
        assertThat(DurationStyle.detectAndParse(ReadableDuration.of(duration))).isEqualTo(duration);
    }
}
