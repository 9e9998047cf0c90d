/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.poolstarter.autoconfigure.jdbc.JdbcContexts.h2;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.poolstarter.autoconfigure.health.PoolsHealthAutoConfiguration;
import org.poolstarter.jdbc.JdbcPool;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.jdbc.autoconfigure.health.DataSourceHealthContributorAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.metrics.DataSourcePoolMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What Boot's own observers of data sources see of a named pool. */
@ExtendWith(OutputCaptureExtension.class)
class JdbcObserversTests {

    private final ApplicationContextRunner runner = JdbcContexts.runner()
            .withConfiguration(AutoConfigurations.of(
                    PoolsHealthAutoConfiguration.class,
                    DataSourceHealthContributorAutoConfiguration.class,
                    HealthContributorAutoConfiguration.class,
                    HealthContributorRegistryAutoConfiguration.class,
                    HealthEndpointAutoConfiguration.class))
            .withPropertyValues(h2("orders", "archive"))
            .withPropertyValues("pools.jdbc.orders.primary=true");

    @Test
    void bootsMetersOfHikariStayBesideOurCounts() {
        runner.withConfiguration(AutoConfigurations.of(
                        MetricsAutoConfiguration.class, DataSourcePoolMetricsAutoConfiguration.class))
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> {
                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    for (String name : new String[] {"orders", "archive"}) {
                        assertThat(registry.find("hikaricp.connections.max")
                                        .tag("pool", name)
                                        .gauge())
                                .isNotNull();
                    }
                    context.getBean(HikariDataSource.class).getConnection().close();
                    assertThat(registry.get("hikaricp.connections.acquire")
                                    .tag("pool", "orders")
                                    .timer()
                                    .count())
                            .isEqualTo(1);
                    assertThat(registry.get("jdbc.connections.max")
                                    .tag("name", "orders")
                                    .gauge()
                                    .value())
                            .isEqualTo(15);
                    assertThat(context.getBean("ordersJdbcPool", JdbcPool.class)
                                    .recorder()
                                    .totals()
                                    .acquired())
                            .isEqualTo(1);
                });
    }

    @Test
    void bootsIndicatorGivesWayWhereEveryDataSourceIsANamedPool() {
        runner.run(context ->
                assertThat(db(context.getBean(HealthContributorRegistry.class))).isFalse());
    }

    @Test
    void bootsIndicatorGivesWayWhereItsOwnDataSourceIsWatchedToo() {
        runner.withPropertyValues("spring.datasource.url=jdbc:h2:mem:boot")
                .run(context -> assertThat(db(context.getBean(HealthContributorRegistry.class)))
                        .isFalse());
    }

    @Test
    void bootsMetersOfItsOwnPoolStayBesideOurCounts() {
        runner.withConfiguration(AutoConfigurations.of(
                        MetricsAutoConfiguration.class, DataSourcePoolMetricsAutoConfiguration.class))
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues("spring.datasource.url=jdbc:h2:mem:boot", "spring.datasource.name=boot")
                .run(context -> {
                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    context.getBean(HikariDataSource.class).getConnection().close();
                    assertThat(registry.get("hikaricp.connections.acquire")
                                    .tag("pool", "boot")
                                    .timer()
                                    .count())
                            .isEqualTo(1);
                    assertThat(registry.get("hikaricp.connections.max")
                                    .tag("pool", "boot")
                                    .gauge()
                                    .value())
                            .isEqualTo(15);
                });
    }

    @Test
    void bootsIndicatorStaysWhereItIsToStay() {
        runner.withPropertyValues("pools.health.replace=false")
                .run(context -> assertThat(db(context.getBean(HealthContributorRegistry.class)))
                        .isTrue());
    }

    @Test
    void bootsIndicatorStaysBesideAForeignDataSource() {
        runner.withUserConfiguration(Foreign.class)
                .run(context -> assertThat(db(context.getBean(HealthContributorRegistry.class)))
                        .isTrue());
    }

    @Test
    void bootsIndicatorStaysWhereAGroupLeavesItOut() {
        runner.withPropertyValues(
                        "management.endpoint.health.group.custom.include=*",
                        "management.endpoint.health.group.custom.exclude=db")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void bootsIndicatorStaysWhereNothingTakesItsPlace() {
        runner.withPropertyValues("management.health.pools.enabled=false")
                .run(context -> assertThat(db(context.getBean(HealthContributorRegistry.class)))
                        .isTrue());
    }

    @Test
    void anIndicatorOfTheApplicationStays() {
        runner.withBean(
                        "dbHealthIndicator",
                        HealthIndicator.class,
                        () -> () -> Health.up().build())
                .run(context -> assertThat(db(context.getBean(HealthContributorRegistry.class)))
                        .isTrue());
    }

    @Test
    void bootsIndicatorStaysWhereAGroupNamesIt(CapturedOutput output) {
        runner.withPropertyValues("management.endpoint.health.group.readiness.include=db")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(db(context.getBean(HealthContributorRegistry.class)))
                            .isTrue();
                });
        assertThat(output).contains("Let the group name pools instead of db");
    }

    private static boolean db(HealthContributorRegistry registry) {
        return registry.getContributor("db") != null;
    }

    @Configuration(proxyBeanMethods = false)
    static class Foreign {

        @Bean(defaultCandidate = false)
        DataSource foreign() {
            return new DriverManagerDataSource("jdbc:h2:mem:foreign");
        }
    }
}
