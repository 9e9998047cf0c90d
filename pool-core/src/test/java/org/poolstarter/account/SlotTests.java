/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.poolstarter.account.Slot.State;
import org.poolstarter.pool.CloseReason;

/** The picture in {@link Slot}: each arrow from each state, drawn or not, of whole places and of doomed ones. */
class SlotTests {

    private static final long NOW = 5;
    private static final long LATER = 50;
    private static final ClientFactory<String, String> FACTORY = account -> account;

    record Arrow(String name, Set<State> from, State to, Predicate<Slot<String, String>> move) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Arrow> ARROWS = List.of(
            new Arrow("open", Set.of(State.OPENING), State.IDLE, slot -> slot.open("client", LATER, LATER, NOW)),
            new Arrow("giveUp", Set.of(State.OPENING), State.LATE, Slot::giveUp),
            new Arrow(
                    "arriveTooLate",
                    Set.of(State.LATE),
                    State.CLOSING,
                    slot -> slot.arriveTooLate("client", CloseReason.DISCARDED, NOW)),
            new Arrow("fail", Set.of(State.OPENING, State.LATE), State.FAILED, Slot::fail),
            new Arrow("lend", Set.of(State.IDLE), State.ACTIVE, slot -> slot.lend(NOW) != Slot.NOT_LENT),
            new Arrow(
                    "giveBack", Set.of(State.ACTIVE), State.IDLE, slot -> slot.giveBack(slot.lastLease(), LATER, NOW)),
            new Arrow(
                    "handOver",
                    Set.of(State.ACTIVE),
                    State.ACTIVE,
                    slot -> slot.handOver(slot.lastLease(), NOW) != Slot.NOT_LENT),
            new Arrow(
                    "retract",
                    Set.of(State.ACTIVE),
                    State.CLOSING,
                    slot -> slot.retract(slot.lastLease(), CloseReason.DISCARDED)),
            new Arrow("check", Set.of(State.IDLE), State.VALIDATING, Slot::check),
            new Arrow("pass", Set.of(State.VALIDATING), State.IDLE, slot -> slot.pass(LATER, NOW)),
            new Arrow("reject", Set.of(State.VALIDATING), State.CLOSING, slot -> slot.reject(CloseReason.BROKEN)),
            new Arrow("evict", Set.of(State.IDLE), State.CLOSING, slot -> slot.evict(CloseReason.IDLE)),
            new Arrow("end", Set.of(State.CLOSING), State.CLOSED, Slot::end));

