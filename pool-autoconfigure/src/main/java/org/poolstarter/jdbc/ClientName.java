/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.HikariConfig;
import java.util.Map;
import java.util.Properties;

/** Tells the server which pool a connection belongs to, where the driver has a property for it. */
final class ClientName {

    private static final String BESIDE = " (server facts)";

    private static final Map<String, Property> KNOWN = Map.of(
            "jdbc:postgresql:", new Property("ApplicationName", ""),
            "jdbc:mariadb:", new Property("connectionAttributes", "program_name:"),
            "jdbc:mysql:", new Property("connectionAttributes", "program_name:"),
            "jdbc:sqlserver:", new Property("applicationName", ""),
            "jdbc:oracle:", new Property("v$session.program", ""));

    private ClientName() {}

    /** Sets the property to the name of the pool, unless the URL or the configuration sets it. */
    static void apply(String pool, HikariConfig config) {
        JdbcUrl url = new JdbcUrl(config.getJdbcUrl());
        KNOWN.forEach((prefix, property) -> {
            if (config.getJdbcUrl().startsWith(prefix) && url.property(property.name()) == null) {
                config.getDataSourceProperties().putIfAbsent(property.name(), property.prefix() + pool);
            }
        });
    }

    /** Adds to the name, so that the server tells a connection beside the pool from those of the pool. */
    static void markBeside(String url, Properties properties) {
        KNOWN.forEach((prefix, property) -> {
            String name = url.startsWith(prefix) ? properties.getProperty(property.name()) : null;
            if (name != null) {
                properties.setProperty(property.name(), name + BESIDE);
            }
        });
    }

    private record Property(String name, String prefix) {}
}
