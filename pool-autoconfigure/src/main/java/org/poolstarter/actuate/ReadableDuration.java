/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.time.Duration;
import java.util.List;

/** Writes a duration as people do in YAML: the number and the greatest unit that divides it. */
final class ReadableDuration {

    private static final List<Unit> UNITS = List.of(
            new Unit(Duration.ofDays(1), "d"),
            new Unit(Duration.ofHours(1), "h"),
            new Unit(Duration.ofMinutes(1), "m"),
            new Unit(Duration.ofSeconds(1), "s"),
            new Unit(Duration.ofMillis(1), "ms"));

    private ReadableDuration() {}

    static String of(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        for (Unit unit : UNITS) {
            long count = duration.dividedBy(unit.length());
            if (unit.length().multipliedBy(count).equals(duration)) {
                return count + unit.suffix();
            }
        }
        return duration.toString();
    }

    private record Unit(Duration length, String suffix) {}
}
