/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks.claims;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.DriverManager;
import org.poolstarter.benchmarks.StubDriver;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** An application of Boot that makes the beans of its pools itself. Argument: how many pools. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class HandWrittenApplication {

    public static void main(String[] args) throws Exception {
        int pools = Integer.parseInt(args[0]);
        DriverManager.registerDriver(new StubDriver());
        Readiness.tell(
                new SpringApplicationBuilder(HandWrittenApplication.class)
                        .initializers(context -> register((GenericApplicationContext) context, pools))
                        .run("--spring.main.web-application-type=none", "--spring.main.banner-mode=off"),
                pools);
    }

    private static void register(GenericApplicationContext context, int pools) {
        for (int i = 1; i <= pools; i++) {
            String name = "pool" + i;
            context.registerBean(name + "DataSource", HikariDataSource.class, () -> dataSource(name));
            context.registerBean(
                    name + "JdbcClient", JdbcClient.class, () -> JdbcClient.create(dataSource(context, name)));
            context.registerBean(
                    name + "TransactionManager",
                    JdbcTransactionManager.class,
                    () -> new JdbcTransactionManager(dataSource(context, name)));
        }
    }

    private static HikariDataSource dataSource(GenericApplicationContext context, String name) {
        return context.getBean(name + "DataSource", HikariDataSource.class);
    }

    private static HikariDataSource dataSource(String name) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(StubDriver.URL + name);
        config.setMinimumIdle(5);
        config.setMaximumPoolSize(15);
        return new HikariDataSource(config);
    }
}
