/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.baomidou.dynamic.datasource.DynamicRoutingDataSource;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.poolstarter.interop.shop.ShopApplication;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** dynamic-datasource makes one data source that routes to many, which are no beans. */
class DynamicDataSourceTests {

    @Test
    void itsRoutingDataSourceStaysThePrimaryBesideANamedPool() {
        try (ConfigurableApplicationContext shop = SpringApplication.run(
                ShopApplication.class,
                "--spring.datasource.dynamic.enabled=true",
                "--spring.datasource.dynamic.primary=master",
                "--spring.datasource.dynamic.datasource.master.url=" + Databases.create("master"),
                "--spring.datasource.dynamic.datasource.master.username=postgres",
                "--spring.datasource.dynamic.datasource.replica.url=jdbc:h2:mem:replica",
                "--pools.jdbc.archive.url=jdbc:h2:mem:dynamic",
                "--pools.jdbc.archive.slow-query-threshold=1ms")) {
            assertThat(shop.getBean(DataSource.class)).isInstanceOf(DynamicRoutingDataSource.class);
            assertThat(Http.get(shop, "/customers/first").body()).isEqualTo("1");
            assertThat(Http.get(shop, "/actuator/pools").at("$.pools.keys()")).isEqualTo(Set.of("archive"));
            shop.getBean("archiveJdbcClient", JdbcClient.class)
                    .sql("select sum(x) from system_range(1, 300000)")
                    .query(Long.class)
                    .single();
            assertThat((Integer) Http.get(shop, "/actuator/pools").at("$.pools.archive.totals.slowQueries"))
                    .isPositive();
            assertThat(Http.get(shop, "/actuator/health").at("$.components.keys()"))
                    .as("nobody else reports on what it routes to")
                    .asString()
                    .contains("db");
        }
    }
}
