/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A binary heap whose entries know where they are, so that any of them can be moved and removed in O(log n). Entries of
 * one key leave in the order in which they came. Guarded by the lock of the pool.
 */
final class Heap<E> {

    /** An element's place in one heap, in at most one heap at a time. */
    static final class Entry<E> {

        private final E element;
        private long key;
        private long sequence;
        private int index = OUTSIDE;

        Entry(E element) {
            this.element = element;
        }

        /** The key of an entry that is in the heap. */
        long key() {
            return key;
        }
    }

    private static final int OUTSIDE = -1;

    private final List<Entry<E>> entries = new ArrayList<>();
    private long sequence;

    /** The element of the least key, which stays; null if there is none. */
    @Nullable
    E first() {
        return entries.isEmpty() ? null : entries.get(0).element;
    }

    /** The least key; {@link Long#MAX_VALUE} if there is none. */
    long firstKey() {
        return entries.isEmpty() ? Long.MAX_VALUE : entries.get(0).key;
    }

    int size() {
        return entries.size();
    }

    /** Adds an entry, or gives it another key. It comes after all that have this key. */
    void put(Entry<E> entry, long key) {
        if (entry.index == OUTSIDE) {
            entry.index = entries.size();
            entries.add(entry);
        }
        entry.key = key;
        entry.sequence = sequence++;
        siftUp(entry);
        siftDown(entry);
    }

    /** Removes an entry; without effect if it is outside. */
    void remove(Entry<E> entry) {
        int index = entry.index;
        if (index == OUTSIDE) {
            return;
        }
        entry.index = OUTSIDE;
        Entry<E> last = entries.remove(entries.size() - 1);
        if (last != entry) {
            set(index, last);
            siftUp(last);
            siftDown(last);
        }
    }

    private void siftUp(Entry<E> entry) {
        int index = entry.index;
        while (index > 0 && isBefore(entry, entries.get(parent(index)))) {
            set(index, entries.get(parent(index)));
            index = parent(index);
        }
        set(index, entry);
    }

    private void siftDown(Entry<E> entry) {
        int index = entry.index;
        int child = lesserChild(index);
        while (child < entries.size() && isBefore(entries.get(child), entry)) {
            set(index, entries.get(child));
            index = child;
            child = lesserChild(index);
        }
        set(index, entry);
    }

    private static int parent(int index) {
        return (index - 1) / 2;
    }

    private int lesserChild(int index) {
        int left = 2 * index + 1;
        boolean two = left + 1 < entries.size();
        return (two && isBefore(entries.get(left + 1), entries.get(left))) ? left + 1 : left;
    }

    private void set(int index, Entry<E> entry) {
        entries.set(index, entry);
        entry.index = index;
    }

    /* Keys are times of a clock that may overflow: compared by difference. */
    private static boolean isBefore(Entry<?> one, Entry<?> other) {
        long difference = one.key - other.key;
        return difference < 0 || (difference == 0 && one.sequence < other.sequence);
    }
}
