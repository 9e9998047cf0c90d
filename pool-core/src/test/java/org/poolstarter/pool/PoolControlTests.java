/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.poolstarter.pool.PoolSettings.Setting;

class PoolControlTests {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final Map<String, Object> inForce = new LinkedHashMap<>(
            Map.of("max-size", 10, "min-idle", 2, "acquire-timeout", Duration.ofSeconds(10), "idle-timeout", "off"));
    private final List<String> applied = new ArrayList<>();
    private final List<String> evictions = new ArrayList<>();

    private final PoolControl control = PoolControl.of("orders", "test")
            .changeable(
                    List.of(
                            ChangeableSetting.count("max-size", 1, 40).boundBy("pools.test.orders.max-size-limit"),
                            ChangeableSetting.count("min-idle", 0, 40),
                            ChangeableSetting.time("acquire-timeout", Duration.ofMillis(250)),
                            ChangeableSetting.time("idle-timeout", Duration.ofSeconds(10))
                                    .orOff()),
                    new Target())
            .on(
                    PoolAction.EVICT_IDLE,
                    order -> PoolPlan.of(new PoolChange("idle", 3, 0), () -> evictions.add(order.by())))
            .on(PoolAction.PAUSE, order -> PoolPlan.nothing())
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .build();

    @Test
    void anOrderKeepsItsSettingsInTheOrderInWhichTheyWereGiven() {
        PoolOrder order = PoolOrder.change("h", "1", "anna");
        for (String key : List.of("c", "g", "a", "f", "b", "e", "d")) {
            order = order.and(key, "1");
        }

        assertThat(order.settings().keySet()).containsExactly("h", "c", "g", "a", "f", "b", "e", "d");
    }

    @Test
    void aChangeTellsEachValueBeforeAndAfterAndPutsItInForce() {
        PoolOutcome outcome =
                control.perform(PoolOrder.change("max-size", "20", "anna").and("acquire-timeout", "500ms"));

        assertThat(outcome.changes())
                .containsExactlyInAnyOrder(
                        new PoolChange("max-size", 10, 20),
                        new PoolChange("acquire-timeout", Duration.ofSeconds(10), Duration.ofMillis(500)));
        assertThat(outcome.by()).isEqualTo("anna");
        assertThat(outcome.at()).isEqualTo(NOW);
        assertThat(inForce).containsEntry("max-size", 20).containsEntry("acquire-timeout", Duration.ofMillis(500));
    }

    @Test
    void whatWasDoneIsPublishedAndADryRunIsNot() {
        try (PoolEvents events = PoolEvents.of("orders", "test")) {
            control.publishTo(events);
            control.perform(PoolOrder.change("max-size", "20", "anna").asDryRun());
            control.perform(PoolOrder.change("max-size", "20", "anna"));
            control.perform(PoolOrder.of(PoolAction.EVICT_IDLE, "bert"));
            control.perform(PoolOrder.of(PoolAction.PAUSE, "bert"));
            control.publishTo(null);
            control.perform(PoolOrder.of(PoolAction.EVICT_IDLE, "bert"));

            assertThat(events.recent())
                    .extracting(PoolEvent::type, PoolEvent::details)
                    .containsExactly(
                            tuple(PoolEventType.EVICTED, Map.of("by", "bert", "changes", "idle: 3 -> 0")),
                            tuple(PoolEventType.CHANGED, Map.of("by", "anna", "changes", "max-size: 10 -> 20")));
        }
    }

    @Test
    void anOrderCanNameTheOriginOfWhatItChangesAndTakeItBack() {
        PoolSettings settings =
                new PoolSettings("medium", null, List.of(new PoolSettings.Setting("max-size", 10, "medium")));

        control.perform(PoolOrder.change("max-size", "20", "anna"), "adaptive");
        assertThat(control.overlay(settings).settings())
                .containsExactly(new PoolSettings.Setting("max-size", 20, "adaptive"));

        control.perform(PoolOrder.change("max-size", "21", "anna"));
        assertThat(control.overlay(settings).settings())
                .containsExactly(new PoolSettings.Setting("max-size", 21, "runtime"));

        control.perform(PoolOrder.change("max-size", "10", "anna"), null);
        assertThat(control.overlay(settings)).isEqualTo(settings);
        assertThat(inForce).containsEntry("max-size", 10);
    }

