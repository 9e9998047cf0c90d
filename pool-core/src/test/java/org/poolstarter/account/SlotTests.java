/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.poolstarter.account.Slot.State;
import org.poolstarter.pool.CloseReason;

/** The picture in {@link Slot}: each arrow from each state, drawn or not. */
class SlotTests {

    private static final long NOW = 5;

    record Arrow(String name, Set<State> from, State to, Predicate<Slot<String, String>> move) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Arrow> ARROWS = List.of(
            new Arrow("open", Set.of(State.OPENING), State.IDLE, slot -> slot.open("client", NOW)),
            new Arrow("giveUp", Set.of(State.OPENING), State.LATE, slot -> slot.giveUp(NOW)),
            new Arrow("arriveLate", Set.of(State.LATE), State.CLOSING, slot -> slot.arriveLate("client", NOW)),
            new Arrow("fail", Set.of(State.OPENING, State.LATE), State.FAILED, slot -> slot.fail(NOW)),
            new Arrow("lend", Set.of(State.IDLE), State.ACTIVE, slot -> slot.lend(NOW)),
            new Arrow("giveBack", Set.of(State.ACTIVE), State.IDLE, slot -> slot.giveBack(slot.lease(), NOW)),
            new Arrow(
                    "retract",
                    Set.of(State.ACTIVE),
                    State.CLOSING,
                    slot -> slot.retract(slot.lease(), CloseReason.DISCARDED, NOW)),
            new Arrow("check", Set.of(State.IDLE), State.VALIDATING, slot -> slot.check(NOW)),
            new Arrow("pass", Set.of(State.VALIDATING), State.IDLE, slot -> slot.pass(NOW)),
            new Arrow("reject", Set.of(State.VALIDATING), State.CLOSING, slot -> slot.reject(CloseReason.BROKEN, NOW)),
            new Arrow("evict", Set.of(State.IDLE), State.CLOSING, slot -> slot.evict(CloseReason.IDLE, NOW)),
            new Arrow("end", Set.of(State.CLOSING), State.CLOSED, slot -> slot.end(NOW)));

    static Stream<Arguments> allowed() {
        return ARROWS.stream().flatMap(arrow -> arrow.from().stream().map(from -> Arguments.of(arrow, from)));
    }

    static Stream<Arguments> forbidden() {
        return ARROWS.stream()
                .flatMap(arrow -> EnumSet.complementOf(EnumSet.copyOf(arrow.from())).stream()
                        .map(from -> Arguments.of(arrow, from)));
    }

    @ParameterizedTest(name = "{0} from {1}")
    @MethodSource("allowed")
    void anArrowOfThePictureLeadsToItsState(Arrow arrow, State from) {
        Slot<String, String> slot = slotIn(from);

        assertThat(arrow.move().test(slot)).isTrue();

        assertThat(slot.state()).isEqualTo(arrow.to());
        assertCounted(slot, arrow.to());
    }

    @ParameterizedTest(name = "{0} from {1}")
    @MethodSource("forbidden")
    void anArrowThatIsNotInThePictureChangesNothing(Arrow arrow, State from) {
        Slot<String, String> slot = slotIn(from);
        long lease = slot.lease();

        assertThat(arrow.move().test(slot)).isFalse();

        assertThat(slot.state()).isEqualTo(from);
        assertThat(slot.lease()).isEqualTo(lease);
        assertThat(slot.timeInState(NOW)).isEqualTo(NOW);
        assertCounted(slot, from);
    }

    @Test
    void anOldLeaseCannotEndTheNextOne() {
        Slot<String, String> slot = slotIn(State.ACTIVE);
        long old = slot.lease();
        assertThat(slot.giveBack(old, NOW)).isTrue();
        assertThat(slot.lend(NOW)).isTrue();

        assertThat(slot.giveBack(old, NOW)).isFalse();
        assertThat(slot.retract(old, CloseReason.SESSION_TIMEOUT, NOW)).isFalse();

        assertThat(slot.state()).isEqualTo(State.ACTIVE);
        assertThat(slot.isHeldBy(old)).isFalse();
        assertThat(slot.isHeldBy(slot.lease())).isTrue();
    }

    @Test
    void aPlaceThatIsNotLentIsHeldByNobody() {
        Slot<String, String> slot = slotIn(State.IDLE);

        assertThat(slot.isHeldBy(slot.lease())).isFalse();
    }

    @Test
    void theReasonGivenFirstStays() {
        Slot<String, String> slot = slotIn(State.ACTIVE);
        long lease = slot.lease();

        assertThat(slot.retract(lease, CloseReason.SESSION_TIMEOUT, NOW)).isTrue();
        assertThat(slot.retract(lease, CloseReason.POOL_CLOSED, NOW)).isFalse();

        assertThat(slot.closeReason()).isEqualTo(CloseReason.SESSION_TIMEOUT);
    }

    private static Slot<String, String> slotIn(State state) {
        Cell<String, String> cell = new Cell<>("account", new Tally(null));
        Slot<String, String> slot = new Slot<>(cell, new Waiter<>(cell, new ReentrantLock().newCondition()), 0);
        List<String> path = switch (state) {
            case OPENING -> List.of();
            case LATE -> List.of("giveUp");
            case IDLE -> List.of("open");
            case VALIDATING -> List.of("open", "check");
            case ACTIVE -> List.of("open", "lend");
            case CLOSING -> List.of("open", "evict");
            case CLOSED -> List.of("open", "evict", "end");
            case FAILED -> List.of("fail");
        };
        Map<String, Runnable> moves = movesAtTimeZero(slot);
        path.forEach(name -> moves.getOrDefault(name, () -> {}).run());
        assertThat(slot.state()).isEqualTo(state);
        return slot;
    }

    private static Map<String, Runnable> movesAtTimeZero(Slot<String, String> slot) {
        return Map.of(
                "open", () -> assertThat(slot.open("client", 0)).isTrue(),
                "giveUp", () -> assertThat(slot.giveUp(0)).isTrue(),
                "check", () -> assertThat(slot.check(0)).isTrue(),
                "lend", () -> assertThat(slot.lend(0)).isTrue(),
                "evict", () -> assertThat(slot.evict(CloseReason.IDLE, 0)).isTrue(),
                "end", () -> assertThat(slot.end(0)).isTrue(),
                "fail", () -> assertThat(slot.fail(0)).isTrue());
    }

    private static void assertCounted(Slot<?, ?> slot, State state) {
        Map<State, Integer> expected = new EnumMap<>(State.class);
        expected.put(state, 1);
        Tally tally = slot.cell().tally();
        assertThat(tally.active()).isEqualTo(expected.getOrDefault(State.ACTIVE, 0));
        assertThat(tally.idle()).isEqualTo(expected.getOrDefault(State.IDLE, 0));
        assertThat(tally.closing()).isEqualTo(expected.getOrDefault(State.CLOSING, 0));
        assertThat(tally.supply())
                .isEqualTo(EnumSet.of(State.OPENING, State.VALIDATING).contains(state) ? 1 : 0);
        assertThat(tally.places())
                .isEqualTo(EnumSet.of(State.CLOSED, State.FAILED).contains(state) ? 0 : 1);
    }
}
