/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.poolstarter.interop.shop.ShopApplication;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** datasource-micrometer observes the data sources around ours, and ours are watched all the same. */
class DataSourceMicrometerTests {

    @Test
    void poolsAreWatchedBehindItsProxies() {
        try (ConfigurableApplicationContext shop = SpringApplication.run(
                ShopApplication.class,
                "--jdbc.datasource-proxy.enabled=true",
                "--spring.datasource.url=" + Databases.create("observed"),
                "--spring.datasource.username=postgres",
                "--pools.jdbc.archive.url=jdbc:h2:mem:observed")) {
            assertThat(shop.getBean("archiveJdbcClient", JdbcClient.class)
                            .sql("select 7")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(7);

            Http pools = Http.get(shop, "/actuator/pools");
            assertThat(pools.at("$.pools.keys()")).isEqualTo(Set.of("dataSource", "archive"));
            assertThat(pools.at("$.pools.dataSource.limits.max-size.origin")).isEqualTo("medium");
            assertThat((Integer) pools.at("$.pools.dataSource.totals.acquired")).isPositive();
            assertThat((Integer) pools.at("$.pools.archive.totals.acquired")).isPositive();
            assertThat(shop.getBeansOfType(DataSource.class)).hasSize(2).allSatisfy((name, dataSource) -> {
                assertThat(AopUtils.isAopProxy(dataSource)).as("its proxy").isTrue();
                assertThat(DataSourceUnwrapper.unwrapRoot(dataSource)).isInstanceOf(HikariDataSource.class);
            });

            MeterRegistry registry = shop.getBean(MeterRegistry.class);
            assertThat(registry.find("jdbc.query").timers())
                    .as("its observations")
                    .isNotEmpty();
            assertThat(registry.find("hikaricp.connections.max").gauges()).hasSize(2);
            assertThat(Http.get(shop, "/actuator/health").at("$.components.keys()"))
                    .asString()
                    .contains("pools")
                    .doesNotContain("db");
        }
    }
}
