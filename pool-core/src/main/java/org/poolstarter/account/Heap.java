/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.util.Arrays;
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

        boolean isInside() {
            return index != OUTSIDE;
        }
    }

    private static final int OUTSIDE = -1;
    private static final int SMALLEST = 16;

    private Entry<E>[] entries = newArray(SMALLEST);
    private int size;
    private long sequence;

    /** The element of the least key, which stays; null if there is none. */
    @Nullable
    E first() {
        return (size > 0) ? entries[0].element : null;
    }

    /** The least key; {@link Long#MAX_VALUE} if there is none. */
    long firstKey() {
        return (size > 0) ? entries[0].key : Long.MAX_VALUE;
    }

    int size() {
        return size;
    }

    /** Adds an entry, or gives it another key. It comes after all that have this key. */
    void put(Entry<E> entry, long key) {
        boolean added = entry.index == OUTSIDE;
        if (added) {
            grow();
            entry.index = size++;
        }
        entry.key = key;
        entry.sequence = sequence++;
        siftUp(entry);
        if (!added) {
            siftDown(entry);
        }
    }

    /** Removes an entry; without effect if it is outside. */
    void remove(Entry<E> entry) {
        int index = entry.index;
        if (index == OUTSIDE) {
            return;
        }
        entry.index = OUTSIDE;
        Entry<E> last = entries[--size];
        entries[size] = null;
        if (last != entry) {
            last.index = index;
            siftUp(last);
            siftDown(last);
        }
        shrink();
    }

    private void siftUp(Entry<E> entry) {
        int index = entry.index;
        while (index > 0 && isBefore(entry, entries[(index - 1) / 2])) {
            index = move(entries[(index - 1) / 2], index, (index - 1) / 2);
        }
        set(index, entry);
    }

    private void siftDown(Entry<E> entry) {
        int index = entry.index;
        int child = lesserChild(index);
        while (child < size && isBefore(entries[child], entry)) {
            index = move(entries[child], index, child);
            child = lesserChild(index);
        }
        set(index, entry);
    }

    private int lesserChild(int index) {
        int left = 2 * index + 1;
        return (left + 1 < size && isBefore(entries[left + 1], entries[left])) ? left + 1 : left;
    }

    private int move(Entry<E> entry, int to, int from) {
        set(to, entry);
        return from;
    }

    private void set(int index, Entry<E> entry) {
        entries[index] = entry;
        entry.index = index;
    }

    private void grow() {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, 2 * size);
        }
    }

    private void shrink() {
        if (entries.length > SMALLEST && size < entries.length / 4) {
            entries = Arrays.copyOf(entries, entries.length / 2);
        }
    }

    /* Keys are times of a clock that may overflow: compared by difference. */
    private static boolean isBefore(Entry<?> one, Entry<?> other) {
        long difference = one.key - other.key;
        return difference < 0 || (difference == 0 && one.sequence < other.sequence);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <E> Entry<E>[] newArray(int length) {
        return new Entry[length];
    }
}
