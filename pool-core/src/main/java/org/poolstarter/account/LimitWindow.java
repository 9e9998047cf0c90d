/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lower limits at certain hours. While a window is open its limits hold where they are lower than what is set otherwise; of
 * several open ones the lowest.
 *
 * @param name what it is called, not empty
 * @param from when it opens
 * @param to when it closes; earlier than {@code from} for one that lasts past midnight
 * @param zone where these times hold
 * @param days the days on which it opens; empty for every day
 * @param maxSize clients in all, 1 or more; null for no such limit
 * @param maxPerAccount clients of any one account, 1 or more, whatever limit it has of its own; null for no such limit
 */
public record LimitWindow(
        String name,
        LocalTime from,
        LocalTime to,
        ZoneId zone,
        Set<DayOfWeek> days,
        @Nullable Integer maxSize,
        @Nullable Integer maxPerAccount) {

    public LimitWindow {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name must not be empty");
        }
        if (from.equals(to)) {
            throw new IllegalArgumentException("to must differ from from (%s) but is %s".formatted(from, to));
        }
        if (maxSize == null && maxPerAccount == null) {
            throw new IllegalArgumentException("max-size must be set, or max-per-account");
        }
        requirePositive("max-size", maxSize);
        requirePositive("max-per-account", maxPerAccount);
        days = Set.copyOf(days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days);
    }

    /** Whether it is open at a time. */
    public boolean isOpen(Instant time) {
        ZonedDateTime local = time.atZone(zone);
        LocalTime clock = local.toLocalTime();
        DayOfWeek day = local.getDayOfWeek();
        if (from.isBefore(to)) {
            return days.contains(day) && !clock.isBefore(from) && clock.isBefore(to);
        }
        return (days.contains(day) && !clock.isBefore(from)) || (days.contains(day.minus(1)) && clock.isBefore(to));
    }

    /** A time at which it may open or close, after the one given. */
    Instant nextLook(Instant time) {
        Instant opens = next(from, time);
        Instant closes = next(to, time);
        return opens.isBefore(closes) ? opens : closes;
    }

    private Instant next(LocalTime clock, Instant time) {
        ZonedDateTime local = time.atZone(zone);
        ZonedDateTime today = local.toLocalDate().atTime(clock).atZone(zone);
        return (today.isAfter(local)
                        ? today
                        : local.toLocalDate().plusDays(1).atTime(clock).atZone(zone))
                .toInstant();
    }

    private static void requirePositive(String key, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw new IllegalArgumentException(key + " must be at least 1 but is " + value);
        }
    }
}
