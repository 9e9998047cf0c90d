/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.sql.DataSource;
import net.ttddyy.observation.boot.autoconfigure.JdbcProperties.DataSourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.poolstarter.interop.shop.ShopApplication;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** datasource-micrometer observes the data sources around ours, and ours are watched all the same. */
class DataSourceMicrometerTests {

    @ParameterizedTest
    @EnumSource
    void poolsAreWatchedAndCanBeUnwrappedBehindEachKindOfItsProxies(DataSourceType type) throws SQLException {
        String database = "proxies_" + type.name().toLowerCase(Locale.ROOT);
        try (ConfigurableApplicationContext shop = start(type, database)) {
            assertThat(shop.getBeansOfType(DataSource.class)).containsOnlyKeys("dataSource", "archiveDataSource");
            for (String name : List.of("dataSource", "archiveDataSource")) {
                DataSource proxy = shop.getBean(name, DataSource.class);
                assertThat(proxy).as("%s of the context", name).isNotInstanceOf(HikariDataSource.class);
                assertThat(proxy.isWrapperFor(HikariDataSource.class)).isTrue();
                assertThat(proxy.unwrap(HikariDataSource.class).getMaximumPoolSize())
                        .as("size of the pool behind %s", name)
                        .isEqualTo(15);
            }
            assertThat(observed(shop)).containsExactlyInAnyOrder(database, "archive");
            assertWatched(shop);
        }
    }

    @Test
    void beansThatItIsToldToExcludeStayWhatTheyAre() {
        try (ConfigurableApplicationContext shop = start(
                DataSourceType.SPRING_PROXY,
                "excluded",
                "--jdbc.excluded-data-source-bean-names=dataSource,archiveDataSource")) {
            assertThat(shop.getBeansOfType(HikariDataSource.class)).containsOnlyKeys("dataSource", "archiveDataSource");
            assertThat(observed(shop)).isEmpty();
            assertWatched(shop);
        }
    }

    /** Has used both pools once. */
    private static ConfigurableApplicationContext start(DataSourceType type, String database, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--jdbc.datasource-proxy.enabled=true",
                "--jdbc.datasource-proxy.type=" + type,
                "--spring.datasource.url=" + Databases.create(database),
                "--spring.datasource.username=postgres",
                "--pools.jdbc.archive.url=jdbc:h2:mem:" + database,
                "--pools.jdbc.archive.slow-query-threshold=1ms"));
        arguments.addAll(List.of(more));
        ConfigurableApplicationContext shop =
                SpringApplication.run(ShopApplication.class, arguments.toArray(String[]::new));
        assertThat(shop.getBean("archiveJdbcClient", JdbcClient.class)
                        .sql("select 7")
                        .query(Integer.class)
                        .single())
                .isEqualTo(7);
        shop.getBean("archiveJdbcClient", JdbcClient.class)
                .sql("select sum(x) from system_range(1, 300000)")
                .query(Long.class)
                .single();
        return shop;
    }

    /** What it calls the data sources of which it has observed a query. */
    private static List<String> observed(ConfigurableApplicationContext shop) {
        return shop.getBean(MeterRegistry.class).find("jdbc.query").timers().stream()
                .map(timer -> timer.getId().getTag("jdbc.datasource.name"))
                .toList();
    }

    private static void assertWatched(ConfigurableApplicationContext shop) {
        Http pools = Http.get(shop, "/actuator/pools");
        assertThat(pools.at("$.pools.keys()")).isEqualTo(Set.of("dataSource", "archive"));
        assertThat(pools.at("$.pools.dataSource.limits.max-size.origin")).isEqualTo("medium");
        assertThat((Integer) pools.at("$.pools.dataSource.totals.acquired")).isPositive();
        assertThat((Integer) pools.at("$.pools.archive.totals.acquired")).isPositive();
        assertThat((Integer) pools.at("$.pools.archive.totals.slowQueries"))
                .as("what our own proxy sees, underneath the pool")
                .isPositive();

        MeterRegistry registry = shop.getBean(MeterRegistry.class);
        assertThat(registry.find("hikaricp.connections.max").gauges()).hasSize(2);
        for (String pool : List.of("dataSource", "archive")) {
            assertThat(registry.get("pool.max").tag("pool", pool).gauge().value())
                    .isEqualTo(15);
            await().untilAsserted(() -> assertThat(registry.get("pool.acquire")
                            .tag("pool", pool)
                            .timer()
                            .count())
                    .isPositive());
        }
        assertThat(Http.get(shop, "/actuator/health").at("$.components.keys()"))
                .asString()
                .contains("pools")
                .doesNotContain("db");
    }
}
