/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.poolstarter.autoconfigure.jdbc.JdbcContexts.h2;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.jdbc.JdbcPool;
import org.poolstarter.pool.PoolSettings.Setting;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ByteArrayResource;

@ExtendWith(OutputCaptureExtension.class)
class JdbcSettingsTests {

    private final ApplicationContextRunner runner = JdbcContexts.runner().withPropertyValues(h2("orders"));

    @ParameterizedTest
    @CsvSource({"small, 2, 10, 30", "medium, 5, 15, 30", "large, 20, 50, 60"})
    void eachProfileSetsTheValuesOfItsTable(String profile, int minIdle, int maxSize, int maxLifetimeMinutes) {
        runner.withPropertyValues(
                        "pools.jdbc.orders.profile=" + profile,
                        "pools.jdbc.orders.url=jdbc:postgresql://localhost:1/orders")
                .run(context -> {
                    HikariDataSource dataSource = context.getBean(HikariDataSource.class);
                    assertThat(dataSource.getMinimumIdle()).isEqualTo(minIdle);
                    assertThat(dataSource.getMaximumPoolSize()).isEqualTo(maxSize);
                    assertThat(dataSource.getConnectionTimeout()).isEqualTo(10_000);
                    assertThat(dataSource.getIdleTimeout()).isEqualTo(600_000);
                    assertThat(dataSource.getMaxLifetime()).isEqualTo(maxLifetimeMinutes * 60_000L);
                    assertThat(dataSource.getKeepaliveTime()).isEqualTo(120_000);
                    assertThat(dataSource.getValidationTimeout()).isEqualTo(3_000);
                    assertThat(dataSource.getLeakDetectionThreshold()).isZero();
                    assertThat(dataSource.getInitializationFailTimeout()).isEqualTo(-1);
                    assertThat(dataSource.getDataSourceProperties())
                            .isEqualTo(
                                    Map.of("connectTimeout", "10", "loginTimeout", "10", "ApplicationName", "orders"));
                    assertThat(settings(context.getBean(JdbcPool.class)).values())
                            .extracting(Setting::origin)
                            .containsOnly(profile);
                    assertThat(context.getBean(JdbcPool.class).settings().profile())
                            .isEqualTo(profile);
                });
    }

