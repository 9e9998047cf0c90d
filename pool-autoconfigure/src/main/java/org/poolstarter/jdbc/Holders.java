/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open connections of a pool, and who holds them. An acquire and a release write to the connection they are about and
 * to nothing shared; a connection is added and removed when it is opened and closed.
 *
 * <p>Safe for use by many threads.
 */
final class Holders {

    private final Set<PhysicalConnection> open = ConcurrentHashMap.newKeySet();

    void add(PhysicalConnection connection) {
        open.add(connection);
    }

    void remove(PhysicalConnection connection) {
        open.remove(connection);
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Every open connection. */
    Collection<PhysicalConnection> open() {
        return List.copyOf(open);
    }

    /** Who holds connections at this moment, the longest held first. Looks at the stack of each holder. */
    List<HeldConnection> held() {
        List<HeldConnection> held = new ArrayList<>();
        for (PhysicalConnection connection : open) {
            HeldConnection holder = connection.look();
            if (holder != null) {
                held.add(holder);
            }
        }
        held.sort(Comparator.comparing(HeldConnection::held).reversed());
        return held;
    }
}