    @Test
    void whoOrdersTheValueThatIsInForceTakesItsOriginAndChangesNothingElse() {
        control.perform(PoolOrder.change("max-size", "20", "steps"), "adaptive");
        try (PoolEvents events = PoolEvents.of("orders", "test")) {
            control.publishTo(events);
            PoolOrder same = PoolOrder.change("max-size", "20", "anna");

            assertThat(control.perform(same.asDryRun()).changes()).isEmpty();
            assertThat(control.changed("max-size")).isEqualTo(new PoolSettings.Setting("max-size", 20, "adaptive"));

            assertThat(control.perform(same).changes()).isEmpty();
            assertThat(control.changed("max-size")).isEqualTo(new PoolSettings.Setting("max-size", 20, "runtime"));
            assertThat(control.recent()).extracting(PoolOutcome::by).containsExactly("steps");
            assertThat(events.recent()).isEmpty();
        }
        assertThat(applied).containsExactly("max-size");
    }

    @Test
    void whoOrdersOneOtherValueTakesTheOriginOfAllThatTheOrderNames() {
        control.perform(PoolOrder.change("max-size", "20", "anna").and("min-idle", "2"));

        assertThat(control.changed("min-idle")).isEqualTo(new PoolSettings.Setting("min-idle", 2, "runtime"));
        assertThat(control.changed("idle-timeout")).isNull();
    }

    @Test
    void anOrderWithAConditionIsCarriedOutWhereThatHolds() {
        PoolOrder order = PoolOrder.change("max-size", "20", "anna");

        assertThat(control.performIf(() -> Objects.equals(control.value("max-size"), 9), order, "adaptive"))
                .isEmpty();
        assertThat(control.value("max-size")).isEqualTo(10);

        assertThat(control.performIf(() -> Objects.equals(control.value("max-size"), 10), order, "adaptive"))
                .isPresent();
        assertThat(control.value("max-size")).isEqualTo(20);
    }

    @Test
    void aDryRunTellsTheSameAndChangesNothing() {
        PoolOutcome outcome =
                control.perform(PoolOrder.change("max-size", "20", "anna").asDryRun());

        assertThat(outcome.dryRun()).isTrue();
        assertThat(outcome.changes()).containsExactly(new PoolChange("max-size", 10, 20));
        assertThat(applied).isEmpty();
        assertThat(control.recent()).isEmpty();
        assertThat(control.overlay(PoolSettings.none())).isEqualTo(PoolSettings.none());

        control.perform(PoolOrder.of(PoolAction.EVICT_IDLE, "anna").asDryRun());
        assertThat(evictions).isEmpty();
    }

    @Test
    void onlyWhatDiffersIsAppliedAndAnOrderThatChangesNothingIsNotRemembered() {
        control.perform(PoolOrder.change("max-size", "20", "anna").and("min-idle", "2"));
        assertThat(applied).containsExactly("max-size");

        assertThat(control.perform(PoolOrder.change("max-size", "20", "bob")).changes())
                .isEmpty();
        control.perform(PoolOrder.of(PoolAction.PAUSE, "bob"));
        assertThat(control.recent()).extracting(PoolOutcome::by).containsExactly("anna");
    }

    @Test
    void whatWasChangedIsShownWithTheOriginRuntime() {
        PoolSettings settings = new PoolSettings(
                "medium",
                "pools.test.orders",
                List.of(new Setting("max-size", 10, "medium"), new Setting("min-idle", 2, "medium")));

        control.perform(PoolOrder.change("max-size", "20", "anna").and("idle-timeout", "1m"));

        assertThat(control.overlay(settings).settings())
                .containsExactly(
                        new Setting("max-size", 20, "runtime"),
                        new Setting("min-idle", 2, "medium"),
                        new Setting("idle-timeout", Duration.ofMinutes(1), "runtime"));
    }

    @ParameterizedTest
    @CsvSource({
        "max-size, 0, must be 1 to 40",
        "max-size, 41, must be 1 to 40",
        "max-size, 5s, must be 1 to 40",
        "max-size, 99999999999, must be 1 to 40",
        "max-size, off, must be 1 to 40",
        "acquire-timeout, 249ms, must be 250ms or more",
        "acquire-timeout, 0, must be 250ms or more",
        "acquire-timeout, 5, must be 250ms or more",
        "acquire-timeout, 5y, must be 250ms or more",
        "acquire-timeout, 999999999999999d, must be 250ms or more",
        "idle-timeout, 9s, 'must be 10s or more, or off'",
        "min-idle, 11, must be at most max-size"
    })
    void aValueOutOfItsBoundsIsRefusedByKeyValueBoundAndRemedy(String key, String value, String bound) {
        assertThatExceptionOfType(InvalidOrderException.class)
                .isThrownBy(() -> control.perform(PoolOrder.change(key, value, "anna")))
                .satisfies(ex -> {
                    assertThat(ex.key()).isEqualTo(key);
                    assertThat(ex.value()).isEqualTo(value);
                    assertThat(ex.bound()).isEqualTo(bound);
                    assertThat(ex.remedy()).isNotEmpty();
                    assertThat(ex).hasMessageStartingWith(key + "=" + value + " " + bound);
                });
        assertThat(applied).isEmpty();
    }

