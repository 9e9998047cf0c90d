/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.poolstarter.mongo.TrackedConnection.Closing;
import org.poolstarter.mongo.TrackedConnection.State;

class TrackedConnectionTests {

    private final TrackedConnection connection = new TrackedConnection(0);

    @Test
    void aLeaseCannotBeginBeforeTheConnectionIsReady() {
        assertThat(connection.lend(1, true)).isEqualTo(TrackedConnection.NOTHING);
        assertThat(connection.state()).isEqualTo(State.OPENING);
        connection.giveBack(2);
        assertThat(connection.state()).isEqualTo(State.OPENING);
    }

    @Test
    void aCloseBeforeItIsReadyIsAFailureToOpen() {
        assertThat(connection.close(1)).isEqualTo(new Closing(true, false, TrackedConnection.NOTHING));
        connection.ready();
        assertThat(connection.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aReturnIsCertainWhenTheConnectionIsLentAgain() {
        lease(10, 25);
        assertThat(connection.lend(30, true)).isEqualTo(15);
        assertThat(connection.state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void aReturnIsCertainOnceWhenItHasStayedForAWhile() {
        lease(10, 25);
        assertThat(connection.settle(29, 5)).isEqualTo(TrackedConnection.NOTHING);
        assertThat(connection.settle(30, 5)).isEqualTo(15);
        assertThat(connection.settle(40, 5)).isEqualTo(TrackedConnection.NOTHING);
        assertThat(connection.lend(50, true)).isEqualTo(TrackedConnection.NOTHING);
    }

    @Test
    void aLeaseThatIsStillHeldIsNotSettled() {
        connection.ready();
        connection.lend(10, true);
        assertThat(connection.settle(1_000, 5)).isEqualTo(TrackedConnection.NOTHING);
        assertThat(connection.state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void aCloseByTheThreadThatGaveBackIsADiscard() {
        lease(10, 25);
        assertThat(connection.close(26)).isEqualTo(new Closing(false, true, 15));
    }

    @Test
    void aCloseByAnotherThreadIsNone() throws InterruptedException {
        Thread holder = new Thread(() -> lease(10, 25));
        holder.start();
        holder.join();
        assertThat(connection.close(26)).isEqualTo(new Closing(false, false, 15));
    }

    @Test
    void aCloseOfAnIdleConnectionEndsNoLease() {
        lease(10, 25);
        connection.settle(30, 5);
        assertThat(connection.close(31)).isEqualTo(new Closing(false, false, TrackedConnection.NOTHING));
    }

    @Test
    void aLeaseThatIsNotCountedLeavesNoUsage() {
        connection.ready();
        connection.lend(10, false);
        connection.giveBack(25);
        assertThat(connection.settle(30, 5)).isEqualTo(TrackedConnection.NOTHING);
        assertThat(connection.state()).isEqualTo(State.IDLE);
    }

    @Test
    void aCloseUnderTheHolderIsADiscard() {
        connection.ready();
        connection.lend(10, true);
        assertThat(connection.close(12)).isEqualTo(new Closing(false, true, 2));
    }

    private void lease(long from, long to) {
        connection.ready();
        connection.lend(from, true);
        connection.giveBack(to);
    }
}
