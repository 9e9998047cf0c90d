/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.util.DriverDataSource;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.poolstarter.jdbc.DriverProperties.Property;

/**
 * How connections of the driver are made. The two timeouts the driver keeps can be changed for connections that are opened
 * afterwards, unless the URL sets them, which the driver prefers.
 */
final class DriverSource {

    private final HikariConfig config;
    private final JdbcUrl url;
    private final @Nullable DriverProperties names;

    private final int firstSocketTimeoutMillis;

    /* Guarded by this. */
    private final Properties properties = new Properties();

    /** Copies what the configuration says. */
    DriverSource(HikariConfig config) {
        this.config = config;
        this.url = new JdbcUrl(config.getJdbcUrl());
        this.names = DriverProperties.of(config.getJdbcUrl());
        this.properties.putAll(config.getDataSourceProperties());
        this.firstSocketTimeoutMillis = socketTimeoutMillis();
    }

    /**
     * A source of connections with the properties of this moment.
     *
     * @throws InvalidJdbcSettingException if no driver takes the URL
     */
    synchronized DataSource open() {
        return open(properties);
    }

    /**
     * A source of connections for a moment, which say that they are none of the pool's.
     *
     * @param limit how long connecting and each read may take, unless the URL says otherwise
     */
    synchronized DataSource openBeside(Duration limit) {
        Properties beside = new Properties();
        beside.putAll(properties);
        if (names != null) {
            List.of(connect(), socket())
                    .forEach(of -> of.forEach(property -> beside.setProperty(property.name(), property.format(limit))));
        }
        ClientName.markBeside(config.getJdbcUrl(), beside);
        return open(beside);
    }

    private DataSource open(Properties with) {
        try {
            return new DriverDataSource(
                    config.getJdbcUrl(), config.getDriverClassName(), with, config.getUsername(), config.getPassword());
        } catch (RuntimeException ex) { // HikariCP throws no narrower type
            throw new InvalidJdbcSettingException(
                    "url", "must be one that a driver on the class path accepts but is " + url);
        }
    }

    List<Property> connect() {
        return changeable((names != null) ? names.connect() : List.of());
    }

    List<Property> socket() {
        return changeable((names != null) ? names.socket() : List.of());
    }

    private List<Property> changeable(List<Property> all) {
        return all.stream().anyMatch(property -> url.property(property.name()) != null) ? List.of() : all;
    }

    /** The value in force; null if the driver's own default is. */
    synchronized @Nullable Duration value(List<Property> of) {
        String text = properties.getProperty(of.get(0).name());
        Object value = (text != null) ? of.get(0).parse(text) : null;
        return (value instanceof Duration duration && !duration.isZero()) ? duration : null;
    }

    /** The socket timeout that the pool began with, 0 for none. */
    int firstSocketTimeoutMillis() {
        return firstSocketTimeoutMillis;
    }

    /** The socket timeout in force, 0 for none. */
    int socketTimeoutMillis() {
        Duration value = (names != null) ? value(names.socket()) : null;
        return (value != null) ? Math.toIntExact(value.toMillis()) : 0;
    }

    synchronized void set(List<Property> of, @Nullable Duration value) {
        for (Property property : of) {
            if (value != null) {
                properties.setProperty(property.name(), property.format(value));
            } else {
                properties.remove(property.name());
            }
        }
    }
}
