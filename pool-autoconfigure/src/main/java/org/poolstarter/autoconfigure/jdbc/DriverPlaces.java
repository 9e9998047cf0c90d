/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import com.zaxxer.hikari.HikariConfig;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.poolstarter.jdbc.DriverTimeouts;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/**
 * Where the driver of a data source that is not ours is told something, for people: the key, or words where code sets it.
 *
 * @param url where the URL was set
 * @param prefix what the keys of the properties begin with
 * @param keys the names of the properties that have a key
 */
record DriverPlaces(String url, String prefix, Set<String> keys) {

    /**
     * Looks for the keys whose values are in force.
     *
     * @param bound the prefix of what is bound to the data source; null if nothing is
     */
    static DriverPlaces of(@Nullable String bound, Environment environment, HikariConfig config) {
        if (bound == null) {
            return new DriverPlaces("its URL", "", Set.of());
        }
        Binder binder = Binder.get(environment);
        String prefix = bound + ".data-source-properties";
        return new DriverPlaces(
                urlKeys(bound)
                        .filter(key -> binder.bind(name(key), Bindable.of(String.class))
                                .orElse("")
                                .equals(config.getJdbcUrl()))
                        .findFirst()
                        .orElse("its URL"),
                prefix,
                binder.bind(name(prefix), Bindable.of(Properties.class))
                        .orElseGet(Properties::new)
                        .stringPropertyNames());
    }

    /* HikariCP's own, and that of Boot's properties of a data source, of which what is bound to HikariCP is a part. */
    private static Stream<String> urlKeys(String bound) {
        int end = bound.lastIndexOf('.');
        return (end > 0)
                ? Stream.of(bound + ".jdbc-url", bound.substring(0, end) + ".url")
                : Stream.of(bound + ".jdbc-url");
    }

    private static ConfigurationPropertyName name(String key) {
        return ConfigurationPropertyName.adapt(key, '.');
    }

    /** Where this property was set. */
    String of(String property) {
        return keys.contains(property)
                ? prefix + "." + property
                : DriverTimeouts.partOf("its driver's properties", property);
    }
}
