/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks.claims;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That each measurement runs and sees what it says, in small; what the figures are is not judged here. */
class ClaimsTests {

    @ParameterizedTest
    @EnumSource(StartUp.Kind.class)
    void anApplicationStartsWithItsPools(StartUp.Kind kind) throws Exception {
        StartUp.Start start = StartUp.start(kind, 2);

        assertThat(start.millis()).isPositive();
        assertThat(start.bytes()).isPositive();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theServersProcessesAreThoseOfThePool() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            ConnectionMemory memory =
                    new ConnectionMemory(postgres.getJdbcUrl("postgres", "postgres"), 8, Duration.ofSeconds(1));

            ConnectionMemory.Seen pooled = memory.pooled(2);
            ConnectionMemory.Seen each = memory.perRequest();

            assertThat(pooled.connections()).isEqualTo(2);
            assertThat(each.connections()).isGreaterThan(2);
            assertThat(pooled.serverMegabytes()).isPositive().isLessThan(each.serverMegabytes());
            assertThat(pooled.allocatedBytes()).isPositive().isLessThan(each.allocatedBytes());
        }
    }

    @Test
    void theMedianIsTheMiddle() {
        assertThat(Medians.of(List.of(9.0, 1.0, 2.0))).isEqualTo(2.0);
        assertThat(Medians.of(List.of(9.0, 1.0, 2.0, 4.0))).isEqualTo(3.0);
    }
}
