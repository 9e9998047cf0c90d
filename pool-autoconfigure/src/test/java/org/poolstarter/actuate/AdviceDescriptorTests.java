/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.poolstarter.advice.sizing.SizingAdvice;

class AdviceDescriptorTests {

    @Test
    void aPoolWithoutABoundShowsNoSize() {
        assertThat(AdviceDescriptor.of("sessions", advice(Integer.MAX_VALUE)).size())
                .isEqualTo(new AdviceDescriptor.Size(null, "medium", 10));
        assertThat(AdviceDescriptor.of("sessions", advice(50)).size())
                .isEqualTo(new AdviceDescriptor.Size(50, "medium", 10));
    }

    private static SizingAdvice advice(int size) {
        return new SizingAdvice(
                SizingAdvice.Verdict.KEEP,
                "",
                size,
                "medium",
                10,
                SizingAdvice.Confidence.MEDIUM,
                Duration.ofMinutes(1),
                500,
                Map.of(),
                List.of(),
                null,
                null);
    }
}
