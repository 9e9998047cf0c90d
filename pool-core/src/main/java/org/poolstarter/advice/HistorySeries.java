/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.advice;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.CloseReason;

/**
 * A part of the history of a pool, oldest first: one list for each field, all as long as the list of moments.
 *
 * @param every how far the points are apart; farther where the application stalled or was stopped
 * @param keep how long a point is kept
 * @param at when the interval of each point ended, in milliseconds since 1970
 * @param values by field; a number is null where nothing was recorded, and a field absent that the pool does not tell
 * @param closedByReason connections closed in each interval, by reason; a reason that never occurred is absent
 */
public record HistorySeries(
        Duration every,
        Duration keep,
        List<Long> at,
        Map<HistoryField, List<@Nullable Number>> values,
        Map<CloseReason, List<@Nullable Number>> closedByReason) {

    public HistorySeries {
        at = List.copyOf(at);
        values = Collections.unmodifiableMap(new EnumMap<>(values));
        closedByReason = Collections.unmodifiableMap(closedByReason);
    }
}
