/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The last few of many. */
class RecentTests {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 9, 200})
    void asManyAreKeptAsWasSaidAndThoseAreTheLast(int size) {
        Recent<Integer> recent = new Recent<>(size);
        for (int i = 1; i <= 1_000; i++) {
            recent.add(i);
            assertThat(recent.newestFirst()).hasSize(Math.min(i, size)).startsWith(i);
        }
        assertThat(recent.newestFirst())
                .containsExactlyElementsOf(
                        IntStream.range(0, size).mapToObj(i -> 1_000 - i).toList());
        assertThat(recent.total()).isEqualTo(1_000);
        assertThat(recent.size()).isEqualTo(size);
    }

    @Test
    void manyThreadsAddWithoutLosingOne() throws InterruptedException {
        Recent<Integer> recent = new Recent<>(10_000);
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int from = thread * 2_500;
            threads.add(new Thread(() -> IntStream.range(from, from + 2_500).forEach(recent::add)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(recent.newestFirst()).hasSize(10_000).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1_000_001})
    void aSizeOutOfItsBoundsIsNamed(int size) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Recent<>(size))
                .withMessage("size must be 1 to 1000000 but is " + size);
    }
}
