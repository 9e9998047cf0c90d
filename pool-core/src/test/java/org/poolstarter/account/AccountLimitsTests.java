/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.LogCapture;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.account.TestPool.Call;
import org.poolstarter.pool.PoolEvent;
import org.poolstarter.pool.PoolEventType;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.PoolOrder;

/** Limits that somebody else says. */
class AccountLimitsTests {

    private final Said said = new Said();
    private final TestPool test = new TestPool(
            limits -> limits.maxSize(10).maxPerAccount(2).cleanupInterval(Duration.ofSeconds(10)),
            builder -> builder.accountLimits(Map.of("configured", 3)).limitsFrom(said, Duration.ofMinutes(1)));

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void theAnswerIsTheLimitOfTheAccount() throws Exception {
        said.limits.put("a", 3);

        List<Lease<Client>> held = hold("a", 3);
        Call fourth = test.queue("a");

        assertThat(fourth.hasEnded()).isFalse();
        assertThat(said.asked).containsExactly("a");
        held.get(0).close();
        fourth.get();
    }

    @Test
    void anAccountHasOneClientUntilTheAnswerComes() throws Exception {
        said.limits.put("a", 3);
        Gate gate = said.hold();
        test.acquire("a");
        Call second = test.queue("a");
        gate.awaitReached();

        assertThat(test.factory.sessions()).isEqualTo(1);
        gate.open();

        second.get();
    }

    @Test
    void withoutAnAnswerOfItsOwnAnAccountFollowsTheConfiguredLimits() throws Exception {
        hold("configured", 3);
        Call fourth = test.queue("configured");
        hold("other", 2);
        Call third = test.acquireAsync("other");
        test.awaitPending(2);

        assertThat(List.of(fourth, third)).noneMatch(Call::hasEnded);
    }

    @Test
    void anAnswerHoldsForItsTimeAndIsThenAskedForAnew() throws Exception {
        said.limits.put("a", 1);
        test.acquire("a");
        Call second = test.queue("a");
        await().until(() -> said.asked.size() == 1);
        said.limits.put("a", 2);
        test.time.advance(Duration.ofSeconds(50));
        assertThat(said.asked).hasSize(1);
        assertThat(second.hasEnded()).isFalse();

        test.time.advance(Duration.ofSeconds(20));

        second.get();
        assertThat(said.asked).hasSize(2);
        await().until(() -> !limitChanges().isEmpty());
        assertThat(limitChanges()).singleElement().satisfies(event -> {
            assertThat(event.account()).isEqualTo("a");
            assertThat(event.details()).isEqualTo(Map.of("from", 1, "to", 2));
        });
    }

    private List<PoolEvent> limitChanges() {
        return test.pool.events().recent().stream()
                .filter(event -> event.type() == PoolEventType.LIMIT_CHANGED)
                .toList();
    }

    @Test
    void aLowerAnswerTakesNoHeldClientAway() throws Exception {
        said.limits.put("a", 2);
        List<Lease<Client>> held = hold("a", 2);
        said.limits.put("a", 1);
        test.time.advance(Duration.ofSeconds(70));
        await().until(() -> said.asked.size() == 2);

        assertThat(held).noneMatch(lease -> lease.client().isClosed());
        await().untilAsserted(() -> {
            assertThat(test.pool.snapshot("a").active()).isEqualTo(2);
        });
        held.get(0).close();
        test.awaitClosed(1);
    }

    @Test
    void aBeanThatThrowsIsSaidOnceAndLeavesTheLimitsAsTheyAre() throws Exception {
        said.failure = new IOException("no database");
        try (LogCapture log = new LogCapture(AccountPool.class)) {
            hold("a", 2);
            hold("configured", 3);

            assertThat(log.warnings()).singleElement().asString().contains("its limit could not be asked for");
        }
        assertThat(test.pool.notices()).singleElement().satisfies(notice -> {
            assertThat(notice.code()).isEqualTo("account-limits-unknown");
            assertThat(notice.evidence()).containsEntry("failures", 2L);
            assertThat(notice.evidence().get("lastFailure")).asString().contains("no database");
        });

        said.failure = null;
        test.time.advance(Duration.ofSeconds(70));
        await().until(() -> test.pool.notices().isEmpty());
    }

