/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.core.env.MapPropertySource;

class PoolsSanitizingFunctionTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pools.jdbc.orders.password",
                "pools.jdbc.orders.hikari.password",
                "pools.jdbc.orders.hikari.data-source-properties.trustStorePassword",
                "POOLS_JDBC_ORDERS_PASSWORD"
            })
    void passwordsAreHidden(String key) {
        assertThat(shown(key, "hunter2")).isEqualTo("******");
    }

    @ParameterizedTest
    @CsvSource({
        "pools.mongo.sessions.uri, mongodb://app:hunter2@host/db, mongodb://******@host/db",
        "POOLS_MONGO_SESSIONS_URI, mongodb+srv://app:hunter2@host/db, mongodb+srv://******@host/db",
        "pools.jdbc.orders.url, jdbc:postgresql://host/db?user=app&password=hunter2&ssl=true,"
                + " jdbc:postgresql://host/db?user=app&password=******&ssl=true",
        "pools.jdbc.orders.url, jdbc:sqlserver://host;password=hunter2;encrypt=true,"
                + " jdbc:sqlserver://host;password=******;encrypt=true",
        "pools.jdbc.orders.url, jdbc:oracle:thin:app/hunter2@host:1521/db, jdbc:oracle:thin:******@host:1521/db",
        "pools.jdbc.orders.hikari.jdbc-url, jdbc:mariadb://app:hunter2@host/db, jdbc:mariadb://******@host/db"
    })
    void credentialsWithinUrlsAreHiddenAndTheRestIsShown(String key, String value, String expected) {
        assertThat(shown(key, value)).isEqualTo(expected);
    }

    @Test
    void everythingElseIsLeftToOthers() {
        assertThat(shown("pools.jdbc.orders.username", "app")).isEqualTo("app");
        assertThat(shown("spring.datasource.password", "hunter2")).isEqualTo("hunter2");
        assertThat(shown("pools.jdbc.orders.password", null)).isNull();
    }

    private static @Nullable Object shown(String key, @Nullable String value) {
        MapPropertySource source = new MapPropertySource("test", Map.of());
        return new PoolsSanitizingFunction()
                .apply(new SanitizableData(source, key, value))
                .getValue();
    }
}
