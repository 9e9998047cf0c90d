/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadableDurationTests {

    @ParameterizedTest
    @CsvSource({
        "PT0S,0s",
        "PT0.0000015S,1500ns",
        "PT0.000002S,2us",
        "PT0.25S,250ms",
        "PT1.5S,1500ms",
        "PT90S,90s",
        "PT10M,10m",
        "PT1H,1h",
        "PT36H,36h",
        "PT48H,2d",
        "PT-5S,-5s",
        "PT-0.001S,-1ms",
        "PT-90M,-90m"
    })
    void aDurationReadsAsItIsWrittenInYaml(Duration duration, String text) {
        assertThat(ReadableDuration.of(duration)).isEqualTo(text);
    }

    @Test
    void theLongestDurationsReadToo() {
        assertThat(ReadableDuration.of(Duration.ofSeconds(Long.MIN_VALUE))).isEqualTo(Long.MIN_VALUE + "s");
        Duration uncountable = Duration.ofSeconds(Long.MAX_VALUE, 1);
        assertThat(ReadableDuration.of(uncountable)).isEqualTo(uncountable.toString());
    }
}
