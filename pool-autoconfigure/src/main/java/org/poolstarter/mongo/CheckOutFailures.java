/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.mongo;

import com.mongodb.event.ConnectionCheckOutFailedEvent.Reason;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.TimingHistogram;
import org.poolstarter.pool.TimingSummary;

/** Operations that got no connection, by cause, and how long they had waited. Safe for use by many threads. */
final class CheckOutFailures {

    private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);
    private final TimingHistogram waits = new TimingHistogram();

    CheckOutFailures() {
        for (Reason reason : Reason.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    void add(Reason reason, long waitNanos) {
        Objects.requireNonNull(counts.get(reason)).increment();
        waits.record(waitNanos);
    }

    /** By cause: {@code timeout}, {@code error}, {@code closed}, and {@code unknown} if the driver ever says so. */
    Map<String, Object> describe() {
        Map<String, Object> description = new LinkedHashMap<>();
        counts.forEach((reason, count) -> {
            if (reason != Reason.UNKNOWN || count.sum() > 0) {
                description.put(word(reason), count.sum());
            }
        });
        return description;
    }

    @Nullable
    TimingSummary waits() {
        return waits.summary();
    }

    private static String word(Reason reason) {
        return switch (reason) {
            case CONNECTION_ERROR -> "error";
            case POOL_CLOSED -> "closed";
            default -> reason.name().toLowerCase(Locale.ROOT);
        };
    }
}
