/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.pool;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A setting that can be given another value while its pool runs, and the hard bounds of that value.
 *
 * <p>Values are an {@link Integer}, a {@link Duration}, or {@link #OFF}.
 */
public final class ChangeableSetting {

    /** The value of a setting that is turned off. */
    public static final String OFF = "off";

    private static final Pattern TIME = Pattern.compile("(\\d{1,15})(ms|s|m|h|d)");

    private final String key;
    private final Comparable<?> least;
    private final @Nullable Comparable<?> greatest;
    private final String greatestKey;
    private final boolean canBeOff;

    private ChangeableSetting(
            String key, Comparable<?> least, @Nullable Comparable<?> greatest, String greatestKey, boolean canBeOff) {
        this.key = key;
        this.least = least;
        this.greatest = greatest;
        this.greatestKey = greatestKey;
        this.canBeOff = canBeOff;
    }

    /** A number from {@code least} to {@code greatest}. */
    public static ChangeableSetting count(String key, int least, int greatest) {
        return new ChangeableSetting(key, least, greatest, "", false);
    }

    /** A time of {@code least} or more. */
    public static ChangeableSetting time(String key, Duration least) {
        return new ChangeableSetting(key, least, null, "", false);
    }

    /** The same setting, which can also be turned off, by {@code off} or 0. */
    public ChangeableSetting orOff() {
        return new ChangeableSetting(key, least, greatest, greatestKey, true);
    }

    /** The same setting, whose upper bound is what this configuration key says, for people. */
    public ChangeableSetting boundBy(String configurationKey) {
        return new ChangeableSetting(key, least, greatest, configurationKey, canBeOff);
    }

    /** The key without the pool's prefix, such as {@code max-size}. */
    public String key() {
        return key;
    }

    /** What a value has to be, for people, such as {@code 1 to 40} or {@code 10s or more, or off}. */
    public String range() {
        String range = (greatest != null) ? text(least) + " to " + text(greatest) : text(least) + " or more";
        return canBeOff ? range + ", or off" : range;
    }

    /**
     * Reads a value and checks its bounds.
     *
     * @throws InvalidOrderException if it is none, or out of its bounds
     */
    Object parse(String text) {
        String trimmed = text.trim().toLowerCase(Locale.ROOT);
        if (canBeOff && (trimmed.equals(OFF) || trimmed.equals("0") || trimmed.equals("0s"))) {
            return OFF;
        }
        Object value = (least instanceof Integer) ? parseCount(trimmed) : parseTime(trimmed);
        if (value == null || compare(value, least) < 0 || (greatest != null && compare(value, greatest) > 0)) {
            String remedy = greatestKey.isEmpty()
                    ? "Give a value within the bounds."
                    : "Give a value within the bounds, or raise %s and restart.".formatted(greatestKey);
            throw new InvalidOrderException(key, text, "must be " + range(), remedy);
        }
        return value;
    }

    private static @Nullable Integer parseCount(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException ex) {
            return null;
        }
    }

    private static @Nullable Duration parseTime(String text) {
        Matcher matcher = TIME.matcher(text);
        try {
            if (!matcher.matches()) {
                return text.startsWith("p") ? Duration.parse(text) : null;
            }
            long count = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
        } catch (DateTimeParseException | ArithmeticException ex) {
            return null; // too great, or not ISO 8601
        }
    }

    private static int compare(Object value, Comparable<?> bound) {
        return (value instanceof Integer count)
                ? count.compareTo((Integer) bound)
                : ((Duration) value).compareTo((Duration) bound);
    }

    /** A value as people write it: a time with its greatest whole unit, all else as it is. */
    static String text(Object value) {
        return (value instanceof Duration duration) ? ReadableDuration.of(duration) : String.valueOf(value);
    }
}
