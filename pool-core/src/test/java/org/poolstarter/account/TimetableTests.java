/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Until when accounts open no clients. How places are looked at is tested through the pool. */
class TimetableTests {

    private final Timetable<String, Object> timetable = new Timetable<>();
    private final Cell<String, Object> ada = new Cell<>("ada", 3, false);
    private final Cell<String, Object> bob = new Cell<>("bob", 3, false);

    @Test
    void theLongerTimeCountsOfTwoOfOneKind() {
        timetable.block(ada, false, 20);
        timetable.block(ada, false, 10);
        assertThat(timetable.next()).isEqualTo(20);

        timetable.block(ada, false, 30);
        assertThat(timetable.next()).isEqualTo(30);
        assertThat(ada.isParked()).isFalse();
    }

    @Test
    void parkingTakesThePlaceOfBackingOffThoughItIsShorter() {
        timetable.block(ada, false, 20);
        timetable.block(ada, true, 10);

        assertThat(timetable.next()).isEqualTo(10);
        assertThat(ada.isParked()).isTrue();
    }

    @Test
    void backingOffDoesNotTakeThePlaceOfParkingThoughItIsLonger() {
        timetable.block(ada, true, 10);
        timetable.block(ada, false, 20);

        assertThat(timetable.next()).isEqualTo(10);
        assertThat(ada.isParked()).isTrue();
    }

    @Test
    void anAccountMayOpenAgainWhenItsTimeHasComeAndNotBefore() {
        timetable.block(ada, false, 10);
        timetable.block(bob, false, 11);

        assertThat(runTo(9)).isEmpty();
        assertThat(runTo(10)).containsExactly(ada);
        assertThat(ada.isBlocked()).isFalse();
        assertThat(bob.isBlocked()).isTrue();
        assertThat(timetable.next()).isEqualTo(11);
        assertThat(runTo(12)).containsExactly(bob);
        assertThat(timetable.isEmpty()).isTrue();
    }

    @Test
    void allMayOpenAtOnceIfSoWanted() {
        timetable.block(ada, false, 10);
        timetable.block(bob, true, 11);

        timetable.unblockAll();

        assertThat(timetable.isEmpty()).isTrue();
        assertThat(ada.isBlocked()).isFalse();
        assertThat(bob.isParked()).isFalse();
    }

    private List<Cell<String, Object>> runTo(long now) {
        List<Cell<String, Object>> accounts = new ArrayList<>();
        timetable.runTo(now, (slot, at) -> {}, (cell, at) -> accounts.add(cell));
        return accounts;
    }
}
