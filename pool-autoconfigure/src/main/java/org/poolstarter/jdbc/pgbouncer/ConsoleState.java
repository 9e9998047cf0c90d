/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc.pgbouncer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolMeasure;

/**
 * What is known of a console.
 *
 * @param reading what it said last; null if it never answered
 * @param readAt when that was
 * @param error why the last poll failed; null if it was answered
 * @param failingSince when polls began to fail; null if the last one was answered
 */
record ConsoleState(
        @Nullable ConsoleReading reading,
        @Nullable Instant readAt,
        @Nullable String error,
        @Nullable Instant failingSince) {

    static final ConsoleState UNKNOWN = new ConsoleState(null, null, null, null);

    ConsoleState answered(ConsoleReading newReading, Instant now) {
        return new ConsoleState(newReading, now, null, null);
    }

    ConsoleState failed(String newError, Instant now) {
        return new ConsoleState(reading, readAt, newError, (failingSince != null) ? failingSince : now);
    }

    /** The number of a meter. NaN for a gauge that is not known now; a counter keeps its last total, and begins at 0. */
    double value(PgBouncerMeter meter) {
        if (meter == PgBouncerMeter.UP) {
            return (reading == null && error == null) ? Double.NaN : (error == null) ? 1 : 0;
        }
        Double last = (reading != null) ? reading.values().get(meter) : null;
        if (meter.kind() == PoolMeasure.Kind.COUNTER) {
            return (last != null) ? last : 0;
        }
        return (last != null && error == null) ? last : Double.NaN;
    }
}
