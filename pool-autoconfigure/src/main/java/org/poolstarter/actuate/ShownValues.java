/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.ReadableDuration;

/** Writes the durations in what a backend tells as limits are written, however deep they are in its maps and lists. */
final class ShownValues {

    private ShownValues() {}

    static Map<String, Object> of(Map<String, Object> values) {
        Map<String, Object> shown = new LinkedHashMap<>();
        values.forEach((name, value) -> shown.put(name, shown(value)));
        return shown;
    }

    @SuppressWarnings("NullAway") // maps and lists of applications may hold nulls, which stay
    private static Object shown(@Nullable Object value) {
        if (value instanceof Duration duration) {
            return readable(duration);
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> shown = new LinkedHashMap<>();
            map.forEach((name, entry) -> shown.put(name, shown(entry)));
            return shown;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(ShownValues::shown).toList();
        }
        return value;
    }

    /* To the millisecond, which is the greatest unit that still divides most times; below that to the microsecond. */
    private static String readable(Duration time) {
        boolean tiny = time.abs().compareTo(Duration.ofMillis(1)) < 0;
        return ReadableDuration.of(time.truncatedTo(tiny ? ChronoUnit.MICROS : ChronoUnit.MILLIS));
    }
}
