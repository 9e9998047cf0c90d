/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whose turn it is among the accounts that want places. */
class HungryTests {

    private final Hungry<String, Object> hungry = new Hungry<>();
    private final Cell<String, Object> ada = new Cell<>("ada", 3, false);
    private final Cell<String, Object> bob = new Cell<>("bob", 3, false);
    private final Cell<String, Object> cyd = new Cell<>("cyd", 3, false);

    @Test
    void itIsTheTurnOfTheAccountThatHasWantedForLongest() {
        assertThat(hungry.wants(ada, 2)).isTrue();
        assertThat(hungry.wants(bob, 1)).isTrue();
        assertThat(hungry.wants(ada, 3)).as("it wants already").isFalse();
        assertThat(hungry.demand()).isEqualTo(4);

        assertThat(hungry.next()).isSameAs(ada);
        assertThat(hungry.next()).isSameAs(bob);
        assertThat(hungry.isEmpty()).isTrue();
    }

    @Test
    void anAccountThatIsServedIsTheLast() {
        hungry.wants(ada, 1);
        hungry.wants(bob, 1);
        hungry.wants(cyd, 1);

        hungry.served(ada);

        assertThat(hungry.all()).containsExactly(bob, cyd, ada);
    }

    @Test
    void anAccountThatWantsNoMoreLosesItsTurn() {
        hungry.wants(ada, 1);
        hungry.wants(bob, 2);

        assertThat(hungry.wants(ada, 0)).isFalse();

        assertThat(hungry.all()).containsExactly(bob);
        assertThat(hungry.demand()).isEqualTo(2);
        assertThat(hungry.wants(ada, 0)).as("again").isFalse();
        assertThat(hungry.demand()).isEqualTo(2);
    }

    @Test
    void anotherComesBeforeTheOneThatWasServedSince() {
        hungry.wants(bob, 1);
        hungry.served(ada);

        assertThat(hungry.isBefore(ada, 0)).isTrue();
        assertThat(hungry.isBefore(ada, 1)).as("a place comes free anyway").isFalse();
    }

    @Test
    void noOtherComesBeforeTheOneThatHasWaitedLonger() {
        hungry.wants(ada, 1);
        hungry.wants(bob, 2);

        assertThat(hungry.isBefore(ada, 0)).isFalse();
        assertThat(hungry.isBefore(bob, 0)).isTrue();

        hungry.served(ada);

        assertThat(hungry.isBefore(bob, 0)).isFalse();
        assertThat(hungry.isBefore(ada, 1))
                .as("one of the two places comes free anyway")
                .isTrue();
    }

    @Test
    void whatAnAccountWantsItselfPutsNobodyBeforeIt() {
        hungry.wants(ada, 5);
        hungry.served(ada);

        assertThat(hungry.isBefore(ada, 0)).isFalse();
    }
}
