/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The accounts that wait for a place and are below their own limit, and whose turn it is. Guarded by the lock of the
 * pool.
 */
final class Hungry<A, C> {

    private final Set<Cell<A, C>> cells = new LinkedHashSet<>();
    private int demand;
    private long turns;

    boolean isEmpty() {
        return cells.isEmpty();
    }

    /** Places wanted in all, 0 or more. */
    int demand() {
        return demand;
    }

    List<Cell<A, C>> all() {
        return List.copyOf(cells);
    }

    /** How many places an account wants now. True if it has become hungry by that. */
    boolean wants(Cell<A, C> cell, int places) {
        demand += places - cell.demand();
        cell.demand(places);
        if (places == 0) {
            cells.remove(cell);
            return false;
        }
        boolean joined = cells.add(cell);
        if (joined) {
            served(cell);
        }
        return joined;
    }

    /** Takes the account whose turn it is; what it still wants makes it the last. */
    Cell<A, C> next() {
        Cell<A, C> cell = cells.iterator().next();
        cells.remove(cell);
        return cell;
    }

    /** An account got a client, by whatever way; if it wants more, it is now the last. */
    void served(Cell<A, C> cell) {
        cell.turn(++turns);
        if (cells.remove(cell)) {
            cells.add(cell);
        }
    }

    /**
     * Whether another account comes before this one has its next turn, because this one was served since the other has
     * waited.
     *
     * @param coming places that come free anyway
     */
    boolean isBefore(Cell<A, C> cell, int coming) {
        if (demand - cell.demand() <= coming) {
            return false;
        }
        for (Cell<A, C> other : cells) {
            if (other != cell) {
                return cell.turn() - other.turn() > 0;
            }
        }
        return false;
    }
}
