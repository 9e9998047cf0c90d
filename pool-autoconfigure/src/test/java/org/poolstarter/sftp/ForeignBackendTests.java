/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.poolstarter.HttpResult;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Pools;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A pool that an application brings itself is seen everywhere, with no more than a bean. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignBackendTests {

    private ConfigurableApplicationContext application;

    @BeforeAll
    void start() {
        application = SpringApplication.run(
                FileTransfer.class,
                "--server.port=0",
                "--pools.health.interval=2s",
                "--pools.health.timeout=500ms",
                "--management.endpoints.web.exposure.include=health,pools,metrics,prometheus",
                "--management.endpoint.health.show-details=always");
    }

    @AfterAll
    void stop() {
        application.close();
    }

    @Test
    void itsHealthFollowsItsBackendAndNotItsLoad() {
        SftpPool pool = application.getBean(SftpPool.class);
        await().until(() ->
                health().at("$.components.pools.components.uploads.status").equals("UP"));
        assertThat(health().at("$.components.pools.components.uploads.details.backend"))
                .isEqualTo("sftp");

        pool.stopServer(true);
        await().untilAsserted(() -> {
            HttpResult health = health();
            assertThat(health.status()).isEqualTo(503);
            assertThat(health.at("$.components.pools.components.uploads.status"))
                    .isEqualTo("DOWN");
            assertThat(health.at("$.components.pools.components.uploads.details.error"))
                    .isEqualTo("ConnectException: refused");
        });

        pool.stopServer(false);
        await().until(() ->
                health().at("$.components.pools.components.uploads.status").equals("UP"));
    }

    @Test
    void itPublishesMetersAndWarningsOfItsOwn() {
        assertThat(HttpResult.get(application, "/actuator/prometheus").body())
                .contains("pool_sftp_channels{backend=\"sftp\",pool=\"uploads\"} 1.0")
                .contains("pool_sftp_files_total{backend=\"sftp\",pool=\"uploads\"} 7.0");
        await().untilAsserted(() -> assertThat(
                        HttpResult.get(application, "/actuator/pools/uploads").at("$.warnings[*].code"))
                .asString()
                .contains("sftp-old-key"));
    }

    @Test
    void itIsInTheEndpointWithItsSections() {
        HttpResult pools = HttpResult.get(application, "/actuator/pools");

        assertThat(pools.at("$.pools.keys()")).isEqualTo(Set.of("uploads"));
        assertThat(pools.at("$.pools.uploads.backend")).isEqualTo("sftp");
        assertThat(pools.at("$.pools.uploads.target")).isEqualTo("sftp://files.example:22");
        assertThat(HttpResult.get(application, "/actuator/pools/uploads").at("$.sections.channels.exec"))
                .isEqualTo(1);
        assertThat(HttpResult.get(application, "/actuator/pools/nobody").status())
                .isEqualTo(404);
    }

    @Test
    void itsMetersAreThereAndFollowIt() {
        application.getBean(SftpPool.class).open();

        HttpResult active = HttpResult.get(application, "/actuator/metrics/pool.active?tag=backend:sftp");
        assertThat(active.at("$.measurements[0].value")).isEqualTo(1.0);
        assertThat(HttpResult.get(application, "/actuator/prometheus").body())
                .contains("pool_acquire_seconds_count{backend=\"sftp\",pool=\"uploads\"}")
                .contains("pool_timeouts_total{backend=\"sftp\",pool=\"uploads\"} 0.0");
    }

    @Test
    void poolsThatComeAndGoAtRunTimeAreFollowed() {
        Pools pools = application.getBean(Pools.class);
        Pool late = new Pool() {
            @Override
            public String name() {
                return "late";
            }

            @Override
            public String backend() {
                return "sftp";
            }

            @Override
            public PoolSnapshot snapshot() {
                return PoolSnapshot.of(1, 0, 0, 2, 0);
            }
        };
        MeterRegistry meters = application.getBean(MeterRegistry.class);

        pools.add(late);
        assertThat(meters.get("pool.utilization").tag("pool", "late").gauge().value())
                .isEqualTo(0.5);
        assertThat(health().at("$.components.pools.components.late.status")).isEqualTo("UP");

        pools.remove(late);
        assertThat(meters.find("pool.utilization").tag("pool", "late").gauge()).isNull();
        assertThat(HttpResult.get(application, "/actuator/pools/late").status()).isEqualTo(404);
    }

    private HttpResult health() {
        return HttpResult.get(application, "/actuator/health");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = {DataSourceAutoConfiguration.class, MongoAutoConfiguration.class})
    static class FileTransfer {

        @Bean
        SftpPool uploads() {
            return new SftpPool();
        }
    }
}