    @Test
    void oneWrongValueKeepsTheOthersFromBeingApplied() {
        assertThatThrownBy(() -> control.perform(
                        PoolOrder.change("max-size", "20", "anna").and("acquire-timeout", "1ms")))
                .isInstanceOf(InvalidOrderException.class);
        assertThat(inForce).containsEntry("max-size", 10);
    }

    @Test
    void theRemedyNamesTheKeyThatBoundsAValue() {
        assertThatThrownBy(() -> control.perform(PoolOrder.change("max-size", "41", "anna")))
                .hasMessageContaining("raise pools.test.orders.max-size-limit and restart");
    }

    @Test
    void aSettingThatCannotBeChangedIsRefusedWithThoseThatCan() {
        assertThatThrownBy(() -> control.perform(PoolOrder.change("url", "jdbc:x", "anna")))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessageContaining("max-size, min-idle, acquire-timeout, idle-timeout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1m", "60s", "PT1M", "60000ms"})
    void aTimeIsReadAsPeopleWriteIt(String text) {
        control.perform(PoolOrder.change("idle-timeout", text, "anna"));
        assertThat(inForce).containsEntry("idle-timeout", Duration.ofMinutes(1));
    }

    @Test
    void aTimeCanBeTurnedOff() {
        control.perform(PoolOrder.change("idle-timeout", "1m", "anna"));
        assertThat(control.perform(PoolOrder.change("idle-timeout", "0", "anna"))
                        .changes())
                .containsExactly(new PoolChange("idle-timeout", Duration.ofMinutes(1), "off"));
    }

    @Test
    void anActionThatIsNotTakenIsRefusedWithTheBackendAndThoseThatAre() {
        assertThatThrownBy(() -> control.perform(PoolOrder.drain(Duration.ofSeconds(1), "anna")))
                .isInstanceOf(UnsupportedOrderException.class)
                .hasMessage("The pool orders (backend test) does not take drain; it takes change, evict-idle, pause");
    }

    @Test
    void anOrderThatSaysMoreOrLessThanItsActionNeedsIsInvalid() {
        assertThatThrownBy(() -> new PoolOrder(PoolAction.PAUSE, Map.of("max-size", "1"), null, null, false, "anna"))
                .isInstanceOf(InvalidOrderException.class);
        assertThatThrownBy(() -> new PoolOrder(PoolAction.PAUSE, Map.of(), "hugo", null, false, "anna"))
                .isInstanceOf(InvalidOrderException.class);
        assertThatThrownBy(() -> PoolOrder.of(PoolAction.CHANGE, "anna")).isInstanceOf(InvalidOrderException.class);
        assertThatThrownBy(() -> PoolOrder.of(PoolAction.CLOSE_ACCOUNT, "anna"))
                .isInstanceOf(InvalidOrderException.class);
        assertThatThrownBy(() -> PoolOrder.drain(Duration.ofSeconds(-1), "anna"))
                .isInstanceOf(InvalidOrderException.class);
        assertThatThrownBy(() -> PoolOrder.of(PoolAction.PAUSE, " ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStepThatFailsIsToldAndNotRemembered() {
        PoolControl failing = PoolControl.of("orders", "test")
                .on(
                        PoolAction.EVICT_ALL,
                        order -> PoolPlan.of(new PoolChange("idle", 1, 0), () -> {
                            throw new IllegalStateException("closed");
                        }))
                .build();

        assertThatThrownBy(() -> failing.perform(PoolOrder.of(PoolAction.EVICT_ALL, "anna")))
                .hasMessage("closed");
        assertThat(failing.recent()).isEmpty();
    }

    @Test
    void theLastSixteenOrdersAreRememberedNewestFirst() {
        for (int i = 1; i <= 17; i++) {
            control.perform(PoolOrder.of(PoolAction.EVICT_IDLE, "caller " + i));
        }
        assertThat(control.recent())
                .hasSize(16)
                .first()
                .extracting(PoolOutcome::by)
                .isEqualTo("caller 17");
    }

    private final class Target implements ChangeTarget {

        @Override
        public Map<String, Object> values() {
            return Map.copyOf(inForce);
        }

        @Override
        public void check(Map<String, Object> wanted) {
            if (number(wanted, "min-idle") > number(wanted, "max-size")) {
                throw new InvalidOrderException(
                        "min-idle", wanted.get("min-idle"), "must be at most max-size", "Lower it.");
            }
        }

        @Override
        public void apply(Map<String, Object> changed) {
            applied.addAll(changed.keySet());
            inForce.putAll(changed);
        }

        private int number(Map<String, Object> values, String key) {
            return Integer.parseInt(String.valueOf(values.get(key)));
        }
    }
}
