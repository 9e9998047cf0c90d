/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection that somebody holds, as it was seen at one moment.
 *
 * @param thread the name of the thread that acquired it
 * @param alive whether that thread still lives
 * @param held since it was acquired
 * @param running whether a call to the database is going on
 * @param statement what it runs, or ran last; null if that is not known
 * @param statementTime for how long the running statement runs; null if none does or that is not known
 * @param stack where the thread is, innermost frame first
 */
record HeldConnection(
        String thread,
        boolean alive,
        Duration held,
        boolean running,
        @Nullable String statement,
        @Nullable Duration statementTime,
        List<StackTraceElement> stack) {

    HeldConnection {
        stack = List.copyOf(stack);
    }

    /** How long what goes on now has been going on: the statement where it is known, else the lease. */
    Duration busyFor() {
        return (statementTime != null) ? statementTime : held;
    }
}
