/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.poolstarter.account.ScriptedFactory.Client;
import org.poolstarter.account.TestPool.Call;
import org.poolstarter.pool.PoolControl;
import org.poolstarter.pool.PoolEventType;
import org.poolstarter.pool.PoolOrder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;

class LimitWindowTests {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final AtomicReference<Instant> clock = new AtomicReference<>(at("2026-11-20T07:59:59"));

    @ParameterizedTest
    @CsvSource({
        "08:00, 18:00, 2026-11-20T07:59:59, false",
        "08:00, 18:00, 2026-11-20T08:00:00, true",
        "08:00, 18:00, 2026-11-20T17:59:59, true",
        "08:00, 18:00, 2026-11-20T18:00:00, false",
        "08:00, 18:00, 2026-11-21T12:00:00, false", // a Saturday
        "22:00, 06:00, 2026-11-20T23:00:00, true",
        "22:00, 06:00, 2026-11-21T05:59:00, true", // it opened on Friday
        "22:00, 06:00, 2026-11-21T06:00:00, false",
        "22:00, 06:00, 2026-11-21T23:00:00, false",
        "22:00, 06:00, 2026-11-20T05:00:00, false" // Thursday is not one of its days
    })
    void aWindowIsOpenAtItsHoursOnItsDays(LocalTime from, LocalTime to, String time, boolean open) {
        LimitWindow window = new LimitWindow("w", from, to, BERLIN, Set.of(DayOfWeek.FRIDAY), 1, null);

        assertThat(window.isOpen(at(time))).isEqualTo(open);
    }

    @Test
    void aWindowThatBoundsNothingOrNeverEndsIsRefused() {
        LocalTime noon = LocalTime.NOON;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LimitWindow("w", noon, noon, BERLIN, Set.of(), 1, null))
                .withMessage("to must differ from from (12:00) but is 12:00");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LimitWindow("w", noon, LocalTime.MIDNIGHT, BERLIN, Set.of(), null, null))
                .withMessage("max-size must be set, or max-per-account");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LimitWindow("w", noon, LocalTime.MIDNIGHT, BERLIN, Set.of(), 0, null))
                .withMessage("max-size must be at least 1 but is 0");
    }

    @Test
    void aWindowLowersTheLimitsWhileItIsOpenAndTakesNoHeldClientAway() throws Exception {
        try (TestPool test = pool(window(2, null))) {
            Lease<Client> first = test.acquire("a");
            Lease<Client> second = test.acquire("b");
            Lease<Client> third = test.acquire("c");

            moveTo(test, "2026-11-20T08:00:00");

            assertThat(test.pool.limits().maxSize()).isEqualTo(2);
            assertThat(test.pool.snapshot().max()).isEqualTo(2);
            assertThat(test.pool.settings().settings()).contains(new Setting("max-size", 2, "window office"));
            assertThat(test.pool.sections()).containsEntry("openWindows", List.of("office"));
            assertThat(List.of(first, second, third))
                    .noneMatch(lease -> lease.client().isClosed());
            Call waiting = test.queue("d");
            first.close();
            test.awaitClosed(1);
            assertThat(waiting.hasEnded()).isFalse();

            moveTo(test, "2026-11-20T18:00:00");

            waiting.get();
            assertThat(test.pool.events().recent())
                    .filteredOn(event -> event.type() == PoolEventType.LIMIT_CHANGED)
                    .extracting(event -> event.details().get("window") + " "
                            + event.details().get("maxSize"))
                    .containsExactly("office closed 4", "office opened 2");
            assertThat(test.pool.limits().maxSize()).isEqualTo(4);
            assertThat(test.pool.settings().settings()).contains(new Setting("max-size", 4, "medium"));
        }
    }

    @Test
    void aWindowBoundsAccountsThatHaveALimitOfTheirOwn() throws Exception {
        try (TestPool test = pool(window(null, 1))) {
            moveTo(test, "2026-11-20T08:00:00");
            test.acquire("vip");
            Call second = test.queue("vip");
            assertThat(second.hasEnded()).isFalse();

            moveTo(test, "2026-11-20T18:00:00");

            second.get();
        }
    }

    @Test
    void aChangeWhileAWindowIsOpenHoldsWhenItCloses() {
        try (TestPool test = pool(window(2, null))) {
            moveTo(test, "2026-11-20T08:00:00");
            PoolControl control = test.pool.control();

            assertThat(control.perform(PoolOrder.change("max-size", "6", "anna"))
                            .notes())
                    .containsExactly("The window office is open and may go on to bound it.");
            assertThat(test.pool.limits().maxSize()).isEqualTo(2);
            control.perform(PoolOrder.change("max-size", "1", "anna"));
            assertThat(test.pool.limits().maxSize()).isEqualTo(1);
            control.perform(PoolOrder.change("max-size", "6", "anna"));

            moveTo(test, "2026-11-20T18:00:00");

            assertThat(test.pool.limits().maxSize()).isEqualTo(6);
        }
    }

    @Test
    void otherSettingsAreChangedWhileAWindowIsOpenWithoutMakingItsLimitsLast() {
        try (TestPool test = pool(window(2, null))) {
            moveTo(test, "2026-11-20T08:00:00");

            test.pool.changeLimits(test.pool.limits().toBuilder().maxOpening(3).build());
            moveTo(test, "2026-11-20T18:00:00");

            assertThat(test.pool.limits().maxSize()).isEqualTo(4);
            assertThat(test.pool.limits().maxOpening()).isEqualTo(3);
        }
    }

    @Test
    void aPoolThatStartsWithinAWindowBeginsWithItsLimits() {
        clock.set(at("2026-11-20T12:00:00"));
        try (TestPool test = pool(window(2, null))) {
            assertThat(test.pool.limits().maxSize()).isEqualTo(2);
        }
    }

    @Test
    void theControlTellsTheSizeThatAWindowLowers() {
        clock.set(at("2026-11-20T12:00:00"));
        try (TestPool test = pool(window(2, null))) {
            assertThat(test.pool.control().value("max-size")).isEqualTo(4);

            test.pool.control().perform(PoolOrder.change("max-size", "4", "anna"));
            moveTo(test, "2026-11-20T18:00:00");

            assertThat(test.pool.settings().settings()).contains(new Setting("max-size", 4, "runtime"));
        }
    }

    @Test
    void aClosedPoolLooksAtNoClock() {
        TestPool test = pool(window(2, null));
        test.close();
        test.time.advance(Duration.ofMinutes(20));

        await().until(() -> test.time.waitingOnce() == 0);
    }

    private LimitWindow window(@Nullable Integer maxSize, @Nullable Integer maxPerAccount) {
        return new LimitWindow(
                "office", LocalTime.of(8, 0), LocalTime.of(18, 0), BERLIN, Set.of(), maxSize, maxPerAccount);
    }

    private TestPool pool(LimitWindow window) {
        return new TestPool(
                limits -> limits.maxSize(4)
                        .maxPerAccount(2)
                        .acquireTimeout(Duration.ofHours(1))
                        .connectTimeout(Duration.ofHours(1)),
                builder -> builder.limitWindows(List.of(window))
                        .clock(clock::get)
                        .accountLimits(Map.of("vip", 3))
                        .settings(new PoolSettings("medium", null, List.of(new Setting("max-size", 4, "medium")))));
    }

    /** Moves the date, and then the timer for as long as it takes to look at it. */
    private void moveTo(TestPool test, String time) {
        clock.set(at(time));
        test.time.advance(Duration.ofMinutes(10));
    }

    private static Instant at(String time) {
        return LocalDateTime.parse(time).atZone(BERLIN).toInstant();
    }
}
