/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import org.jspecify.annotations.Nullable;

/**
 * The connections of one server by the driver's number. Looking one up neither locks nor allocates, because that is done
 * twice for each operation; adding and removing copy the table, because connections are opened seldom. Safe for use by
 * many threads.
 */
final class ConnectionTable {

    private static final Rows NONE = new Rows(0);

    /* Written under the monitor of this. */
    private volatile Rows rows = NONE;

    @Nullable
    TrackedConnection find(long number) {
        Rows current = rows;
        for (int i = 0; i < current.numbers.length; i++) {
            if (current.numbers[i] == number) {
                return current.connections[i];
            }
        }
        return null;
    }

    synchronized void add(long number, TrackedConnection connection) {
        Rows old = rows;
        int count = old.numbers.length;
        Rows grown = new Rows(count + 1);
        System.arraycopy(old.numbers, 0, grown.numbers, 0, count);
        System.arraycopy(old.connections, 0, grown.connections, 0, count);
        grown.numbers[count] = number;
        grown.connections[count] = connection;
        rows = grown;
    }

    /** Null if there is none of this number. */
    synchronized @Nullable TrackedConnection remove(long number) {
        Rows old = rows;
        int count = old.numbers.length;
        for (int i = 0; i < count; i++) {
            if (old.numbers[i] == number) {
                Rows shrunk = new Rows(count - 1);
                System.arraycopy(old.numbers, 0, shrunk.numbers, 0, i);
                System.arraycopy(old.numbers, i + 1, shrunk.numbers, i, count - 1 - i);
                System.arraycopy(old.connections, 0, shrunk.connections, 0, i);
                System.arraycopy(old.connections, i + 1, shrunk.connections, i, count - 1 - i);
                rows = shrunk;
                return old.connections[i];
            }
        }
        return null;
    }

    /** All of this moment; not to be changed. */
    TrackedConnection[] all() {
        return rows.connections;
    }

    /** Both of one length, the same index for the same connection; never changed once published. */
    private static final class Rows {

        final long[] numbers;
        final TrackedConnection[] connections;

        Rows(int count) {
            numbers = new long[count];
            connections = new TrackedConnection[count];
        }
    }
}
