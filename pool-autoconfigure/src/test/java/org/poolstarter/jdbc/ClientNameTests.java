/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each driver is told; that the servers see it is tested where there is one. */
class ClientNameTests {

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db/orders, ApplicationName, orders",
        "jdbc:mariadb://db/orders, connectionAttributes, program_name:orders",
        "jdbc:mysql://db/orders, connectionAttributes, program_name:orders",
        "jdbc:sqlserver://db;databaseName=orders, applicationName, orders",
        "jdbc:oracle:thin:@db:1521/orders, v$session.program, orders"
    })
    void theDriverIsToldTheNameOfThePoolByItsOwnProperty(String url, String property, String value) {
        assertThat(propertiesOf(url)).containsOnly(Map.entry(property, value));
    }

    @Test
    void aDriverWithoutSuchAPropertyIsToldNothing() {
        assertThat(propertiesOf("jdbc:h2:mem:orders")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db/orders?ApplicationName=billing",
        "jdbc:mariadb://db/orders?connectionAttributes=program_name:billing",
        "jdbc:sqlserver://db;applicationName=billing"
    })
    void aNameInTheUrlStays(String url) {
        assertThat(propertiesOf(url)).isEmpty();
    }

    @Test
    void aNameInTheConfigurationStays() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://db/orders");
        config.addDataSourceProperty("ApplicationName", "billing");
        ClientName.apply("orders", config);
        assertThat(config.getDataSourceProperties()).containsOnly(Map.entry("ApplicationName", "billing"));
    }

    private static Map<Object, Object> propertiesOf(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        ClientName.apply("orders", config);
        return config.getDataSourceProperties();
    }
}