    @Test
    void eachKeyComesFromTheStrongestPlaceThatSetsIt() {
        runner.withPropertyValues(
                        "pools.profile=large",
                        "pools.profiles.nightly.base=small",
                        "pools.profiles.nightly.jdbc.acquire-timeout=20s",
                        "pools.profiles.nightly.jdbc.max-size=7",
                        "pools.jdbc.orders.profile=nightly",
                        "pools.jdbc.orders.max-size=8",
                        "pools.jdbc.orders.keepalive=0",
                        "pools.jdbc.orders.leak-threshold=1m",
                        "pools.jdbc.orders.idle-timeout=5m",
                        "pools.jdbc.orders.hikari.idle-timeout=61000",
                        "pools.jdbc.orders.hikari.read-only=true")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    HikariDataSource dataSource = context.getBean(HikariDataSource.class);
                    assertThat(dataSource.getMaximumPoolSize()).isEqualTo(8);
                    assertThat(dataSource.getMinimumIdle()).isEqualTo(2);
                    assertThat(dataSource.getConnectionTimeout()).isEqualTo(20_000);
                    assertThat(dataSource.getIdleTimeout()).isEqualTo(61_000);
                    assertThat(dataSource.getKeepaliveTime()).isZero();
                    assertThat(dataSource.getLeakDetectionThreshold()).isEqualTo(60_000);
                    assertThat(dataSource.isReadOnly()).isTrue();
                    assertThat(settings(context.getBean(JdbcPool.class)))
                            .containsOnly(
                                    shown("max-size", 8, "pools.jdbc.orders.max-size"),
                                    shown("min-idle", 2, "small"),
                                    shown("acquire-timeout", Duration.ofSeconds(20), "nightly"),
                                    shown("validation-timeout", Duration.ofSeconds(3), "small"),
                                    shown("max-lifetime", Duration.ofMinutes(30), "small"),
                                    shown(
                                            "idle-timeout",
                                            Duration.ofSeconds(61),
                                            "pools.jdbc.orders.hikari.idle-timeout"),
                                    shown("keepalive", "off", "pools.jdbc.orders.keepalive"),
                                    shown("leak-threshold", Duration.ofMinutes(1), "pools.jdbc.orders.leak-threshold"),
                                    shown("slow-query-threshold", Duration.ofMillis(500), "small"),
                                    shown(
                                            "connect-timeout",
                                            Duration.ofSeconds(10),
                                            "small, not applied: the driver has no such property"));
                });
    }

    @Test
    void statementsAreWatchedFromTheThresholdOfTheProfileUnlessItIsTurnedOff() {
        runner.run(context -> assertThat(context.getBean(JdbcPool.class).sections())
                .extractingByKey("slowQueries")
                .asString()
                .contains("thresholdMs=500"));
        runner.withPropertyValues("pools.jdbc.orders.slow-query-threshold=0").run(context -> {
            assertThat(context.getBean(JdbcPool.class).sections()).doesNotContainKey("slowQueries");
            assertThat(settings(context.getBean(JdbcPool.class)))
                    .contains(shown("slow-query-threshold", "off", "pools.jdbc.orders.slow-query-threshold"));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"slow-query-threshold:", "slow-query-threshold: ''", "slow-query-threshold: '  '"})
    void anEmptyThresholdTurnsTheWatchOverStatementsOff(String line) {
        runner.withInitializer(yaml("pools:\n  jdbc:\n    orders:\n      " + line))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(JdbcPool.class).sections()).doesNotContainKey("slowQueries");
                    assertThat(settings(context.getBean(JdbcPool.class)))
                            .contains(shown("slow-query-threshold", "off", "pools.jdbc.orders.slow-query-threshold"));
                });
    }

    @Test
    void anEmptyThresholdOfAProfileTurnsTheWatchOverStatementsOff() {
        runner.withInitializer(yaml("pools:\n  profiles:\n    medium:\n      jdbc:\n        slow-query-threshold:"))
                .run(context -> assertThat(settings(context.getBean(JdbcPool.class)))
                        .contains(shown("slow-query-threshold", "off", "medium")));
    }

    private static ApplicationContextInitializer<ConfigurableApplicationContext> yaml(String text) {
        return context -> {
            try {
                new YamlPropertySourceLoader()
                        .load("yaml", new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)))
                        .forEach(context.getEnvironment().getPropertySources()::addFirst);
            } catch (IOException ex) {
                throw new UncheckedIOException(ex);
            }
        };
    }

    @Test
    void withoutItsLibraryTheWatchOverStatementsIsUnavailableAndAnOwnThresholdStopsTheStart() {
        ApplicationContextRunner without = runner.withClassLoader(new FilteredClassLoader("net.ttddyy"));
        without.run(context -> assertThat(settings(context.getBean(JdbcPool.class)))
                .contains(shown(
                        "slow-query-threshold",
                        "unavailable: net.ttddyy:datasource-proxy is not on the class path",
                        "medium")));
        without.withPropertyValues("pools.jdbc.orders.slow-query-threshold=2s").run(context -> {
            InvalidPoolConfigurationException failure = JdbcContexts.failureOf(context);
            assertThat(failure)
                    .hasMessageContaining(
                            "pools.jdbc.orders.slow-query-threshold=2000ms needs net.ttddyy:datasource-proxy, which is not on the class path");
        });
    }

    @Test
    void callersThatWaitAreBoundOnlyWhereThatIsSaid() {
        runner.run(
                context -> assertThat(settings(context.getBean(JdbcPool.class))).doesNotContainKey("max-pending"));
        runner.withPropertyValues("pools.jdbc.orders.max-pending=5", "pools.jdbc.orders.max-size-limit=60")
                .run(context -> {
                    JdbcPool pool = context.getBean(JdbcPool.class);
                    assertThat(settings(pool)).contains(shown("max-pending", 5, "pools.jdbc.orders.max-pending"));
                    assertThat(pool.control().changeable()).anySatisfy(setting -> {
                        assertThat(setting.key()).isEqualTo("max-size");
                        assertThat(setting.range()).isEqualTo("1 to 60");
                    });
                });
        runner.withPropertyValues("pools.jdbc.orders.max-pending=-1")
                .run(context -> assertThat(JdbcContexts.failureOf(context))
                        .hasMessageContaining("pools.jdbc.orders.max-pending must be at least 1 but is -1"));
        runner.withPropertyValues("pools.jdbc.orders.max-size-limit=3")
                .run(context -> assertThat(JdbcContexts.failureOf(context))
                        .hasMessageContaining(
                                "pools.jdbc.orders.max-size-limit must be at least max-size, which is 15, but is 3"));
    }

    @Test
    void aProfileGivesWayToAKeyThatLeavesItNoRoom() {
        runner.withPropertyValues(
                        "pools.jdbc.orders.max-size=3",
                        "pools.jdbc.orders.acquire-timeout=1s",
                        "pools.jdbc.orders.max-lifetime=60s")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    HikariDataSource dataSource = context.getBean(HikariDataSource.class);
                    assertThat(dataSource.getMinimumIdle()).isEqualTo(3);
                    assertThat(dataSource.getValidationTimeout()).isEqualTo(500);
                    assertThat(dataSource.getIdleTimeout()).isEqualTo(59_000);
                    assertThat(dataSource.getKeepaliveTime()).isEqualTo(59_000);
                    assertThat(settings(context.getBean(JdbcPool.class)))
                            .contains(
                                    shown("min-idle", 3, "medium, lowered to max-size"),
                                    shown(
                                            "validation-timeout",
                                            Duration.ofMillis(500),
                                            "medium, lowered to acquire-timeout"),
                                    shown("idle-timeout", Duration.ofSeconds(59), "medium, lowered to max-lifetime"),
                                    shown("keepalive", Duration.ofSeconds(59), "medium, lowered to max-lifetime"));
                });
    }

    @Test
    void aLifetimeTooShortForAnyKeepaliveTurnsThatOfTheProfileOff() {
        runner.withPropertyValues("pools.jdbc.orders.max-lifetime=30s").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(HikariDataSource.class).getKeepaliveTime())
                    .isZero();
            assertThat(settings(context.getBean(JdbcPool.class)))
                    .contains(shown("keepalive", "off", "medium, lowered to max-lifetime"));
        });
    }

    @Test
    void aNativeSizeMakesRoomTheSameWay() {
        runner.withPropertyValues("pools.jdbc.orders.hikari.maximum-pool-size=2")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(settings(context.getBean(JdbcPool.class)))
                            .contains(
                                    shown("max-size", 2, "pools.jdbc.orders.hikari.maximum-pool-size"),
                                    shown("min-idle", 2, "medium, lowered to max-size"));
                    assertThat(context.getBean(HikariDataSource.class).getMinimumIdle())
                            .isEqualTo(2);
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            max-size=0                  | max-size must be at least 1 but is 0
            min-idle=-1                 | min-idle must be at least 0 but is -1
            min-idle=16                 | min-idle must be at most max-size, which is 15, but is 16
            acquire-timeout=100ms       | acquire-timeout must be at least 250ms but is 100ms
            validation-timeout=10s      | validation-timeout must be below acquire-timeout, which is 10s, but is 10s
            idle-timeout=5s             | idle-timeout must be at least 10s but is 5s
            idle-timeout=30m            | idle-timeout must be at most max-lifetime less 1s, which is 1799s, but is 30m
            max-lifetime=20s            | max-lifetime must be at least 30s but is 20s
            keepalive=10s               | keepalive must be at least 30s but is 10s
            keepalive=40m               | keepalive must be below max-lifetime, which is 30m, but is 40m
            leak-threshold=1s           | leak-threshold must be at least 2s but is 1s
            leak-threshold=2h           | leak-threshold must be at most max-lifetime, which is 30m, but is 2h
            connect-timeout=10ms        | connect-timeout must be at least 1s but is 10ms
            socket-timeout=10ms         | socket-timeout must be at least 1s but is 10ms
            hikari.idle-timeout=5000    | hikari.idle-timeout must be at least 10s but is 5s
            hikari.max-lifetime=5000    | hikari.max-lifetime must be at least 30s but is 5s
            url=postgresql://u:pw@h/db  | url must begin with jdbc:
            """)
    void aValueThatBreaksItsBoundStopsTheStart(String property, String rule) {
        assertFails("pools.jdbc.orders." + property, "pools.jdbc.orders." + rule);
    }

    @Test
    void aValueOfAProfileThatBreaksItsBoundIsNamedWithTheProfile() {
        assertFails(
                "pools.profiles.medium.jdbc.acquire-timeout=100ms",
                "pools.jdbc.orders.acquire-timeout must be at least 250ms but is 100ms (from profile medium)");
    }

    @Test
    void aMisspeltNativeKeyIsNamedWithTheNearestOnes() {
        InvalidPoolConfigurationException failure = assertFails(
                "pools.jdbc.orders.hikari.maximum-pool-sise=5",
                "pools.jdbc.orders.hikari.maximum-pool-sise is not a property of HikariCP");
        assertThat(failure.remedy()).contains("pools.jdbc.orders.hikari.maximum-pool-size");
    }

    @Test
    void aNativeDurationIsRefusedBecauseHikariCountsMilliseconds() {
        InvalidPoolConfigurationException failure = assertFails(
                "pools.jdbc.orders.hikari.keepalive-time=5m",
                "pools.jdbc.orders.hikari.keepalive-time=5m does not fit: HikariCP's own times are numbers of milliseconds");
        assertThat(failure.remedy()).contains("milliseconds");
    }

    @Test
    void aNativeValueOfTheWrongTypeStopsTheStart() {
        assertFails(
                "pools.jdbc.orders.hikari.maximum-pool-size=many",
                "pools.jdbc.orders.hikari.maximum-pool-size does not fit: ");
    }

    @Test
    void aNativeClassThatIsMissingStopsTheStart() {
        assertFails(
                "pools.jdbc.orders.hikari.exception-override-class-name=com.example.Missing",
                "pools.jdbc.orders.hikari.exception-override-class-name does not fit: ");
    }

    @ParameterizedTest
    @CsvSource({"data-source-class-name", "metrics-tracker-factory"})
    void aNativeKeyThatWouldTakeThePoolAwayIsRefused(String key) {
        assertFails(
                "pools.jdbc.orders.hikari.%s=x".formatted(key), "pools.jdbc.orders.hikari." + key + " cannot be set");
    }

    @Test
    void nativePropertiesReachTheDriverAndWin() {
        runner.withPropertyValues(
                        "pools.jdbc.orders.url=jdbc:postgresql://localhost:1/orders",
                        "pools.jdbc.orders.connect-timeout=5s",
                        "pools.jdbc.orders.hikari.data-source-properties.connectTimeout=7",
                        "pools.jdbc.orders.hikari.data-source-properties.ApplicationName=test",
                        "pools.jdbc.orders.hikari.pool-name=renamed")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    HikariDataSource dataSource = context.getBean(HikariDataSource.class);
                    assertThat(dataSource.getPoolName()).isEqualTo("renamed");
                    assertThat(dataSource.getDataSourceProperties())
                            .containsEntry("ApplicationName", "test")
                            .containsEntry("connectTimeout", "7");
                    assertThat(settings(context.getBean(JdbcPool.class)))
                            .contains(shown(
                                    "connect-timeout",
                                    Duration.ofSeconds(7),
                                    "pools.jdbc.orders.hikari.data-source-properties.connectTimeout"));
                });
    }

    @Test
    void nativeCredentialsAndUrlWinAndAreShownNowhere(CapturedOutput output) {
        runner.withPropertyValues(
                        "logging.level.com.zaxxer.hikari=debug",
                        "pools.jdbc.orders.password=hidden-own",
                        "pools.jdbc.orders.hikari.jdbc-url=jdbc:h2:mem:native;MODE=MySQL;PASSWORD=hidden-url",
                        "pools.jdbc.orders.hikari.password=hidden-url",
                        "pools.jdbc.orders.hikari.data-source-properties.password=hidden-url")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    JdbcPool pool = context.getBean(JdbcPool.class);
                    assertThat(pool.target()).isEqualTo("jdbc:h2:mem:native;MODE=MySQL");
                    assertThat(context.getBean(HikariDataSource.class).getPassword())
                            .isEqualTo("hidden-url");
                    assertThat(String.join(
                                    " ",
                                    pool.toString(),
                                    pool.settings().toString(),
                                    context.getBean("ordersDataSource").toString()))
                            .doesNotContain("hidden");
                });
        assertThat(output).doesNotContain("hidden-");
    }

    @Test
    void whatTheDriverIsToldIsChangedWhereItIsSet() {
        String bouncer = "jdbc:postgresql://127.0.0.1:1/orders";
        String property = "pools.jdbc.orders.hikari.data-source-properties.";
        String told = "?prepareThreshold=5&connectTimeout=0";
        assertAssigned(
                List.of("url=" + bouncer, "hikari.data-source-properties.prepareThreshold=5"),
                "prepare-threshold",
                0,
                property + "prepareThreshold=0");
        assertAssigned(
                List.of("url=" + bouncer + told),
                "prepare-threshold",
                0,
                "prepareThreshold=0 in pools.jdbc.orders.url");
        assertAssigned(
                List.of("url=" + bouncer + told),
                "connect-timeout",
                Duration.ofSeconds(10),
                "connectTimeout=10 in pools.jdbc.orders.url");
    }

    private void assertAssigned(List<String> keys, String key, Object value, String expected) {
        runner.withPropertyValues(
                        keys.stream().map(set -> "pools.jdbc.orders." + set).toArray(String[]::new))
                .withPropertyValues("pools.jdbc.orders.pgbouncer.mode=transaction")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(JdbcPool.class).assignment(key, value))
                            .isEqualTo(expected);
                });
    }

    private InvalidPoolConfigurationException assertFails(String property, String problem) {
        List<InvalidPoolConfigurationException> failures = new ArrayList<>();
        runner.withPropertyValues(property).run(context -> failures.add(JdbcContexts.failureOf(context)));
        InvalidPoolConfigurationException failure = failures.get(0);
        assertThat(failure).hasMessageStartingWith(problem);
        return failure;
    }

    private static Map<String, Setting> settings(JdbcPool pool) {
        return pool.settings().settings().stream().collect(Collectors.toMap(Setting::key, setting -> setting));
    }

    private static Map.Entry<String, Setting> shown(String key, Object value, String origin) {
        return entry(key, new Setting(key, value, origin));
    }
}
