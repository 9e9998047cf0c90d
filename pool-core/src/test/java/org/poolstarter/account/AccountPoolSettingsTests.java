/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
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
                bad("max-opening must be at least 1 but is 0", limits -> limits.maxOpening(0)),
                bad("max-pending must be at least 1 but is 0", limits -> limits.maxPending(0)),
                bad("max-pending-per-account must be at least 1 but is 0", limits -> limits.maxPendingPerAccount(0)),
                bad("max-uses must be at least 1 but is 0", limits -> limits.maxUses(0)),
                bad("leak-threshold must be positive but is 0s", limits -> limits.leakThreshold(Duration.ZERO)),
                bad(
                        "leak-threshold must not be above session-timeout (10m) but is 600000000001ns",
                        limits -> limits.leakThreshold(Duration.ofMinutes(10).plusNanos(1))),
                bad("lifetime-jitter must be 0.0 to 0.9 but is -0.01", limits -> limits.lifetimeJitter(-0.01)),
                bad("lifetime-jitter must be 0.0 to 0.9 but is 0.91", limits -> limits.lifetimeJitter(0.91)),
                bad("lifetime-jitter must be 0.0 to 0.9 but is NaN", limits -> limits.lifetimeJitter(Double.NaN)),
                bad(
                        "validate-after must not be negative but is -1s",
                        limits -> limits.validateAfter(Duration.ofSeconds(-1))),
                bad("keepalive-interval must be positive but is 0s", limits -> limits.keepaliveInterval(Duration.ZERO)),
                bad(
                        "open-backoff must not be negative but is -1s",
                        limits -> limits.openBackoff(Duration.ofSeconds(-1))),
                bad(
                        "open-backoff must not be above max-open-backoff (30s) but is 31s",
                        limits -> limits.openBackoff(Duration.ofSeconds(31))),
                bad("aging-interval must be positive but is 0s", limits -> limits.agingInterval(Duration.ZERO)),
                bad("idle-timeout must be positive but is 0s", limits -> limits.idleTimeout(Duration.ZERO)),
                bad("max-lifetime must be positive but is 0s", limits -> limits.maxLifetime(Duration.ZERO)),
                bad("cleanup-interval must be positive but is 0s", limits -> limits.cleanupInterval(Duration.ZERO)),
                bad("session-records must be 0 to 100000 but is -1", limits -> limits.sessionRecords(-1)),
                bad("session-records must be 0 to 100000 but is 100001", limits -> limits.sessionRecords(100_001)),
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
    void valuesAtTheirBoundsAreTaken() {
        AccountPoolSettings limits = AccountPoolSettings.builder()
                .maxSize(1)
                .maxPerAccount(1)
                .maxOpening(1)
                .maxPending(1)
                .maxPendingPerAccount(1)
                .maxUses(1)
                .leakThreshold(Duration.ofMinutes(10))
                .lifetimeJitter(0.9)
                .validateAfter(Duration.ZERO)
                .keepaliveInterval(Duration.ofNanos(1))
                .openBackoff(Duration.ofSeconds(30))
                .agingInterval(Duration.ofNanos(1))
                .closeTimeout(Duration.ZERO)
                .sessionRecords(100_000)
                .sessionLog(true)
                .build();

        assertThat(limits.toBuilder().build()).usingRecursiveComparison().isEqualTo(limits);
        assertThat(limits.toBuilder()
                        .lifetimeJitter(0)
                        .openBackoff(Duration.ZERO)
                        .build()
                        .lifetimeJitter())
                .isZero();
    }

    @Test
    void theLeakThresholdFollowsTheSessionTimeoutUnlessSet() {
        AccountPoolSettings.Builder limits = AccountPoolSettings.builder().sessionTimeout(Duration.ofMinutes(5));

        assertThat(limits.build().leakThreshold()).isNull();
        assertThat(limits.build().effectiveLeakThreshold()).isEqualTo(Duration.ofMinutes(4));
        assertThat(limits.leakThreshold(Duration.ofMinutes(1)).build().effectiveLeakThreshold())
                .isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aPriorityHasBounds() {
        assertThat(AcquireOptions.defaults()
                        .withPriority(-100)
                        .withPriority(100)
                        .priority())
                .isEqualTo(100);
        for (int priority : List.of(-101, 101)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AcquireOptions.defaults().withPriority(priority))
                    .withMessage("priority must be -100 to 100 but is %d", priority);
        }
    }

    @Test
    void optionsAreAddedToEachOther() {
        AcquireOptions options = AcquireOptions.fresh()
                .withTimeout(Duration.ofSeconds(1))
                .withPriority(3)
                .withoutQueueing();

        assertThat(options).isEqualTo(new AcquireOptions(Duration.ofSeconds(1), false, true, 3));
        assertThat(options.withTimeout(Duration.ZERO).withPriority(4))
                .isEqualTo(new AcquireOptions(Duration.ZERO, false, true, 4));
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
