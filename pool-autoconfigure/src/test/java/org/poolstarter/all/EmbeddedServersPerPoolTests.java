/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import com.mongodb.ConnectionString;
import org.poolstarter.jdbc.EmbeddedServers;
import org.poolstarter.mongo.WireServer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class EmbeddedServersPerPoolTests extends PerPoolContract {

    @Override
    Class<?> databases() {
        return Databases.class;
    }

    @Override
    Class<?> documentServers() {
        return DocumentServers.class;
    }

    @Configuration(proxyBeanMethods = false)
    static class Databases {

        @Bean
        @Qualifier("orders")
        JdbcConnectionDetails orders() {
            return new Details(EmbeddedServers.postgresUrl(), "postgres", "");
        }

        @Bean
        @Qualifier("reports")
        JdbcConnectionDetails reports() {
            return new Details("jdbc:h2:mem:reports-per-pool", "sa", "");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class DocumentServers {

        @Bean
        WireServer sessionsServer() {
            return WireServer.start();
        }

        @Bean
        @Qualifier("sessions")
        MongoConnectionDetails sessions(WireServer sessionsServer) {
            return () -> new ConnectionString(sessionsServer.uri("app"));
        }
    }
}
