/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.account.TestPool.Call;

/** Priorities that have names. */
class AccountPrioritiesTests {

    private final TestPool test = new TestPool(
            limits -> limits.maxPerAccount(1).agingInterval(Duration.ofSeconds(10)),
            builder -> builder.priorities(Map.of("interactive", 10, "batch", 0)));

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void aCallerOfAHigherNamedPriorityIsServedFirst() throws Exception {
        Lease<Client> held = test.acquire("a");
        Call batch = test.queue("a", AcquireOptions.priority("batch"));
        Call interactive = test.queue("a", AcquireOptions.priority("interactive"));

        held.close();

        Lease<Client> lease = interactive.get();
        assertThat(batch.hasEnded()).isFalse();
        lease.close();
        batch.get();
    }

    @Test
    void aPriorityThatWasChangedHoldsForThoseWhoComeThen() throws Exception {
        Lease<Client> held = test.acquire("a");
        Call interactive = test.queue("a", AcquireOptions.priority("interactive"));
        test.pool.changePriority("batch", 100);
        Call batch = test.queue("a", AcquireOptions.priority("batch"));

        held.close();

        batch.get();
        assertThat(interactive.hasEnded()).isFalse();
    }

    @Test
    void aNameThatThePoolDoesNotHaveIsRefusedThoughAClientIsIdle() throws Exception {
        test.acquire("a").close();
        AcquireOptions unknown = AcquireOptions.priority("urgent");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.pool.acquire("a", unknown))
                .withMessage("priority must be one of [batch, interactive] but is 'urgent'");
        assertThatThrownBy(() -> test.pool.acquireAsync("a", unknown).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNameLastsThroughOtherOptionsAndANumberReplacesIt() {
        AcquireOptions named = AcquireOptions.priority("batch");

        assertThat(named.withTimeout(Duration.ofSeconds(1)).withoutQueueing().priorityName())
                .isEqualTo("batch");
        assertThat(named.withPriority(3)).isEqualTo(AcquireOptions.defaults().withPriority(3));
    }

    @Test
    void aPriorityOutOfItsBoundsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.pool.changePriority("batch", 101))
                .withMessage("priorities[batch] must be -100 to 100 but is 101");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AccountPool.builder("x", test.factory)
                        .priorities(Map.of("low", -101))
                        .build())
                .withMessage("priorities[low] must be -100 to 100 but is -101");
    }
}
