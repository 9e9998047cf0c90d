/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.env.MockEnvironment;

class PoolNamesTests {

    private final MockEnvironment environment = new MockEnvironment();

    @ParameterizedTest
    @CsvSource({
        "pools.jdbc.orders.url, pools.mongo.orders.uri, pools.jdbc.orders, pools.mongo.orders",
        "pools.jdbc.orders.url, pools.accounts.orders.profile, pools.jdbc.orders, pools.accounts.orders",
        "pools.mongo.orders.uri, pools.accounts.orders.profile, pools.mongo.orders, pools.accounts.orders"
    })
    void aNameUnderTwoBackendsIsRefused(String one, String other, String first, String second) {
        environment.withProperty(one, "x").withProperty(other, "x");

        assertThatExceptionOfType(InvalidPoolConfigurationException.class)
                .isThrownBy(() -> PoolNames.read(environment))
                .withMessage("%s and %s have the same name".formatted(first, second))
                .satisfies(failure -> assertThat(failure.remedy()).contains("rename one of the two"));
    }

    @ParameterizedTest
    @CsvSource({
        "pools.jdbc.dataSource.url, pools.jdbc.dataSource",
        "pools.mongo.mongo.uri, pools.mongo.mongo",
        "pools.accounts.mongo.profile, pools.accounts.mongo"
    })
    void aNameOfBootsOwnBeansIsRefused(String key, String pool) {
        environment.withProperty(key, "x");

        assertThatExceptionOfType(InvalidPoolConfigurationException.class)
                .isThrownBy(() -> PoolNames.read(environment))
                .withMessage(pool + " has a name that is reserved for a bean of Spring Boot");
    }

    @Test
    void aNameThatCannotBePartOfABeansNameIsRefused() {
        environment.withProperty("pools.jdbc[a.b].url", "x");

        assertThatExceptionOfType(InvalidPoolConfigurationException.class)
                .isThrownBy(() -> PoolNames.read(environment))
                .withMessage("pools.jdbc.a.b has a name that cannot be that of a pool");
    }

    @ParameterizedTest
    @ValueSource(strings = {"my-orders", "myOrders"})
    void aKeyFromTheEnvironmentBelongsToThePoolThatItCannotSpell(String name) {
        environment.withProperty("pools.jdbc." + name + ".url", "x");
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        "systemEnvironment", Map.of("POOLS_JDBC_MYORDERS_PASSWORD", "hunter2")));
        ConfigurationPropertySources.attach(environment);

        PoolsProperties pools = PoolNames.read(environment);

        assertThat(pools.getJdbc()).containsOnlyKeys(name);
        assertThat(pools.getJdbc().get(name)).extracting("password").isEqualTo("hunter2");
    }

    @Test
    void namesThatDifferInCaseAndDashesOnlyAreRefused() {
        environment.withProperty("pools.jdbc.my-orders.url", "x").withProperty("pools.jdbc.myOrders.url", "x");

        assertThatExceptionOfType(InvalidPoolConfigurationException.class)
                .isThrownBy(() -> PoolNames.read(environment))
                .withMessage("pools.jdbc.my-orders and pools.jdbc.myOrders differ in case and dashes only");
    }
}
