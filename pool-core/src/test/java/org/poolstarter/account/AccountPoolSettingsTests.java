/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bounds of the settings of an account pool. */
class AccountPoolSettingsTests {

    static Stream<Arguments> outOfBounds() {
        return Stream.of(
                bad("max-size must be at least 1 but is 0", limits -> limits.maxSize(0)),
                bad("max-per-account must be at least 1 but is 0", limits -> limits.maxPerAccount(0)),
                bad(
                        "max-per-account must be 1 for an exclusive pool but is 2",
                        limits -> limits.exclusive().maxPerAccount(2)),
                bad("acquire-timeout must be positive but is 0s", limits -> limits.acquireTimeout(Duration.ZERO)),
                bad("connect-timeout must be positive but is 0s", limits -> limits.connectTimeout(Duration.ZERO)),
                bad(
                        "connect-timeout must not be above acquire-timeout (1m) but is 60000000001ns",
                        limits -> limits.connectTimeout(Duration.ofMinutes(1).plusNanos(1))),
                bad(
                        "session-timeout must be positive but is -1s",
                        limits -> limits.sessionTimeout(Duration.ofSeconds(-1))),
                bad("idle-timeout must be positive but is 0s", limits -> limits.idleTimeout(Duration.ZERO)),
                bad("max-lifetime must be positive but is 0s", limits -> limits.maxLifetime(Duration.ZERO)),
                bad("cleanup-interval must be positive but is 0s", limits -> limits.cleanupInterval(Duration.ZERO)),
                bad(
                        "close-timeout must not be negative but is -1s",
                        limits -> limits.closeTimeout(Duration.ofSeconds(-1))));
    }

    private static Arguments bad(String message, UnaryOperator<AccountPoolSettings.Builder> change) {
        return Arguments.of(message, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outOfBounds")
    void aValueOutOfItsBoundsIsNamed(String message, UnaryOperator<AccountPoolSettings.Builder> change) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> change.apply(AccountPoolSettings.builder()).build())
                .withMessage(message);
    }

    @Test
    void anExclusivePoolHasOneClientOfAnAccount() {
        AccountPoolSettings limits = AccountPoolSettings.builder().exclusive().build();

        assertThat(limits.maxPerAccount()).isEqualTo(1);
        assertThat(limits.maxSize()).isEqualTo(10);
    }

    @Test
    void aTimeoutOfAnAcquireIsNotNegative() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AcquireOptions.defaults().withTimeout(Duration.ofMillis(-1)))
                .withMessage("timeout must not be negative but is -1ms");
    }

    @Test
    void aPoolHasAName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AccountPool.builder("", account -> account).build())
                .withMessage("name must not be empty");
    }
}
