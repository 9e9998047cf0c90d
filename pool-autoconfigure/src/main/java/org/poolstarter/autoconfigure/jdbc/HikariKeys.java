/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import java.util.EnumMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/** The settings of HikariCP that the user has set by key. */
final class HikariKeys {

    private HikariKeys() {}

    /**
     * The settings and their values.
     *
     * @param prefix what is bound to a data source, such as {@code spring.datasource.hikari}
     * @throws org.springframework.boot.context.properties.bind.BindException if a value is no number; binding it to the
     *     data source has failed before, then
     */
    static Map<HikariSetting, Long> under(String prefix, Environment environment) {
        Binder binder = Binder.get(environment);
        Map<HikariSetting, Long> values = new EnumMap<>(HikariSetting.class);
        for (HikariSetting setting : HikariSetting.values()) {
            binder.bind(name(prefix, setting), Bindable.of(Long.class)).ifBound(value -> values.put(setting, value));
        }
        return values;
    }

    private static ConfigurationPropertyName name(String prefix, HikariSetting setting) {
        return ConfigurationPropertyName.adapt(prefix + "." + setting.nativeKey(), '.');
    }
}
