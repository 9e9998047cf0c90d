/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.mongodb.ConnectionString;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.mongodb.MongoDBContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** A container for each pool, where there is a Docker engine. */
class ContainersPerPoolTests extends PerPoolContract {

    @BeforeEach
    void requireDocker() {
        assumeThat(DockerClientFactory.instance().isDockerAvailable())
                .as("no Docker engine is reachable: a container for each pool is not tested here")
                .isTrue();
    }

    @Override
    Class<?> servers() {
        return Containers.class;
    }

    @Configuration(proxyBeanMethods = false)
    static class Containers {

        @Bean(initMethod = "start", destroyMethod = "stop")
        PostgreSQLContainer ordersContainer() {
            return postgres();
        }

        @Bean(initMethod = "start", destroyMethod = "stop")
        PostgreSQLContainer reportsContainer() {
            return postgres();
        }

        @Bean(initMethod = "start", destroyMethod = "stop")
        MongoDBContainer sessionsContainer() {
            return new MongoDBContainer(image("test.image.mongodb", "mongo:8", "mongo"));
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

        @Bean
        @Qualifier("sessions")
        MongoConnectionDetails sessions(MongoDBContainer container) {
            return () -> new ConnectionString(container.getConnectionString() + "/app");
        }

        private static PostgreSQLContainer postgres() {
            return new PostgreSQLContainer(image("test.image.postgres", "postgres:17-alpine", "postgres"));
        }

        /** An image of this name, or a locally built one in its place. */
        private static DockerImageName image(String property, String name, String original) {
            return DockerImageName.parse(System.getProperty(property, name)).asCompatibleSubstituteFor(original);
        }

        private static Details details(PostgreSQLContainer container) {
            return new Details(container.getJdbcUrl(), container.getUsername(), container.getPassword());
        }
    }
}
