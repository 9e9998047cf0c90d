/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.Lease;
import org.poolstarter.jdbc.EmbeddedServers;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What databases that are dead or slow do to the start of an application. */
@ExtendWith(OutputCaptureExtension.class)
class StartTests {

    /** Without its end the start would last as long as the servers are silent, which is for ever. */
    @Test
    @Timeout(120)
    void deadAndSilentDatabasesDelayNeitherTheStartNorOtherPools() throws Exception {
        try (SilentServer silent = new SilentServer();
                ConfigurableApplicationContext application = start(
                        "--pools.jdbc.slow.url=jdbc:postgresql://" + silent.address() + "/slow",
                        "--pools.jdbc.slow.connect-timeout=1h",
                        "--pools.jdbc.slow.acquire-timeout=1h",
                        "--pools.jdbc.orders.url=" + EmbeddedServers.postgresUrl(),
                        "--pools.jdbc.orders.primary=true",
                        "--pools.mongo.dead.uri=mongodb://127.0.0.1:" + EmbeddedServers.freePort(),
                        "--pools.mongo.dead.server-selection-timeout=1h",
                        "--pools.mongo.silent.uri=mongodb://" + silent.address(),
                        "--pools.mongo.silent.server-selection-timeout=1h",
                        "--pools.mongo.silent.primary=true",
                        "--pools.accounts.mail.max-size=2")) {
            assertThat(application.isRunning()).isTrue();
            assertThat(application
                            .getBean("ordersJdbcClient", JdbcClient.class)
                            .sql("select 1")
                            .query(Integer.class)
                            .single())
                    .isOne();
            try (Lease<Integer> lease = mail(application).acquire("ada")) {
                assertThat(lease.client()).isEqualTo(3);
            }
            await("both pools are still connecting").until(() -> silent.connections() >= 2);
            silent.hangUp();
        }
    }

    @Test
    void aJdbcPoolThatFailsFastStopsTheStartWhenNobodyListens(CapturedOutput output) {
        int port = EmbeddedServers.freePort();
        assertThatThrownBy(() -> start(
                        "--pools.jdbc.orders.url=jdbc:postgresql://127.0.0.1:" + port + "/orders?password=hunter2",
                        "--pools.jdbc.orders.password=hunter2",
                        "--pools.jdbc.orders.fail-fast=true"))
                .isNotNull();
        assertThat(output.getAll())
                .contains("""
                        Description:

                        pools.jdbc.orders.fail-fast=true and jdbc:postgresql://127.0.0.1:%d/orders gave no connection: \
                        """.formatted(port).strip())
                .contains("""
                        Action:

                        Start the database, correct pools.jdbc.orders.url and the user, or set \
                        pools.jdbc.orders.fail-fast=false.
                        """)
                .doesNotContain("hunter2");
    }

    @Test
    @Timeout(120)
    void aJdbcPoolThatFailsFastStopsTheStartWhenTheDatabaseIsSilent(CapturedOutput output) throws IOException {
        try (SilentServer silent = new SilentServer()) {
            assertThatThrownBy(() -> start(
                            "--pools.jdbc.orders.url=jdbc:postgresql://" + silent.address() + "/orders",
                            "--pools.jdbc.orders.connect-timeout=1s",
                            "--pools.jdbc.orders.fail-fast=true"))
                    .isNotNull();
        }
        assertThat(output.getAll()).contains("pools.jdbc.orders.fail-fast=true and jdbc:postgresql://");
    }

    @Test
    void aMongoClientThatFailsFastStopsTheStart(CapturedOutput output) {
        String target = "127.0.0.1:" + EmbeddedServers.freePort();
        assertThatThrownBy(() -> start(
                        "--pools.mongo.sessions.uri=mongodb://app:hunter2@" + target + "/app",
                        "--pools.mongo.sessions.server-selection-timeout=300ms",
                        "--pools.mongo.sessions.fail-fast=true"))
                .isNotNull();
        assertThat(output.getAll())
                .contains("pools.mongo.sessions.fail-fast=true and no server of mongodb://" + target
                        + "/app answered within 300 ms: ")
                .contains("Start the server, correct pools.mongo.sessions.uri, or set"
                        + " pools.mongo.sessions.fail-fast=false.")
                .doesNotContain("hunter2");
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run(arguments);
    }

    @SuppressWarnings("unchecked") // the bean is made with the factory below
    private static AccountPool<String, Integer> mail(ConfigurableApplicationContext application) {
        return (AccountPool<String, Integer>) application.getBean("mailAccountPool");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        ClientFactory<String, Integer> mail() {
            return String::length;
        }
    }
}
