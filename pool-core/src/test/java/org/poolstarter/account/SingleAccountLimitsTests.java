/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SingleAccountLimitsTests {

    @Test
    void anAccountHasTheLimitOfItsTextUntilItsOwnIsChanged() throws InterruptedException {
        try (AccountPool<Integer, String> pool = pool(Map.of("7", 2))) {
            assertThat(clientsAtOnce(pool, 7)).isEqualTo(2);
            assertThat(clientsAtOnce(pool, 8)).isEqualTo(3);
            pool.changeLimit(7, 4);
            assertThat(clientsAtOnce(pool, 7)).isEqualTo(4);
            pool.changeLimit(7, null);
            assertThat(clientsAtOnce(pool, 7)).isEqualTo(2);
        }
    }

    @Test
    void aPoolThatBecomesExclusiveHasOneClientOfEachAccountWhateverItsLimit() throws InterruptedException {
        try (AccountPool<Integer, String> pool = pool(Map.of("7", 2))) {
            pool.changeLimit(8, 2);
            pool.changeLimits(pool.limits().toBuilder().exclusive().build());
            assertThat(clientsAtOnce(pool, 7)).isEqualTo(1);
            assertThat(clientsAtOnce(pool, 8)).isEqualTo(1);
        }
    }

    @Test
    void limitsOutOfBoundsAreRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool(Map.of("7", 0)))
                .withMessage("limits[7] must be at least 1 but is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder(Map.of("7", 2))
                        .limits(AccountPoolSettings.builder().exclusive().build())
                        .build())
                .withMessage("limits[7] must be 1 for an exclusive pool but is 2");
    }

    private static AccountPool<Integer, String> pool(Map<String, Integer> limits) {
        return builder(limits).build();
    }

    private static AccountPoolBuilder<Integer, String> builder(Map<String, Integer> limits) {
        return AccountPool.<Integer, String>builder("mail", account -> "client of " + account)
                .accountLimits(limits);
    }

    private static int clientsAtOnce(AccountPool<Integer, String> pool, int account) throws InterruptedException {
        List<Lease<String>> leases = new ArrayList<>();
        try {
            while (true) {
                leases.add(pool.acquire(account, AcquireOptions.defaults().withoutQueueing()));
            }
        } catch (AcquireRejectedException | AccountBusyException ex) {
            return leases.size();
        } finally {
            leases.forEach(Lease::close);
        }
    }
}
