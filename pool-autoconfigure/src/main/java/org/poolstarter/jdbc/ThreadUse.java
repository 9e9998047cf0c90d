/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import org.jspecify.annotations.Nullable;

/** What one thread does with the connections of all pools. Used by that thread only. */
final class ThreadUse {

    private static final int FARTHEST = 32;

    private static final ThreadLocal<ThreadUse> CURRENT = ThreadLocal.withInitial(ThreadUse::new);

    /** The connection that the thread is giving back; between two calls that HikariCP makes one after the other. */
    private @Nullable PhysicalConnection returning;

    /** What the thread acquired last and may still hold; each leads to the one before. */
    private @Nullable PhysicalConnection innermost;

    /** How long the thread waited for the connection it is about to get, as HikariCP has measured it. */
    private long waitedNanos;

    private ThreadUse() {}

    static ThreadUse current() {
        return CURRENT.get();
    }

    void waited(long nanos) {
        waitedNanos = nanos;
    }

    long waitedNanos() {
        return waitedNanos;
    }

    void returning(PhysicalConnection connection) {
        returning = connection;
    }

    @Nullable
    PhysicalConnection takeReturning() {
        PhysicalConnection connection = returning;
        returning = null;
        return connection;
    }

    /**
     * The thread has acquired a connection, which does not say so yet.
     *
     * @return how many of the same pool it holds with it; one that another thread gave back out of turn may hide others
     */
    int acquired(PhysicalConnection connection, Thread thread) {
        PhysicalConnection outer = innermost;
        if (outer != null && !outer.isHeldBy(thread)) {
            outer = null; // another thread gave it back
        }
        connection.setOuter(outer);
        innermost = connection;
        int depth = 1;
        PhysicalConnection next = outer;
        for (int i = 0; next != null && i < FARTHEST; i++) {
            if (next.isOfPool(connection) && next.isHeldBy(thread)) {
                depth++;
            }
            next = next.outer();
        }
        return depth;
    }

    void released(PhysicalConnection connection, Thread thread) {
        if (innermost == connection) {
            PhysicalConnection outer = connection.outer();
            innermost = (outer != null && outer.isHeldBy(thread)) ? outer : null;
        }
    }
}
