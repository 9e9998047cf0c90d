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
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.core.env.MapPropertySource;

class PoolsSanitizingFunctionTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pools.jdbc.orders.password",
                "pools.jdbc.orders.pgbouncer.password",
                "pools.jdbc.orders.hikari.password",
                "pools.jdbc.orders.hikari.data-source-properties.trustStorePassword",
                "pools.jdbc.orders.hikari.data-source-properties.passphrase",
                "pools.jdbc.orders.hikari.data-source-properties.anything",
                "POOLS_JDBC_ORDERS_PASSWORD",
                "POOLS_JDBC_ORDERS_HIKARI_DATASOURCEPROPERTIES_SSLKEY"
            })
    void secretsAndPropertiesOfDriversAreHidden(String key) {
        assertThat(shown(key, "hunter2")).isEqualTo("******");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://app:hunter2@host/db",
                "mongodb://app:pa/hunter2@host/db",
                "mongodb://host/db?authMechanismProperties=AWS_SESSION_TOKEN:hunter2",
                "jdbc:postgresql://host/db?user=app&password=hunter2&ssl=true",
                "jdbc:sqlserver://host;password={a;hunter2};encrypt=true",
                "jdbc:oracle:thin:app/ti@hunter2@//host:1521/db",
                "jdbc:mariadb://address=(host=h)(password=hunter2)/db",
                "jdbc:mysql://(host=h,password=hunter2)/db",
                "jdbc:mysql://root:pa/hunter2@host/db"
            })
    void anUrlThatMayHoldASecretIsHidden(String url) {
        for (String key : new String[] {
            "pools.jdbc.orders.url",
            "pools.jdbc.orders.hikari.jdbc-url",
            "pools.jdbc.orders.pgbouncer.admin-url",
            "pools.jdbc.orders.pgbouncer.direct-url",
            "pools.mongo.m.uri",
            "POOLS_MONGO_M_URI"
        }) {
            assertThat(shown(key, url)).isEqualTo("******");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://host:5432/db?ssl=true", "mongodb://a,b,c/db?replicaSet=rs"})
    void anUrlThatHoldsNoneIsShown(String url) {
        assertThat(shown("pools.jdbc.orders.url", url)).isEqualTo(url);
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