    @Test
    void aBeanThatHangsHoldsUpNobodyForLongAndIsSaidOnce() throws Exception {
        Gate gate = said.hold();
        try (LogCapture log = new LogCapture(AccountPool.class)) {
            test.acquire("a");
            gate.awaitReached();
            Call second = test.queue("a");

            test.time.advance(Duration.ofSeconds(1));

            second.get();
            hold("b", 2);
            hold("c", 2);
            assertThat(log.warnings()).singleElement().asString().contains("has not answered for PT1S");
        }
        assertThat(test.pool.notices()).extracting(PoolNotice::code).containsExactly("account-limits-unknown");
        assertThat(said.asked).containsExactly("a");

        gate.open();

        await().until(() -> said.asked.size() == 3);
        await().until(() -> test.pool.notices().isEmpty());
    }

    @Test
    void anAccountThatHasWaitedForTooLongKeepsItsLimitWhenAnotherOneIsAnswered() throws Exception {
        Gate first = said.hold();
        test.acquire("a");
        first.awaitReached();
        test.acquire("b");
        test.time.advance(Duration.ofSeconds(1));
        test.acquire("c");
        Gate second = said.hold();

        first.open();
        second.awaitReached();

        assertThat(said.asked).containsExactly("a", "b");
        hold("b", 1);
        hold("c", 1);
        second.open();
    }

    @Test
    void anExecutorThatRefusesHasAccountsFollowTheOtherLimitsUntilTheyCanBeAskedFor() throws Exception {
        followsOtherLimitsAfter(() -> {
            throw new RejectedExecutionException("full");
        });
    }

    @Test
    void anExecutorThatFailsHasAccountsFollowTheOtherLimitsUntilTheyCanBeAskedFor() throws Exception {
        followsOtherLimitsAfter(() -> {
            throw new NoClassDefFoundError("gone");
        });
    }

    private void followsOtherLimitsAfter(Runnable fail) throws Exception {
        said.limits.put("a", 3);
        AtomicBoolean first = new AtomicBoolean(true);
        try (TestPool refused = new TestPool(
                limits -> limits.maxSize(10).maxPerAccount(2).cleanupInterval(Duration.ofSeconds(10)),
                builder -> builder.limitsFrom(said, Duration.ofMinutes(1)).executor(task -> {
                    if (first.getAndSet(false)) {
                        fail.run();
                    }
                    new Thread(task).start();
                }))) {
            refused.acquire("a");
            refused.acquire("a");
            Call third = refused.queue("a");
            assertThat(refused.pool.notices()).extracting(PoolNotice::code).containsExactly("account-limits-unknown");
            assertThat(said.asked).isEmpty();

            refused.time.advance(Duration.ofSeconds(10));

            third.get();
            assertThat(said.asked).containsExactly("a");
            await().until(() -> refused.pool.notices().isEmpty());
        }
    }

    @Test
    void whatOneHasSetForAnAccountBeatsTheAnswer() throws Exception {
        said.limits.put("a", 1);
        test.pool.changeLimit("a", 3);
        hold("a", 3);

        said.limits.put("b", 1);
        test.pool.control().perform(PoolOrder.change("limits[b]", "3", "anna"));
        hold("b", 3);

        assertThat(said.asked).isEmpty();
    }

    @Test
    void idleClientsAreLentWithoutAsking() throws Exception {
        test.acquire("a").close();
        await().until(() -> said.asked.size() == 1);

        for (int i = 0; i < 100; i++) {
            test.acquire("a").close();
        }

        assertThat(said.asked).hasSize(1);
    }

    @Test
    void aRefreshIntervalMustBePositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AccountPool.builder("x", test.factory)
                        .limitsFrom(said, Duration.ZERO)
                        .build())
                .withMessage("limits-refresh must be positive but is 0s");
    }

    private List<Lease<Client>> hold(String account, int count) throws Exception {
        List<Lease<Client>> leases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            leases.add(test.acquireAsync(account).get());
        }
        return leases;
    }

    /** Says what the test has written down, and who asked. */
    private static final class Said implements AccountLimits<String> {

        private final Map<String, Integer> limits = new ConcurrentHashMap<>();
        private final Queue<String> asked = new ConcurrentLinkedQueue<>();
        private volatile @Nullable Gate gate;
        private volatile @Nullable IOException failure;

        Gate hold() {
            Gate next = new Gate();
            gate = next;
            return next;
        }

        @Override
        public @Nullable Integer maxClients(String account) throws Exception {
            asked.add(account);
            Gate held = gate;
            if (held != null) {
                gate = null;
                held.pass();
            }
            IOException thrown = failure;
            if (thrown != null) {
                throw thrown;
            }
            return limits.get(account);
        }
    }
}
