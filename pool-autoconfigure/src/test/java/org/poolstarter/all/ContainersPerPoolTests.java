/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import com.mongodb.ConnectionString;
import org.junit.jupiter.api.BeforeEach;
import org.poolstarter.Containers;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.testcontainers.mongodb.MongoDBContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** A container for each pool, where there is a Docker engine. */
class ContainersPerPoolTests extends PerPoolContract {

    @BeforeEach
    void requireDocker() {
        Containers.requireEngine();
    }

    @Override
    Class<?> databases() throws InterruptedException {
        Containers.requireImage(Containers.POSTGRES);
        return Databases.class;
    }

    @Override
    Class<?> documentServers() throws InterruptedException {
        Containers.requireImage(Containers.MONGODB);
        return DocumentServers.class;
    }

    @Configuration(proxyBeanMethods = false)
    static class Databases {

        @Bean(initMethod = "start", destroyMethod = "stop")
        PostgreSQLContainer ordersContainer() {
            return new PostgreSQLContainer(Containers.image(Containers.POSTGRES));
        }

        @Bean(initMethod = "start", destroyMethod = "stop")
        PostgreSQLContainer reportsContainer() {
            return new PostgreSQLContainer(Containers.image(Containers.POSTGRES));
        }

        @Bean
        @Qualifier("orders")
        JdbcConnectionDetails orders(@Qualifier("ordersContainer") PostgreSQLContainer container) {
            return details(container);
        }

        @Bean
        @Qualifier("reports")
        JdbcConnectionDetails reports(@Qualifier("reportsContainer") PostgreSQLContainer container) {
            return details(container);
        }

        private static Details details(PostgreSQLContainer container) {
            return new Details(container.getJdbcUrl(), container.getUsername(), container.getPassword());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class DocumentServers {

        @Bean(initMethod = "start", destroyMethod = "stop")
        MongoDBContainer sessionsContainer() {
            return new MongoDBContainer(Containers.image(Containers.MONGODB));
        }

        @Bean
        @Qualifier("sessions")
        MongoConnectionDetails sessions(MongoDBContainer container) {
            return () -> new ConnectionString(container.getConnectionString() + "/app");
        }
    }
}
