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
