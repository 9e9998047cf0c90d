/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.Application;
import org.poolstarter.LogCapture;
import org.poolstarter.account.AccountPoolSettings.LeakStacks;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.PoolEvent;
import org.poolstarter.pool.PoolEventType;

/** Leases that are held for too long, or lost. */
class AccountPoolLeakTests {

    private static final String HERE = Application.class.getName() + ".call";
    private static final Duration THRESHOLD = Duration.ofMinutes(1);
    private static final Duration TICK = Duration.ofNanos(1);

    private final LogCapture log = new LogCapture(AccountPool.class);
    private TestPool test = new TestPool(limits -> limits);

    private void limits(UnaryOperator<AccountPoolSettings.Builder> limits) {
        test.close();
        test = new TestPool(limits);
    }

    @AfterEach
    void close() {
        test.close();
        log.close();
    }

    private Lease<Client> acquireElsewhere() throws Exception {
        return Application.call(() -> test.acquire("a"));
    }

    @Test
    void aLeaseHeldForLongIsReportedOnceWithWhereItWasAcquired() throws Exception {
        limits(limits -> limits.leakThreshold(THRESHOLD)
                .sessionTimeout(Duration.ofMinutes(10))
                .leakStacks(LeakStacks.ALL));
        Lease<Client> lease = acquireElsewhere();
        test.time.advance(THRESHOLD.minus(TICK));
        assertThat(log.warnings()).isEmpty();

        test.time.advance(TICK);

        assertThat(log.warnings())
                .singleElement()
                .asString()
                .contains(test.pool.name(), "'a'", "held for 60000 ms, of 600000 ms", "It was acquired at", HERE);
        test.time.advance(Duration.ofMinutes(10).minus(THRESHOLD).minus(TICK));
        assertThat(log.warnings()).hasSize(1);
        assertThat(lease.client().isClosed()).isFalse();
        test.time.advance(TICK);
        test.awaitClosed(1);
        assertThat(log.warnings()).hasSize(2);
        lease.close();
        assertThat(test.pool.recorder().totals().closed()).isEqualTo(Map.of(CloseReason.SESSION_TIMEOUT, 1L));
        assertThat(test.pool.leaks()).isZero();
    }

    @Test
    void aLeaseThatIsLookedAtOnlyWhenItsSessionIsOverIsReportedBeforeItEnds() throws Exception {
        limits(limits -> limits.leakThreshold(THRESHOLD).sessionTimeout(Duration.ofMinutes(10)));
        Lease<Client> lease = acquireElsewhere();

        test.time.stall(Duration.ofMinutes(11));
        test.time.advance(Duration.ZERO);

        test.awaitClosed(1);
        assertThat(log.warnings())
                .satisfiesExactly(
                        leak -> assertThat(leak)
                                .contains(test.pool.name(), "'a'", "held for 660000 ms, of 600000 ms", "acquired by"),
                        end -> assertThat(end).contains("'a'", "longer than the session timeout of 600000 ms"));
        assertThat(test.pool.events().recent())
                .extracting(PoolEvent::type)
                .containsSubsequence(PoolEventType.SESSION_EXPIRED, PoolEventType.LEAK)
                .containsOnlyOnce(PoolEventType.LEAK);
        lease.close();
        assertThat(test.pool.notices()).isEmpty();
    }

