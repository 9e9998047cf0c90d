/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.convert.DurationStyle;

class ReadableDurationTests {

    @ParameterizedTest
    @CsvSource({
        "PT0S,0s",
        "PT0.25S,250ms",
        "PT1.5S,1500ms",
        "PT90S,90s",
        "PT10M,10m",
        "PT1H,1h",
        "PT36H,36h",
        "PT48H,2d"
    })
    void aDurationReadsAsItIsWrittenInYaml(Duration duration, String text) {
        assertThat(ReadableDuration.of(duration)).isEqualTo(text);
        assertThat(DurationStyle.detectAndParse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource("PT0.0000015S")
    void whatNoUnitDividesStaysExact(Duration duration) {
        assertThat(ReadableDuration.of(duration)).isEqualTo("PT0.0000015S");
    }
}
