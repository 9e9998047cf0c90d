/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.pool.PoolSettings;

/** What an account pool shows of itself. */
class AccountsSectionTests {

    @Test
    void theTwentyBusiestAccountsAreShown() throws Exception {
        try (TestPool test = new TestPool(limits -> limits.maxSize(30).maxPerAccount(2))) {
            for (int i = 10; i < 32; i++) {
                test.acquire("account " + i).close();
            }
            test.acquire("z");
            test.acquire("z");
            test.acquire("account 31");
            test.queue("z");

            assertThat(test.sectionNumber("known")).isEqualTo(23);
            List<Object> busiest = busiest(test);
            assertThat(busiest).hasSize(20);
            assertThat(busiest.get(0))
                    .isEqualTo(
                            Map.of("account", "z", "active", 2, "idle", 0, "opening", 0, "closing", 0, "pending", 1));
            assertThat(busiest.get(1)).asString().contains("account=account 31", "active=1");
            assertThat(busiest.get(2)).asString().contains("account=account 10", "active=0", "idle=1");
        }
    }

    @Test
    void anAccountThatCannotSayItsNameHidesNoOther() throws Exception {
        ScriptedFactory factory = new ScriptedFactory();
        ClientFactory<Object, Client> anyAccount = account -> factory.open("any");
        try (AccountPool<Object, Client> pool =
                AccountPool.builder("nameless", anyAccount).build()) {
            Object nameless = new Object() {
                @Override
                public String toString() {
                    throw new IllegalStateException("no name");
                }
            };
            pool.acquire(nameless).close();

            assertThat(pool.sections().toString()).contains(nameless.getClass().getName());
        }
    }

    @Test
    void anAccountPoolIsNeverProbedAndHasNoTarget() {
        PoolSettings settings = new PoolSettings("large", "pools.accounts.mail", List.of());
        try (AccountPool<String, Client> pool = AccountPool.builder("mail", new ScriptedFactory())
                .settings(settings)
                .build()) {
            assertThat(pool.name()).isEqualTo("mail");
            assertThat(pool.backend()).isEqualTo("account");
            assertThat(pool.probe()).isNull();
            assertThat(pool.target()).isNull();
            assertThat(pool.settings()).isSameAs(settings);
            assertThat(pool.recorder()).isSameAs(pool.recorder());
        }
    }

    private static List<Object> busiest(TestPool test) {
        Map<?, ?> section = (Map<?, ?>) test.pool.sections().getOrDefault("accounts", Map.of());
        return new ArrayList<>((List<?>) section.get("busiest"));
    }
}
