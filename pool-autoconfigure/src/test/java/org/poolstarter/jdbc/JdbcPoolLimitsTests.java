/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.poolstarter.pool.PoolSettings;

class JdbcPoolLimitsTests {

    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);
    private static final Duration HALF_HOUR = Duration.ofMinutes(30);

    @ParameterizedTest
    @MethodSource
    void refusesWhatHikariWouldCorrectInSilence(Runnable construction, String message) {
        assertThatExceptionOfType(InvalidJdbcSettingException.class)
                .isThrownBy(construction::run)
                .withMessage(message);
    }

    static Stream<Arguments> refusesWhatHikariWouldCorrectInSilence() {
        return Stream.of(
                broken(() -> sizes(0, 0), "max-size must be at least 1 but is 0"),
                broken(() -> sizes(-1, 5), "min-idle must be at least 0 but is -1"),
                broken(() -> sizes(6, 5), "min-idle must be at most max-size, which is 5, but is 6"),
                broken(
                        () -> waits(Duration.ofMillis(249), ONE_SECOND),
                        "acquire-timeout must be at least 250ms but is 249ms"),
                broken(
                        () -> waits(FIVE_SECONDS, Duration.ofMillis(249)),
                        "validation-timeout must be at least 250ms but is 249ms"),
                broken(
                        () -> waits(FIVE_SECONDS, FIVE_SECONDS),
                        "validation-timeout must be below acquire-timeout, which is 5s, but is 5s"),
                broken(
                        () -> ages(Duration.ofMillis(9999), HALF_HOUR, null, null),
                        "idle-timeout must be at least 10s but is 9999ms"),
                broken(
                        () -> ages(HALF_HOUR, HALF_HOUR, null, null),
                        "idle-timeout must be at most max-lifetime less 1s, which is 1799s, but is 30m"),
                broken(
                        () -> ages(null, Duration.ofSeconds(29), null, null),
                        "max-lifetime must be at least 30s but is 29s"),
                broken(
                        () -> ages(null, HALF_HOUR, Duration.ofSeconds(29), null),
                        "keepalive must be at least 30s but is 29s"),
                broken(
                        () -> ages(null, HALF_HOUR, HALF_HOUR, null),
                        "keepalive must be below max-lifetime, which is 30m, but is 30m"),
                broken(() -> ages(null, HALF_HOUR, null, ONE_SECOND), "leak-threshold must be at least 2s but is 1s"),
                broken(
                        () -> ages(null, HALF_HOUR, null, HALF_HOUR.plusSeconds(1)),
                        "leak-threshold must be at most max-lifetime, which is 30m, but is 1801s"),
                broken(
                        () -> new DriverTimeouts(Duration.ofMillis(999), null),
                        "connect-timeout must be at least 1s but is 999ms"),
                broken(() -> new DriverTimeouts(null, Duration.ZERO), "socket-timeout must be at least 1s but is 0s"),
                broken(() -> new JdbcTarget("postgresql://db", null, null, null), "url must begin with jdbc:"));
    }

    @Test
    void acceptsEachBoundItself() {
        assertThat(new JdbcPoolLimits(
                        5,
                        5,
                        Duration.ofMillis(251),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(31),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(2)))
                .isNotNull();
    }

    @Test
    void acceptsThatNothingEverEnds() {
        assertThat(ages(null, null, null, null).maxLifetime()).isNull();
        assertThat(ages(HALF_HOUR, null, HALF_HOUR, HALF_HOUR).keepalive()).isEqualTo(HALF_HOUR);
    }

    @Test
    void noTextOfTheSettingsHoldsThePassword() {
        JdbcTarget target = new JdbcTarget("jdbc:postgresql://u:hidden@db/o?password=hidden", "u", "hidden", null);
        JdbcPoolSettings settings = new JdbcPoolSettings(
                "orders",
                target,
                sizes(0, 1),
                new DriverTimeouts(null, null),
                JdbcWatchSettings.none(),
                false,
                false,
                PoolSettings.none());
        assertThat(settings.toString()).doesNotContain("hidden").contains("jdbc:postgresql://db/o");
    }

    private static Arguments broken(Runnable construction, String message) {
        return Arguments.of(construction, message);
    }

    private static JdbcPoolLimits sizes(int minIdle, int maxSize) {
        return new JdbcPoolLimits(minIdle, maxSize, FIVE_SECONDS, ONE_SECOND, null, null, null, null);
    }

    private static JdbcPoolLimits waits(Duration acquireTimeout, Duration validationTimeout) {
        return new JdbcPoolLimits(0, 1, acquireTimeout, validationTimeout, null, null, null, null);
    }

    private static JdbcPoolLimits ages(
            @Nullable Duration idleTimeout,
            @Nullable Duration maxLifetime,
            @Nullable Duration keepalive,
            @Nullable Duration leakThreshold) {
        return new JdbcPoolLimits(0, 1, FIVE_SECONDS, ONE_SECOND, idleTimeout, maxLifetime, keepalive, leakThreshold);
    }
}
