/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks.claims;

import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.poolstarter.benchmarks.StubDriver;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Configuration;

/** An application that has its pools from the starter. Argument: how many pools. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class StarterApplication {

    public static void main(String[] args) throws Exception {
        int pools = Integer.parseInt(args[0]);
        DriverManager.registerDriver(new StubDriver());
        List<String> properties =
                new ArrayList<>(List.of("--spring.main.web-application-type=none", "--spring.main.banner-mode=off"));
        for (int i = 1; i <= pools; i++) {
            properties.add("--pools.jdbc.pool%1$d.url=%2$spool%1$d".formatted(i, StubDriver.URL));
            properties.add("--pools.jdbc.pool%d.primary=%s".formatted(i, i == 1));
        }
        Readiness.tell(
                new SpringApplicationBuilder(StarterApplication.class).run(properties.toArray(String[]::new)), pools);
    }
}
