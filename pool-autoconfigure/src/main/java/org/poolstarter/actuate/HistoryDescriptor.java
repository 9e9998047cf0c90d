/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.actuate;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.poolstarter.advice.HistorySeries;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.Resolution;
import org.poolstarter.pool.CloseReason;
import org.poolstarter.pool.InvalidOrderException;
import org.poolstarter.pool.Pool;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The past of a pool, made for charts.
 *
 * @param pool its name
 * @param fine the recent past; absent if only the other was asked for, or nothing is kept
 * @param coarse the long past; likewise
 */
public record HistoryDescriptor(
        String pool, @Nullable Series fine, @Nullable Series coarse) implements OperationResponseBody {

    /**
     * What is kept of a pool.
     *
     * @param resolution {@code fine} or {@code coarse}; null for both
     * @param since an instant in ISO-8601 or in milliseconds since 1970, exclusive; null for all there is
     * @throws InvalidOrderException if one of the two cannot be read
     */
    static HistoryDescriptor of(Pool pool, PoolMonitor monitor, @Nullable String resolution, @Nullable String since) {
        Instant after = (since != null) ? instant(since) : Instant.EPOCH;
        Map<Resolution, Series> series = new EnumMap<>(Resolution.class);
        for (Resolution wanted : resolutions(resolution)) {
            monitor.history(pool, wanted, after).ifPresent(kept -> series.put(wanted, Series.of(kept)));
        }
        return new HistoryDescriptor(pool.name(), series.get(Resolution.FINE), series.get(Resolution.COARSE));
    }

    private static List<Resolution> resolutions(@Nullable String word) {
        if (word == null) {
            return List.of(Resolution.values());
        }
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "fine" -> List.of(Resolution.FINE);
            case "coarse" -> List.of(Resolution.COARSE);
            default ->
                throw new InvalidOrderException("resolution", word, "must be fine or coarse", "Leave it out for both.");
        };
    }

    private static Instant instant(String text) {
        try {
            return text.chars().allMatch(Character::isDigit)
                    ? Instant.ofEpochMilli(Long.parseLong(text))
                    : Instant.parse(text);
        } catch (DateTimeParseException | NumberFormatException ex) {
            throw new InvalidOrderException(
                    "since", text, "must be an instant", "Write 2026-11-21T12:00:00Z or milliseconds since 1970.");
        }
    }

    /**
     * Points, oldest first: every list is as long as {@code at}.
     *
     * @param everySeconds how far the points are apart; farther where the application stalled
     * @param keepSeconds how long a point is kept
     * @param at when the interval of each point ended, in milliseconds since 1970
     * @param values by field; null where nothing was recorded
     * @param closedByReason connections closed in each interval; absent where the pool does not tell
     */
    public record Series(
            double everySeconds,
            double keepSeconds,
            List<Long> at,
            Map<String, List<@Nullable Number>> values,
            Map<CloseReason, List<@Nullable Number>> closedByReason) {

        private static final double MILLIS = 1_000.0;

        static Series of(HistorySeries series) {
            Map<String, List<@Nullable Number>> values = new LinkedHashMap<>();
            series.values().forEach((field, numbers) -> values.put(field.key(), numbers));
            return new Series(
                    series.every().toMillis() / MILLIS,
                    series.keep().toMillis() / MILLIS,
                    series.at(),
                    values,
                    new TreeMap<>(series.closedByReason()));
        }
    }
}
