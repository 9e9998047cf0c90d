/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariCredentialsProvider;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans of credentials, and the pools they are for. */
class CredentialsProviderTests {

    private final ApplicationContextRunner runner = JdbcContexts.runner()
            .withPropertyValues(
                    "pools.jdbc.orders.url=jdbc:h2:mem:credentials",
                    "pools.jdbc.orders.primary=true",
                    "pools.jdbc.reports.url=jdbc:h2:mem:reports",
                    "pools.jdbc.reports.username=sa");

    @Test
    void aBeanQualifiedWithThePoolsNameGivesItsCredentialsAndNobodyElses() {
        runner.withUserConfiguration(Qualified.class)
                .withPropertyValues("pools.jdbc.orders.username=ignored")
                .run(context -> {
                    HikariDataSource orders = context.getBean("ordersDataSource", HikariDataSource.class);
                    try (Connection connection = orders.getConnection()) {
                        assertThat(connection.getMetaData().getUserName()).isEqualTo("ROTATED");
                    }
                    assertThat(context.getBean("reportsDataSource", HikariDataSource.class)
                                    .getCredentialsProvider())
                            .isNull();
                });
    }

    @Test
    void aBeanThatHasThePoolsNameDoesToo() {
        runner.withBean("orders", HikariCredentialsProvider.class, () -> () -> Credentials.of("named", ""))
                .run(context -> {
                    HikariDataSource orders = context.getBean("ordersDataSource", HikariDataSource.class);
                    try (Connection connection = orders.getConnection()) {
                        assertThat(connection.getMetaData().getUserName()).isEqualTo("NAMED");
                    }
                });
    }

    @Test
    void credentialsThatWouldBeComparedAllTheTimeStopTheStart() {
        runner.withUserConfiguration(Qualified.class)
                .withPropertyValues("pools.jdbc.orders.credentials-check-interval=10ms")
                .run(context -> assertThat(JdbcContexts.failureOf(context))
                        .hasMessage("pools.jdbc.orders.credentials-check-interval must be at least 1s but is 10ms"));
    }

    @Configuration(proxyBeanMethods = false)
    static class Qualified {

        @Bean
        @Qualifier("orders")
        HikariCredentialsProvider rotated() {
            return () -> Credentials.of("rotated", "");
        }
    }
}
