/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How much is measured.
 *
 * @param rounds how often each measurement is repeated, each time in a new JVM
 * @param threads of the uncontended cycle
 * @param accounts of the uncontended cycle
 * @param warmUps iterations before an uncontended measurement
 * @param iterations of an uncontended measurement
 * @param iteration how long each takes
 * @param window how long threads of the other scenarios are watched
 */
record Effort(
        int rounds,
        List<Integer> threads,
        List<Integer> accounts,
        int warmUps,
        int iterations,
        Duration iteration,
        Duration window) {

    /** What the published tables are made of: about half an hour on two cores. */
    static Effort full() {
        return new Effort(
                5, List.of(1, 2, 8, 32), List.of(1, 100, 10_000), 2, 2, Duration.ofMillis(400), Duration.ofSeconds(3));
    }

    /** One round of the corners: whether something is badly off, and no figure to quote. */
    static Effort quick() {
        return new Effort(
                1, List.of(1, 32), List.of(1, 10_000), 2, 2, Duration.ofMillis(300), Duration.ofMillis(1_200));
    }

    /** In words, for the head of the tables. */
    String words() {
        return String.format(
                Locale.ROOT,
                "Rounds: %d, each in new JVMs; uncontended cycles: %d + %d iterations of %d ms; other windows: %d ms",
                rounds,
                warmUps,
                iterations,
                iteration.toMillis(),
                window.toMillis());
    }
}
