/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A heap beside a sorted map that does the same slowly. */
class HeapTests {

    private static final int ENTRIES = 100;
    private static final int OPERATIONS = 20_000;

    /** What a key of the model is: the key, and when it was given. */
    private record Rank(long key, long sequence) implements Comparable<Rank> {

        @Override
        public int compareTo(Rank other) {
            long difference = key - other.key;
            return (difference != 0) ? Long.signum(difference) : Long.compare(sequence, other.sequence);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void itDoesWhatASortedMapDoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Heap<Integer> heap = new Heap<>();
        List<Heap.Entry<Integer>> entries = new ArrayList<>();
        List<Rank> ranks = new ArrayList<>();
        for (int i = 0; i < ENTRIES; i++) {
            entries.add(new Heap.Entry<>(i));
            ranks.add(new Rank(0, 0));
        }
        TreeMap<Rank, Integer> model = new TreeMap<>();
        for (int operation = 0; operation < OPERATIONS; operation++) {
            int i = random.nextInt(ENTRIES);
            model.remove(ranks.get(i));
            // In some phases more is removed than put, so that the heap becomes empty, and grows again.
            if (random.nextInt(4) < 1 + operation / 500 % 3) {
                // Keys are around the end of the range, as times of a clock may be.
                Rank rank = new Rank(Long.MAX_VALUE - 10 + random.nextInt(20), operation);
                ranks.set(i, rank);
                model.put(rank, i);
                heap.put(entries.get(i), rank.key());
                assertThat(entries.get(i).key()).isEqualTo(rank.key());
            } else {
                heap.remove(entries.get(i));
            }
            assertSame(heap, model);
        }
        while (!model.isEmpty()) {
            heap.remove(entries.get(model.pollFirstEntry().getValue()));
            assertSame(heap, model);
        }
    }

    private static void assertSame(Heap<Integer> heap, NavigableMap<Rank, Integer> model) {
        assertThat(heap.size()).isEqualTo(model.size());
        assertThat(heap.first())
                .isEqualTo(model.isEmpty() ? null : model.firstEntry().getValue());
        assertThat(heap.firstKey())
                .isEqualTo(model.isEmpty() ? Long.MAX_VALUE : model.firstKey().key());
    }

    @Test
    void whatIsOutsideIsRemovedToNoEffect() {
        Heap<String> heap = new Heap<>();
        Heap.Entry<String> inside = new Heap.Entry<>("inside");
        heap.put(inside, 1);

        heap.remove(new Heap.Entry<>("outside"));

        assertThat(heap.first()).isEqualTo("inside");
        assertThat(heap.size()).isEqualTo(1);
    }
}
