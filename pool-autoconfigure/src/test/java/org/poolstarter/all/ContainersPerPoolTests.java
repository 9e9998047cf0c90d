/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
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

/**
 * A container for each pool, where there is a Docker engine. Its images are {@value #POSTGRES} and {@value #MONGODB}, or those
 * that the system properties {@code test.image.postgres} and {@code test.image.mongodb} name.
 */
class ContainersPerPoolTests extends PerPoolContract {

    private static final String POSTGRES = "postgres:17-alpine";
    private static final String MONGODB = "mongo:8";

    @BeforeEach
    void requireDocker() {
        assumeThat(DockerClientFactory.instance().isDockerAvailable())
                .as("no Docker engine is reachable: a container for each pool is not tested here")
                .isTrue();
    }

    @Override
    Class<?> databases() throws InterruptedException {
        requireImage("postgres", POSTGRES);
        return Databases.class;
    }

    @Override
    Class<?> documentServers() throws InterruptedException {
        requireImage("mongodb", MONGODB);
        return DocumentServers.class;
    }

    /** Skips the test where the official image is out of reach; one that was asked for by its name has to be there. */
    private static void requireImage(String server, String official) throws InterruptedException {
        if (System.getProperty(property(server)) == null && !isHere(official)) {
            // Testcontainers itself would ask a registry that does not answer again and again for two minutes.
            try {
                docker().pullImageCmd(official).start().awaitCompletion();
            } catch (DockerException ex) {
                abort("the image %s is not here and cannot be pulled; name a local one by -D%s: %s"
                        .formatted(official, property(server), ex.getMessage()));
            }
        }
    }

    private static boolean isHere(String image) {
        try {
            docker().inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException ex) {
            return false;
        }
    }

    private static DockerClient docker() {
        return DockerClientFactory.lazyClient();
    }

    /** The official image, or the one that the system property names and that behaves like it. */
    private static DockerImageName image(String server, String official) {
        return DockerImageName.parse(System.getProperty(property(server), official))
                .asCompatibleSubstituteFor(DockerImageName.parse(official));
    }

    private static String property(String server) {
        return "test.image." + server;
    }

    @Configuration(proxyBeanMethods = false)
    static class Databases {

        @Bean(initMethod = "start", destroyMethod = "stop")
        PostgreSQLContainer ordersContainer() {
            return new PostgreSQLContainer(image("postgres", POSTGRES));
        }

        @Bean(initMethod = "start", destroyMethod = "stop")
        PostgreSQLContainer reportsContainer() {
            return new PostgreSQLContainer(image("postgres", POSTGRES));
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
            return new MongoDBContainer(image("mongodb", MONGODB));
        }

        @Bean
        @Qualifier("sessions")
        MongoConnectionDetails sessions(MongoDBContainer container) {
            return () -> new ConnectionString(container.getConnectionString() + "/app");
        }
    }
}
