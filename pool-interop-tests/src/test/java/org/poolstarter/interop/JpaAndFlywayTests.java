/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.poolstarter.interop.shop.ShopApplication;
import org.poolstarter.interop.shop.ShopFacts;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An application of ten beans with JPA and Flyway passes the same checks with and without the starter. */
class JpaAndFlywayTests {

    @Test
    void itWorksWithoutTheStarter() throws SQLException {
        try (ConfigurableApplicationContext shop = start(boots("alone", "--pools.enabled=false"))) {
            itWorks(shop, "alone");
        }
    }

    @Test
    void itWorksOnBootsDataSource() throws SQLException {
        try (ConfigurableApplicationContext shop = start(boots("boots"))) {
            itWorks(shop, "boots");
            assertThat(pools(shop).at("$.pools.keys()")).isEqualTo(Set.of("dataSource"));
            assertThat(pools(shop).at("$.pools.dataSource.limits.max-size.value"))
                    .isEqualTo(15);
        }
    }

    @Test
    void itWorksOnBootsDataSourceWithNamedPoolsBesideIt() throws SQLException {
        String[] arguments = boots(
                "beside",
                "--pools.jdbc.reports.url=" + Databases.create("reports"),
                "--pools.jdbc.reports.username=postgres",
                "--pools.jdbc.archive.url=jdbc:h2:mem:archive");
        try (ConfigurableApplicationContext shop = start(arguments)) {
            itWorks(shop, "beside");
            assertThat(pools(shop).at("$.pools.keys()")).isEqualTo(Set.of("dataSource", "reports", "archive"));
            assertThat(shop.getBean("reportsJdbcClient", JdbcClient.class)
                            .sql("select current_database()")
                            .query(String.class)
                            .single())
                    .isEqualTo("reports");
        }
    }

    @Test
    void itWorksOnASingleNamedPool() throws SQLException {
        try (ConfigurableApplicationContext shop =
                start("--pools.jdbc.shop.url=" + Databases.create("named"), "--pools.jdbc.shop.username=postgres")) {
            assertThat(pools(shop).at("$.pools.shop.totals.nested"))
                    .as("Flyway takes connections while it holds one")
                    .isNotEqualTo(0);
            assertThat(Http.get(shop, "/actuator/pools/shop/doctor").at("$.rules.request-threads-nested"))
                    .as("which no request does")
                    .isEqualTo("ok");

            itWorks(shop, "named");
            assertThat(pools(shop).at("$.pools.keys()")).isEqualTo(Set.of("shop"));
        }
    }

    @Test
    void itWorksOnThePrimaryOfNamedPools() throws SQLException {
        try (ConfigurableApplicationContext shop = start(
                "--pools.jdbc.shop.url=" + Databases.create("main"),
                "--pools.jdbc.shop.username=postgres",
                "--pools.jdbc.shop.primary=true",
                "--pools.jdbc.archive.url=jdbc:h2:mem:other")) {
            itWorks(shop, "main");
        }
    }

    private static void itWorks(ConfigurableApplicationContext shop, String database) throws SQLException {
        ShopFacts facts = shop.getBean(ShopFacts.class);
        assertThat(facts.databases()).as("databases").hasSize(5).containsOnly(database);
        assertThat(facts.transactionManager()).isEqualTo("JpaTransactionManager");

        assertThat(Http.send(shop, "POST", "/customers/ada")).isEqualTo(new Http(200, "ada"));
        assertThat(Http.get(shop, "/customers/ada").body()).isEqualTo("1");
        assertThat(Http.get(shop, "/customers/first").body()).isEqualTo("1");

        assertThat(Http.send(shop, "POST", "/customers/%20").status()).isEqualTo(400);
        JdbcClient client = shop.getBean(JdbcClient.class);
        assertThat(count(client, "customer")).as("rolled back").isEqualTo(2);
        assertThat(count(client, "audit")).as("rolled back with it").isEqualTo(2);
        assertThat(count(client, "flyway_schema_history")).isEqualTo(1);
        assertThat(Http.get(shop, "/actuator/health").status()).isEqualTo(200);
    }

    private static long count(JdbcClient client, String table) {
        return client.sql("select count(*) from " + table).query(Long.class).single();
    }

    private static Http pools(ConfigurableApplicationContext shop) {
        return Http.get(shop, "/actuator/pools");
    }

    private static String[] boots(String database, String... more) {
        return Stream.concat(
                        Stream.of(
                                "--spring.datasource.url=" + Databases.create(database),
                                "--spring.datasource.username=postgres"),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        return SpringApplication.run(ShopApplication.class, arguments);
    }
}
