/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class AppliedTimeoutsTests {

    private static final DriverTimeouts TIMEOUTS = new DriverTimeouts(Duration.ofMillis(2500), Duration.ofSeconds(30));
    private static final PoolSettings SHOWN = new PoolSettings(
            "medium",
            "pools.jdbc.orders",
            List.of(
                    new Setting("connect-timeout", Duration.ofMillis(2500), "medium"),
                    new Setting("socket-timeout", Duration.ofSeconds(30), "pools.jdbc.orders.socket-timeout")));

    private final HikariConfig config = new HikariConfig();

    @ParameterizedTest
    @MethodSource
    void usesTheNamesAndUnitsOfEachDriver(String url, Map<String, String> expected) {
        config.setJdbcUrl(url);
        assertThat(AppliedTimeouts.apply(TIMEOUTS, config, SHOWN)).isEqualTo(SHOWN);
        assertThat(config.getDataSourceProperties()).isEqualTo(expected);
    }

    static Stream<Arguments> usesTheNamesAndUnitsOfEachDriver() {
        return Stream.of(
                Arguments.of(
                        "jdbc:postgresql://db/o",
                        Map.of("connectTimeout", "3", "loginTimeout", "3", "socketTimeout", "30")),
                Arguments.of("jdbc:mariadb://db/o", Map.of("connectTimeout", "2500", "socketTimeout", "30000")),
                Arguments.of("jdbc:mysql://db/o", Map.of("connectTimeout", "2500", "socketTimeout", "30000")),
                Arguments.of("jdbc:sqlserver://db", Map.of("loginTimeout", "3", "socketTimeout", "30000")),
                Arguments.of(
                        "jdbc:oracle:thin:@//db/s",
                        Map.of("oracle.net.CONNECT_TIMEOUT", "2500", "oracle.jdbc.ReadTimeout", "30000")));
    }

    @Test
    void whatTheUrlSaysWinsAndIsShown() {
        config.setJdbcUrl("jdbc:postgresql://db/o?connectTimeout=60");
        PoolSettings shown = AppliedTimeouts.apply(TIMEOUTS, config, SHOWN);
        assertThat(shown.settings())
                .contains(new Setting(
                        "connect-timeout", Duration.ofSeconds(60), "pools.jdbc.orders.url (connectTimeout)"));
        assertThat(config.getDataSourceProperties()).isEqualTo(Map.of("socketTimeout", "30"));
    }

    @Test
    void whatTheNativePropertiesSayWinsAndIsShown() {
        config.setJdbcUrl("jdbc:mariadb://db/o");
        config.addDataSourceProperty("socketTimeout", "1500");
        PoolSettings shown = AppliedTimeouts.apply(TIMEOUTS, config, SHOWN);
        assertThat(shown.settings())
                .contains(new Setting(
                        "socket-timeout",
                        Duration.ofMillis(1500),
                        "pools.jdbc.orders.hikari.data-source-properties.socketTimeout"));
        assertThat(config.getDataSourceProperties()).containsEntry("socketTimeout", "1500");
    }

    @Test
    void saysWhatADriverCannotApplyAndWarnsOfAKeyOfThePoolOnly(CapturedOutput output) {
        config.setJdbcUrl("jdbc:h2:mem:timeouts;PASSWORD=hidden");
        PoolSettings shown = AppliedTimeouts.apply(TIMEOUTS, config, SHOWN);
        assertThat(shown.settings())
                .extracting(Setting::origin)
                .containsExactly(
                        "medium, not applied: the driver has no such property",
                        "pools.jdbc.orders.socket-timeout, not applied: the driver has no such property");
        assertThat(output)
                .contains("pools.jdbc.orders.socket-timeout=30s is not applied")
                .doesNotContain("connect-timeout")
                .doesNotContain("hidden");
        assertThat(config.getDataSourceProperties()).isEmpty();
    }
}
