/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a driver names the time to connect and the time of one read.
 *
 * @param urlPrefix how its URLs begin
 * @param connect the properties that bound connecting; the first one is the main one
 * @param socket the properties that bound a read; the first one is the main one
 */
record DriverProperties(String urlPrefix, List<Property> connect, List<Property> socket) {

    /** The origin of a timeout that the URL sets, after the prefix of the pool; with the name of the property. */
    static final String IN_URL = "url (%s)";

    /** The origin of a timeout that a native property sets, after the prefix of the pool and before the name of the property. */
    static final String NATIVE = "hikari.data-source-properties.";

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

    /**
     * How a timeout gets another value that the URL or a native property of the driver has set, which beat every key.
     *
     * @param url of the pool; null where it is reached by none
     * @param origin of the setting
     * @return such as {@code connectTimeout=10 in pools.jdbc.orders.url}; null where neither has set it
     */
    static @Nullable String assignment(@Nullable String url, String origin, Object value) {
        DriverProperties driver = (url != null) ? of(url) : null;
        if (driver == null || !(value instanceof Duration time)) {
            return null;
        }
        for (Property property : List.of(driver.connect.get(0), driver.socket.get(0))) {
            if (origin.endsWith(IN_URL.formatted(property.name()))) {
                return "%s=%s in %s"
                        .formatted(property.name(), property.format(time), origin.substring(0, origin.indexOf(" (")));
            }
            if (origin.endsWith(NATIVE + property.name())) {
                return "%s=%s".formatted(origin, property.format(time));
            }
        }
        return null;
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
