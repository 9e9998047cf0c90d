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
    private final @Nullable String family;

    private ChangeableSetting(
            String key,
            Comparable<?> least,
            @Nullable Comparable<?> greatest,
            String greatestKey,
            boolean canBeOff,
            @Nullable String family) {
        this.key = key;
        this.least = least;
        this.greatest = greatest;
        this.greatestKey = greatestKey;
        this.canBeOff = canBeOff;
        this.family = family;
    }

    /** A number from {@code least} to {@code greatest}. */
    public static ChangeableSetting count(String key, int least, int greatest) {
        return new ChangeableSetting(key, least, greatest, "", false, null);
    }

    /**
     * Numbers by name, as {@code limits[anna]}: any name may be given one, whether it has one or not.
     *
     * @param family the key before the bracket
     * @param element what stands in the bracket, for people, such as {@code account}
     */
    public static ChangeableSetting countOfEach(String family, String element, int least, int greatest) {
        return new ChangeableSetting(family + "[" + element + "]", least, greatest, "", false, family);
    }

    /** The name in the bracket of a key of this family, such as {@code anna}; null if the key is none. */
    public static @Nullable String elementOf(String key, String family) {
        boolean element = key.length() > family.length() + 2 && key.startsWith(family + "[") && key.endsWith("]");
        return element ? key.substring(family.length() + 1, key.length() - 1) : null;
    }

    /** A time of {@code least} or more. */
    public static ChangeableSetting time(String key, Duration least) {
        return new ChangeableSetting(key, least, null, "", false, null);
    }

    /** The same setting, which can also be turned off, by {@code off} or 0. */
    public ChangeableSetting orOff() {
        return new ChangeableSetting(key, least, greatest, greatestKey, true, family);
    }

    /** The same setting, whose upper bound is what this configuration key says, for people. */
    public ChangeableSetting boundBy(String configurationKey) {
        return new ChangeableSetting(key, least, greatest, configurationKey, canBeOff, family);
    }

    /** The key without the pool's prefix, such as {@code max-size}. */
    public String key() {
        return key;
    }

    /** The greatest value, an {@link Integer} or a {@link Duration}; null if there is none. */
    public @Nullable Object greatest() {
        return greatest;
    }

    /** Whether a key is of this setting. */
    boolean isFor(String candidate) {
        return (family != null) ? elementOf(candidate, family) != null : candidate.equals(key);
    }

    /** Whether there is one value for each of any number of names. */
    boolean isFamily() {
        return family != null;
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
        return parse(key, text);
    }

    /** As {@link #parse(String)}, for one key of a family. */
    Object parse(String given, String text) {
        String trimmed = text.trim().toLowerCase(Locale.ROOT);
        if (canBeOff && (trimmed.equals(OFF) || trimmed.equals("0") || trimmed.equals("0s"))) {
            return OFF;
        }
        Object value = (least instanceof Integer) ? parseCount(trimmed) : parseTime(trimmed);
        if (value == null || compare(value, least) < 0 || (greatest != null && compare(value, greatest) > 0)) {
            String remedy = greatestKey.isEmpty()
                    ? "Give a value within the bounds."
                    : "Give a value within the bounds, or raise %s and restart.".formatted(greatestKey);
            throw new InvalidOrderException(given, text, "must be " + range(), remedy);
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
