/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import org.jspecify.annotations.Nullable;

/**
 * The open clients of a pool by when they were last used, though most uses are not reported: a client is found where its
 * last known use has put it, and moved on if it was used since. So to find the one idle for longest costs O(log n), and
 * what has to be put right on the way was paid for by a use. Exact within the resolution of the clock; of clients used
 * at the same time the one looked at first counts as older.
 *
 * <p>A client that is found in use is benched: taken out, and put back by whoever brings it back, who sees that it is
 * benched. Guarded by the lock of the pool.
 */
final class LastUses<A, C> {

    private final Heap<Slot<A, C>> known = new Heap<>();

    /** The client is used, or was opened, now. */
    void used(Slot<A, C> slot, long nowNanos) {
        slot.wasLentSinceSeen();
        known.put(slot.lastUse(), nowNanos);
    }

    /** A client that was out for a while is idle again, since it says. */
    void rests(Slot<A, C> slot) {
        known.put(slot.lastUse(), slot.since());
    }

    void remove(Slot<A, C> slot) {
        known.remove(slot.lastUse());
    }

    /** To be called after a client came back. */
    void cameBack(Slot<A, C> slot) {
        // One that is lent again stays benched, and so does one whose end has begun.
        if (slot.isBenched() && slot.isIdle()) {
            slot.benched(false);
            rests(slot);
        }
    }

    /** The client idle for longest, which may be lent any moment; null if none is idle. */
    @Nullable
    Slot<A, C> idleLongest() {
        for (Slot<A, C> slot = known.first(); slot != null; slot = known.first()) {
            if (isRestingAsKnown(slot)) {
                return slot;
            }
        }
        return null;
    }

    /** As {@link #idleLongest()}, but null if that one has not been idle for so long. */
    @Nullable
    Slot<A, C> idleFor(long nanos, long nowNanos) {
        for (Slot<A, C> slot = known.first();
                slot != null && nowNanos - known.firstKey() >= nanos;
                slot = known.first()) {
            if (isRestingAsKnown(slot)) {
                return slot;
            }
        }
        return null;
    }

    /** Whether the first is idle, and has been since it was put here; if not, that is put right. */
    private boolean isRestingAsKnown(Slot<A, C> slot) {
        if (slot.wasLentSinceSeen()) {
            rests(slot);
            return false;
        }
        if (slot.isIdle()) {
            // Put here when its last use began, it may have ended that use much later.
            boolean known = slot.since() - this.known.firstKey() <= 0;
            if (!known) {
                rests(slot);
            }
            return known;
        }
        remove(slot);
        slot.benched(true);
        if (slot.isIdle()) {
            cameBack(slot);
        }
        return false;
    }
}
