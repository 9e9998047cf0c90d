/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.account.TestPool.Call;

/** The timers of a pool: few, in time, and not disturbed by times that are never reached. */
class AccountPoolTimersTests {

    private static final Duration FOR_EVER = Duration.ofDays(365_000);

    private TestPool test = new TestPool(limits -> limits);

    private void limits(UnaryOperator<AccountPoolSettings.Builder> limits) {
        test.close();
        test = new TestPool(limits);
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void aClientHeldWhileItsKeepaliveFellDueIsValidatedInTimeAfterItsNextRest() throws Exception {
        limits(limits -> limits.keepaliveInterval(Duration.ofMinutes(2)).idleTimeout(Duration.ofHours(1)));
        test.acquire("a").close();
        test.time.advance(Duration.ofSeconds(10));
        Lease<Client> held = test.acquire("a");
        test.time.advance(Duration.ofMinutes(2));
        held.close();
        assertThat(test.factory.validated()).isZero();

        test.time.advance(Duration.ofMinutes(2));

        await().until(() -> test.factory.validated() == 1);
    }

    @Test
    void aClientHeldForLongIsClosedAtTheEndOfItsLifeThoughItRestsThen() throws Exception {
        limits(limits -> limits.maxLifetime(Duration.ofMinutes(30))
                .keepaliveInterval(Duration.ofMinutes(2))
                .idleTimeout(Duration.ofHours(2)));
        Lease<Client> held = test.acquire("a");
        test.time.advance(Duration.ofMinutes(29));
        held.close();

        test.time.advance(Duration.ofMinutes(1));

        test.awaitClosed(1);
    }

    @Test
    void anotherCleanupIntervalTakesThePlaceOfTheOneBefore() {
        for (int minutes = 2; minutes < 5; minutes++) {
            test.pool.changeLimits(test.pool.limits().toBuilder()
                    .cleanupInterval(Duration.ofMinutes(minutes))
                    .build());
        }

        assertThat(test.time.repeating()).isEqualTo(1);
    }

    @Test
    void aClosedPoolRepeatsNothingWhateverIsChanged() {
        test.pool.close();

        test.pool.changeLimits(test.pool.limits().toBuilder()
                .cleanupInterval(Duration.ofMinutes(7))
                .build());

        assertThat(test.time.repeating()).isZero();
    }

    @Test
    void anAccountParkedForEverDisturbsNoOther() throws Exception {
        limits(limits -> limits.sessionTimeout(Duration.ofMinutes(10)));
        test.factory.onOpen(() -> {
            throw new RetryAfter(FOR_EVER);
        });
        assertThatThrownBy(() -> test.acquire("banned")).isInstanceOf(AccountParkedException.class);
        Lease<Client> held = test.acquire("a");

        test.time.advance(Duration.ofMinutes(10));
        test.awaitClosed(1);

        assertThatThrownBy(held::client).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> test.acquire("banned")).isInstanceOf(AccountParkedException.class);
    }

    @Test
    void priorityHoldsThoughWaitingNeverMakesUpForIt() throws Exception {
        limits(limits -> limits.maxPerAccount(1).agingInterval(FOR_EVER));
        Lease<Client> held = test.acquire("a");
        Call low = test.acquireAsync("a", AcquireOptions.defaults().withPriority(-100));
        test.awaitPending(1);
        Call middle = test.queue("a");
        Call high = test.acquireAsync("a", AcquireOptions.defaults().withPriority(3));
        test.awaitPending(3);

        held.close();
        high.get().close();
        middle.get().close();
        low.get().close();

        assertThat(test.factory.opened()).hasSize(1);
    }

    @Test
    void anAlarmThatRingsThoughItWasReplacedSetsNoOther() throws Exception {
        List<Runnable> alarms = new ArrayList<>();
        // To cancel it has no effect, as for one that has just begun to ring.
        Object ringing = proxy(ScheduledFuture.class, (ofFuture, none) -> false);
        AccountPool<String, Object> pool = AccountPool.<String, Object>builder("alarms", account -> new Object())
                .executor(Runnable::run)
                .scheduler(proxy(ScheduledExecutorService.class, (method, arguments) -> {
                    if (method.equals("schedule") && arguments[0] instanceof Runnable alarm) {
                        alarms.add(alarm);
                    }
                    return ringing;
                }))
                .nanoTime(() -> 0)
                .build();
        pool.acquire("a").discard();
        pool.acquire("a").close();
        assertThat(alarms).hasSize(2);

        alarms.get(0).run();

        assertThat(alarms).hasSize(2);
        pool.close();
    }

    private static <T> T proxy(Class<T> type, BiFunction<String, Object[], Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) ->
                        answer.apply(method.getName(), (arguments != null) ? arguments : new Object[0])));
    }
}