    @Test
    void eachLeaseOfAnIdleClientIsWatchedFromItsOwnBeginning() throws Exception {
        limits(limits -> limits.leakThreshold(THRESHOLD).sessionTimeout(THRESHOLD));
        test.acquire("a").close();
        test.time.advance(Duration.ofSeconds(20));
        Lease<Client> lease = test.acquire("a");
        assertThat(lease.opened()).isFalse();

        test.time.advance(THRESHOLD.minus(TICK));
        assertThat(lease.client().isClosed()).isFalse();
        test.time.advance(TICK);

        assertThatThrownBy(lease::client).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void stacksAreKeptFromTheFirstLeakOn() throws Exception {
        limits(limits -> limits.leakThreshold(THRESHOLD).leakStacks(LeakStacks.AFTER_LEAK));
        Lease<Client> first = acquireElsewhere();
        assertThat(test.pool.clients("a")).extracting(ClientSnapshot::stack).containsOnlyNulls();
        test.time.advance(THRESHOLD);
        assertThat(log.warnings())
                .singleElement()
                .asString()
                .contains("It was acquired by thread '" + Thread.currentThread().getName() + "', which is now at")
                .doesNotContain(HERE);
        first.close();

        Lease<Client> second = acquireElsewhere();

        assertThat(test.pool.clients("a"))
                .singleElement()
                .extracting(ClientSnapshot::stack)
                .asString()
                .contains(HERE);
        test.time.advance(THRESHOLD);
        assertThat(log.warnings()).hasSize(2);
        assertThat(log.warnings().get(1)).contains("It was acquired at", HERE);
        second.close();
    }

    @Test
    void stacksAreNeverKeptIfSoSet() throws Exception {
        limits(limits -> limits.leakThreshold(THRESHOLD).leakStacks(LeakStacks.NONE));
        Lease<Client> first = acquireElsewhere();
        test.time.advance(THRESHOLD);
        assertThat(log.warnings()).hasSize(1);
        first.close();

        Lease<Client> second = acquireElsewhere();

        assertThat(test.pool.clients("a")).extracting(ClientSnapshot::stack).containsOnlyNulls();
        second.close();
    }

    private void lose(String account) throws Exception {
        Lease<Client> lease = Application.call(() -> test.pool.acquire(account));
        assertThat(lease.opened()).isTrue();
    }

    @Test
    void whoHoldsAClientForLongIsNamedUntilItIsReleased() throws Exception {
        limits(limits -> limits.maxSize(4).maxPerAccount(2).leakThreshold(THRESHOLD));
        Lease<Client> first = test.acquire("a");
        test.time.advance(Duration.ofSeconds(1));
        Lease<Client> second = test.acquire("a");
        test.time.advance(THRESHOLD.minusSeconds(1).minus(TICK));
        assertThat(test.pool.notices()).isEmpty();

        test.time.advance(Duration.ofSeconds(2));

        assertThat(test.pool.notices()).singleElement().satisfies(notice -> {
            assertThat(notice.code()).isEqualTo("account-leak");
            assertThat(notice.evidence())
                    .containsExactly(
                            entry("heldTooLong", 2),
                            entry("longestHeldMs", 61_999L),
                            entry("account", "a"),
                            entry("thread", Thread.currentThread().getName()));
            assertThat(notice.window()).isZero();
            assertThat(notice.remedy()).contains("raise leak-threshold (now 1m), at most to session-timeout (now 10h)");
        });
        first.close();
        assertThat(test.pool.notices())
                .singleElement()
                .satisfies(notice -> assertThat(notice.evidence()).contains(entry("heldTooLong", 1)));
        second.discard();
        assertThat(test.pool.notices()).isEmpty();
    }

    @Test
    void aLostLeaseIsFoundByTheCleanUpAndItsClientIsClosed() throws Exception {
        limits(limits -> limits.maxSize(2).leakStacks(LeakStacks.ALL).cleanupInterval(Duration.ofSeconds(1)));
        lose("a");
        Lease<Client> held = test.acquire("b");

        await().until(() -> {
            System.gc();
            test.time.advance(Duration.ofSeconds(1));
            return test.pool.leaks() == 1;
        });

        test.awaitClosed(1);
        assertThat(test.factory.closed()).extracting(Client::account).containsExactly("a");
        assertThat(test.pool.recorder().totals().closed()).isEqualTo(Map.of(CloseReason.LEAKED, 1L));
        assertThat(test.pool.recorder().totals().discarded()).isEqualTo(1);
        assertThat(log.warnings())
                .singleElement()
                .asString()
                .contains(test.pool.name(), "'a'", "a lease was lost", "It was acquired at", HERE);
        assertThat(test.pool.notices()).singleElement().satisfies(notice -> {
            assertThat(notice.code()).isEqualTo("account-leak");
            assertThat(notice.evidence()).containsExactly(entry("lost", 1L), entry("lastLostSecondsAgo", 0L));
            assertThat(notice.window()).isEqualTo(Duration.ofMinutes(1));
        });
        test.time.advance(Duration.ofMinutes(1).plus(TICK));
        assertThat(test.pool.notices()).isEmpty();
        assertThat(held.client().isClosed()).isFalse();
        test.acquire("c").close();
        assertThat(test.factory.mostInAll()).isEqualTo(2);
    }

    @Test
    void aCallerWhoFindsNoIdleClientLooksForLostLeases() throws Exception {
        limits(limits -> limits.maxSize(1).cleanupInterval(Duration.ofHours(9)));
        lose("a");
        AcquireOptions atOnce = AcquireOptions.defaults().withoutQueueing();

        await().ignoreExceptionsInstanceOf(AcquireRejectedException.class).until(() -> {
            System.gc();
            test.pool.acquire("b", atOnce).close();
            return true;
        });

        assertThat(test.pool.leaks()).isEqualTo(1);
        assertThat(test.factory.mostInAll()).isEqualTo(1);
    }

    @Test
    void aLeaseThatWasClosedIsNotLost() throws Exception {
        limits(limits -> limits.maxSize(3).cleanupInterval(Duration.ofSeconds(1)));
        test.acquire("a").close();
        test.acquire("b").discard();
        lose("c");

        await().until(() -> {
            System.gc();
            test.time.advance(Duration.ofSeconds(1));
            return test.pool.leaks() > 0;
        });

        assertThat(test.pool.leaks()).isEqualTo(1);
        assertThat(test.pool.snapshot("a").idle()).isEqualTo(1);
    }
}