    private static final Set<State> TO_BE_DOOMED = EnumSet.of(State.OPENING, State.VALIDATING, State.ACTIVE);

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
    }

    @ParameterizedTest(name = "{0} from {1}")
    @MethodSource("forbidden")
    void anArrowThatIsNotInThePictureChangesNothing(Arrow arrow, State from) {
        Slot<String, String> slot = slotIn(from);
        long lease = slot.lastLease();
        long since = slot.since();

        assertThat(arrow.move().test(slot)).isFalse();

        assertThat(slot.state()).isEqualTo(from);
        assertThat(slot.lastLease()).isEqualTo(lease);
        assertThat(slot.since()).isEqualTo(since);
    }

    @ParameterizedTest
    @EnumSource
    void onlyWhatIsOpeningValidatedOrHeldIsDoomed(State state) {
        Slot<String, String> slot = slotIn(state);

        assertThat(slot.doom(CloseReason.STALE)).isEqualTo(TO_BE_DOOMED.contains(state));

        assertThat(slot.state()).isEqualTo(state);
    }

    @Test
    void aDoomedPlaceIsNotOpenedButClosedOnArrival() {
        Slot<String, String> slot = doomedIn(State.OPENING);

        assertThat(slot.open("client", LATER, LATER, NOW)).isFalse();
        assertThat(slot.state()).isEqualTo(State.OPENING);
        assertThat(slot.arriveTooLate("client", CloseReason.DISCARDED, NOW)).isTrue();

        assertThat(slot.state()).isEqualTo(State.CLOSING);
        assertThat(slot.closeReason()).isEqualTo(CloseReason.STALE);
        assertThat(slot.client()).isEqualTo("client");
    }

    @Test
    void aDoomedPlaceIsNeitherKeptNorHandedOverByItsHolder() {
        Slot<String, String> slot = doomedIn(State.ACTIVE);
        long lease = slot.lastLease();

        assertThat(slot.giveBack(lease, LATER, NOW)).isFalse();
        assertThat(slot.handOver(lease, NOW)).isEqualTo(Slot.NOT_LENT);
        assertThat(slot.isHeldBy(lease)).isTrue();
        assertThat(slot.retract(lease, CloseReason.DISCARDED)).isTrue();

        assertThat(slot.state()).isEqualTo(State.CLOSING);
        assertThat(slot.closeReason()).isEqualTo(CloseReason.STALE);
    }

    @Test
    void aDoomedPlaceIsClosedThoughItsClientIsValid() {
        Slot<String, String> slot = doomedIn(State.VALIDATING);

        assertThat(slot.pass(LATER, NOW)).isFalse();
        assertThat(slot.reject(CloseReason.BROKEN)).isTrue();

        assertThat(slot.state()).isEqualTo(State.CLOSING);
        assertThat(slot.closeReason()).isEqualTo(CloseReason.STALE);
    }

    @Test
    void aDoomedPlaceThatIsGivenUpIsClosedWhenItArrives() {
        Slot<String, String> slot = doomedIn(State.OPENING);

        assertThat(slot.giveUp()).isTrue();
        assertThat(slot.state()).isEqualTo(State.LATE);
        assertThat(slot.arriveTooLate("client", CloseReason.DISCARDED, NOW)).isTrue();
        assertThat(slot.end()).isTrue();

        assertThat(slot.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void theReasonOfTheFirstDoomStays() {
        Slot<String, String> slot = doomedIn(State.ACTIVE);

        assertThat(slot.doom(CloseReason.EVICTED)).isTrue();

        assertThat(slot.closeReason()).isEqualTo(CloseReason.STALE);
    }

    @Test
    void anOldLeaseCannotEndTheNextOne() {
        Slot<String, String> slot = slotIn(State.ACTIVE);
        long old = slot.lastLease();
        assertThat(slot.giveBack(old, LATER, NOW)).isTrue();
        long next = slot.lend(NOW);

        assertThat(slot.giveBack(old, LATER, NOW)).isFalse();
        assertThat(slot.handOver(old, NOW)).isEqualTo(Slot.NOT_LENT);
        assertThat(slot.retract(old, CloseReason.SESSION_TIMEOUT)).isFalse();

        assertThat(next).isEqualTo(old + 1);
        assertThat(slot.isHeldBy(old)).isFalse();
        assertThat(slot.isHeldBy(next)).isTrue();
    }

    @Test
    void aHandOverEndsTheLeaseBefore() {
        Slot<String, String> slot = slotIn(State.ACTIVE);
        long old = slot.lastLease();

        long next = slot.handOver(old, NOW);

        assertThat(next).isEqualTo(old + 1);
        assertThat(slot.isHeldBy(old)).isFalse();
        assertThat(slot.isHeldBy(next)).isTrue();
        assertThat(slot.since()).isEqualTo(NOW);
    }

    @Test
    void aPlaceThatIsNotLentIsHeldByNobody() {
        Slot<String, String> slot = slotIn(State.IDLE);

        assertThat(slot.isHeldBy(slot.lastLease())).isFalse();
    }

    @Test
    void theReasonGivenFirstStays() {
        Slot<String, String> slot = slotIn(State.ACTIVE);
        long lease = slot.lastLease();

        assertThat(slot.retract(lease, CloseReason.SESSION_TIMEOUT)).isTrue();
        assertThat(slot.retract(lease, CloseReason.POOL_CLOSED)).isFalse();

        assertThat(slot.closeReason()).isEqualTo(CloseReason.SESSION_TIMEOUT);
    }

    @Test
    void aValidationExtendsTheTimeOfReuseAndNotTheRest() {
        Slot<String, String> slot = slotIn(State.VALIDATING);
        long rest = slot.since();

        assertThat(slot.pass(LATER, NOW)).isTrue();

        assertThat(slot.since()).isEqualTo(rest);
        assertThat(slot.aliveAt()).isEqualTo(NOW);
        assertThat(slot.isReusable(LATER - 1)).isTrue();
        assertThat(slot.isReusable(LATER)).isFalse();
    }

    private static Slot<String, String> doomedIn(State state) {
        Slot<String, String> slot = slotIn(state);
        assertThat(slot.doom(CloseReason.STALE)).isTrue();
        return slot;
    }

    private static Slot<String, String> slotIn(State state) {
        Cell<String, String> cell = new Cell<>("account", 1, false);
        Waiter<String, String> waiter = new Waiter<>(cell, false, 0, 0, 0, ended -> {});
        Slot<String, String> slot = new Slot<>(cell, FACTORY, waiter, 0);
        switch (state) {
            case OPENING -> {}
            case LATE -> slot.giveUp();
            case FAILED -> slot.fail();
            default -> slot.open("client", 0, LATER, 0);
        }
        switch (state) {
            case VALIDATING -> slot.check();
            case ACTIVE -> assertThat(slot.lend(0)).isEqualTo(1);
            case CLOSING, CLOSED -> slot.evict(CloseReason.IDLE);
            default -> {}
        }
        if (state == State.CLOSED) {
            slot.end();
        }
        assertThat(slot.state()).isEqualTo(state);
        return slot;
    }
}
