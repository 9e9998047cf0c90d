/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

/**
 * One lend of one place.
 *
 * @param slot the place
 * @param lease the number of the lend
 * @param opened whether the client was handed over as it was opened
 * @param sinceNanos when the lend began, on the pool's clock
 */
record Grant<A, C>(Slot<A, C> slot, long lease, boolean opened, long sinceNanos) {

    /** Whether it has not ended. Needs no lock. */
    boolean isHeld() {
        return slot.isHeldBy(lease);
    }
}
