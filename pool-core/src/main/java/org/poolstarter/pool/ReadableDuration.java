/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.Duration;
import java.util.List;

/** Writes a duration as people do in YAML: the number and the greatest unit that divides it. */
public final class ReadableDuration {

    private static final List<Unit> UNITS = List.of(
            new Unit(Duration.ofDays(1), "d"),
            new Unit(Duration.ofHours(1), "h"),
            new Unit(Duration.ofMinutes(1), "m"),
            new Unit(Duration.ofSeconds(1), "s"),
            new Unit(Duration.ofMillis(1), "ms"),
            new Unit(Duration.ofNanos(1_000), "us"),
            new Unit(Duration.ofNanos(1), "ns"));

    private ReadableDuration() {}

    /**
     * The duration as text, such as {@code 90s} or {@code -250ms}. Spring's conversion of durations reads the same
     * duration back.
     *
     * @param duration any; one that has a fraction of a second and is too long to be counted in that fraction's unit stays
     *     in ISO-8601
     */
    public static String of(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        try {
            Unit unit = UNITS.stream()
                    .filter(candidate -> candidate.divides(duration))
                    .findFirst()
                    .orElseThrow();
            return duration.dividedBy(unit.length()) + unit.suffix();
        } catch (ArithmeticException ex) {
            return duration.toString();
        }
    }

    private record Unit(Duration length, String suffix) {

        private boolean divides(Duration duration) {
            return length.multipliedBy(duration.dividedBy(length)).equals(duration);
        }
    }
}
