/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a driver names the time to connect and the time of one read.
 *
 * @param urlPrefix how its URLs begin
 * @param connect the properties that bound connecting; the first one is the main one
 * @param socket the properties that bound a read; the first one is the main one
 */
record DriverProperties(String urlPrefix, List<Property> connect, List<Property> socket) {

    /** The origin of a property that is a part of something: of what, such as the key of a URL, and its name. */
    private static final Pattern PART = Pattern.compile("(.+) \\((.+)\\)");

    /** The origin of a property that has a key of its own, which ends with its name. */
    private static final Pattern KEY = Pattern.compile(".+\\.data-source-properties\\.(.+)");

    private static final List<DriverProperties> KNOWN = List.of(
            /* connectTimeout ends with the TCP handshake; a server that accepts and stays silent is up to loginTimeout */
            new DriverProperties(
                    "jdbc:postgresql:",
                    List.of(inSeconds("connectTimeout"), inSeconds("loginTimeout")),
                    List.of(inSeconds("socketTimeout"))),
            new DriverProperties(
                    "jdbc:mariadb:", List.of(inMillis("connectTimeout")), List.of(inMillis("socketTimeout"))),
            new DriverProperties(
                    "jdbc:mysql:", List.of(inMillis("connectTimeout")), List.of(inMillis("socketTimeout"))),
            new DriverProperties(
                    "jdbc:sqlserver:", List.of(inSeconds("loginTimeout")), List.of(inMillis("socketTimeout"))),
            new DriverProperties(
                    "jdbc:oracle:",
                    List.of(inMillis("oracle.net.CONNECT_TIMEOUT")),
                    List.of(inMillis("oracle.jdbc.ReadTimeout"))));

    /** The properties of the driver of this URL; null if they are not known or it has none, as an embedded database. */
    static @Nullable DriverProperties of(String url) {
        return KNOWN.stream()
                .filter(driver -> url.startsWith(driver.urlPrefix))
                .findFirst()
                .orElse(null);
    }

    /** The origin of a property that is a part of what is set at this place, such as {@code pools.jdbc.orders.url}. */
    static String partOf(String place, String property) {
        return "%s (%s)".formatted(place, property);
    }

    /**
     * How a property of the driver gets another value where the URL or a property has set it, which beat every key.
     *
     * @param url of the pool; null where it is reached by none
     * @param origin of the setting
     * @return such as {@code connectTimeout=10 in pools.jdbc.orders.url}; null where neither has set it
     */
    static @Nullable String assignment(@Nullable String url, String origin, Object value) {
        Matcher part = PART.matcher(origin);
        Matcher key = KEY.matcher(origin);
        String name = part.matches() ? part.group(2) : key.matches() ? key.group(1) : null;
        Object written = (name != null) ? written(url, name, value) : null;
        if (written == null) {
            return null;
        }
        return part.matches()
                ? "%s=%s in %s".formatted(name, written, part.group(1))
                : "%s=%s".formatted(origin, written);
    }

    /* As the driver reads it; null for a time whose unit is not known. */
    private static @Nullable Object written(@Nullable String url, String name, Object value) {
        if (!(value instanceof Duration time)) {
            return value;
        }
        DriverProperties driver = (url != null) ? of(url) : null;
        return (driver == null)
                ? null
                : Stream.concat(driver.connect.stream(), driver.socket.stream())
                        .filter(property -> property.name().equals(name))
                        .map(property -> property.format(time))
                        .findFirst()
                        .orElse(null);
    }

    private static Property inSeconds(String name) {
        return new Property(name, Duration.ofSeconds(1));
    }

    private static Property inMillis(String name) {
        return new Property(name, Duration.ofMillis(1));
    }

    /** A property whose value is a whole number of units. */
    record Property(String name, Duration unit) {

        /** The value, rounded up to a whole unit. */
        String format(Duration duration) {
            long unitNanos = unit.toNanos();
            return String.valueOf((duration.toNanos() + unitNanos - 1) / unitNanos);
        }

        /** The property with this value. */
        String assign(Duration duration) {
            return name + "=" + format(duration);
        }

        /** What a value means: a duration, or the text itself where it is no number. */
        Object parse(String value) {
            try {
                return unit.multipliedBy(Long.parseLong(value.trim()));
            } catch (NumberFormatException ex) {
                return value;
            }
        }
    }
}
