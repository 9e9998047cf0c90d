/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolStatusTests {

    @ParameterizedTest
    @CsvSource({
        "  0, 0, HEALTHY",
        " 74, 0, HEALTHY",
        " 75, 0, WARNING",
        "  0, 1, WARNING",
        " 89, 5, WARNING",
        " 90, 0, WARNING",
        "100, 0, WARNING",
        " 90, 1, CRITICAL",
        "100, 9, CRITICAL"
    })
    void theLoadGivesTheStatus(int active, int pending, PoolStatus status) {
        assertThat(PoolStatus.ofLoad(PoolSnapshot.of(active, 0, pending, 100, 0)))
                .isEqualTo(status);
    }

    @Test
    void theWorseOfTwoIsTheOneThatIsNamedLater() {
        assertThat(PoolStatus.WARNING.worse(PoolStatus.CRITICAL)).isEqualTo(PoolStatus.CRITICAL);
        assertThat(PoolStatus.CRITICAL.worse(PoolStatus.WARNING)).isEqualTo(PoolStatus.CRITICAL);
        assertThat(PoolStatus.values())
                .containsExactly(PoolStatus.HEALTHY, PoolStatus.WARNING, PoolStatus.CRITICAL, PoolStatus.ERROR);
    }
}
