/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.poolstarter.account.AccountGuard;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.AccountUnavailableException;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.Lease;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.PoolsAutoConfiguration;
import org.poolstarter.pool.PoolSettings.Setting;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Keys of circuit breakers and rate limits. */
class AccountProtectionKeysTests {

    private static final String MAIL = "pools.accounts.mail.";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, AccountPoolsAutoConfiguration.class))
            .withUserConfiguration(Factory.class)
            .withPropertyValues(MAIL + "profile=small");

    @Test
    void withoutKeysAPoolIsNotProtectedThoughThereIsADefault() {
        runner.withPropertyValues("pools.protection.default.circuit-breaker.sliding-window-size=3")
                .run(context -> assertThat(mail(context).sections()).doesNotContainKey("protection"));
    }

    @Test
    void oneKeyGivesTheAccountsABreakerWithTheOtherValuesBuiltIn() {
        withMail(Map.of("circuit-breaker.failure-rate-threshold", "40"), context -> {
            assertThat(mail(context).sections()).containsKey("protection");
            assertThat(mail(context).settings().settings())
                    .contains(
                            new Setting(
                                    "circuit-breaker.failure-rate-threshold",
                                    40.0,
                                    MAIL + "circuit-breaker.failure-rate-threshold"),
                            new Setting("circuit-breaker.sliding-window-size", 10, "built-in"),
                            new Setting("circuit-breaker.minimum-number-of-calls", 5, "built-in"),
                            new Setting(
                                    "circuit-breaker.wait-duration-in-open-state", Duration.ofSeconds(60), "built-in"),
                            new Setting("max-accounts", 10_000, "built-in"))
                    .noneMatch(setting -> setting.key().startsWith("rate-limit"));
        });
    }

    @Test
    void aSharedProtectionIsFilledKeyByKeyFromItsBasesAndTheDefault() {
        runner.withPropertyValues(
                        MAIL + "protection=strict",
                        MAIL + "circuit-breaker.minimum-number-of-calls=1",
                        "pools.protection.strict.base-config=calm",
                        "pools.protection.strict.circuit-breaker.sliding-window-size=2",
                        "pools.protection.calm.circuit-breaker.sliding-window-size=3",
                        "pools.protection.calm.circuit-breaker.wait-duration-in-open-state=7s",
                        "pools.protection.calm.circuit-breaker.record-exceptions=java.io.IOException",
                        "pools.protection.default.circuit-breaker.failure-rate-threshold=90",
                        "pools.protection.default.circuit-breaker.wait-duration-in-open-state=8s",
                        "pools.protection.default.rate-limit.limit-for-period=1",
                        "pools.protection.default.max-accounts=12")
                .run(context -> {
                    assertThat(mail(context).settings().settings())
                            .contains(
                                    new Setting(
                                            "circuit-breaker.minimum-number-of-calls",
                                            1,
                                            MAIL + "circuit-breaker.minimum-number-of-calls"),
                                    new Setting(
                                            "circuit-breaker.sliding-window-size",
                                            2,
                                            "pools.protection.strict.circuit-breaker.sliding-window-size"),
                                    new Setting(
                                            "circuit-breaker.wait-duration-in-open-state",
                                            Duration.ofSeconds(7),
                                            "pools.protection.calm.circuit-breaker.wait-duration-in-open-state"),
                                    new Setting(
                                            "circuit-breaker.record-exceptions",
                                            "java.io.IOException",
                                            "pools.protection.calm.circuit-breaker.record-exceptions"),
                                    new Setting(
                                            "circuit-breaker.failure-rate-threshold",
                                            90.0,
                                            "pools.protection.default.circuit-breaker.failure-rate-threshold"),
                                    new Setting("max-accounts", 12, "pools.protection.default.max-accounts"))
                            .noneMatch(setting -> setting.key().startsWith("rate-limit"));
                    use(mail(context), new IllegalStateException("not recorded"));
                    use(mail(context), new IOException("dead"));
                    assertThatExceptionOfType(AccountUnavailableException.class)
                            .isThrownBy(() -> mail(context).acquire("ada"))
                            .satisfies(ex -> assertThat(ex.retryAfter())
                                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(7)));
                });
    }

    @Test
    void aRateLimitRefusesTheNextAcquireOfTheSameAccount() {
        withMail(Map.of("rate-limit.limit-for-period", "1", "rate-limit.limit-refresh-period", "30d"), context -> {
            mail(context).acquire("ada").close();
            mail(context).acquire("eve").close();
            assertThatExceptionOfType(AccountUnavailableException.class)
                    .isThrownBy(() -> mail(context).acquire("ada"))
                    .withMessageContaining("its rate limit is used up");
        });
    }

    @Test
    void oneKeyTurnsItOff() {
        runner.withPropertyValues(
                        MAIL + "protection=strict",
                        MAIL + "circuit-breaker.enabled=false",
                        "pools.protection.strict.circuit-breaker.sliding-window-size=2")
                .run(context -> assertThat(mail(context).sections()).doesNotContainKey("protection"));
    }

    @Test
    void aGuardOfTheApplicationWinsAndNeedsNoLibrary() {
        runner.withUserConfiguration(Guard.class)
                .withClassLoader(new FilteredClassLoader("io.github.resilience4j"))
                .withPropertyValues(MAIL + "circuit-breaker.sliding-window-size=2")
                .run(context -> assertThatExceptionOfType(AccountUnavailableException.class)
                        .isThrownBy(() -> mail(context).acquire("ada"))
                        .withMessageContaining("mine is closed"));
    }

    @Test
    void aGuardOfAnotherPoolIsNotAsked() {
        runner.withUserConfiguration(OtherGuard.class)
                .run(context -> mail(context).acquire("ada").close());
    }

    @Test
    void twoGuardsOfOnePoolStopTheStart() {
        runner.withUserConfiguration(Guard.class, NamedGuard.class)
                .run(
                        context -> assertThat(failure(context))
                                .hasMessage(
                                        "pools.accounts.mail has more than one AccountGuard: the beans guard, mailAccountGuard"));
    }

    @Test
    void withoutTheLibraryOfTheBreakerTheStartStopsAndSaysWhatToAdd() {
        runner.withClassLoader(new FilteredClassLoader(CircuitBreaker.class))
                .withPropertyValues(MAIL + "circuit-breaker.sliding-window-size=20")
                .run(context -> {
                    assertThat(failure(context))
                            .hasMessage(
                                    "pools.accounts.mail has a circuit-breaker but io.github.resilience4j:resilience4j-circuitbreaker is not on the class path");
                    assertThat(failure(context).remedy())
                            .isEqualTo(
                                    "Add the dependency io.github.resilience4j:resilience4j-circuitbreaker, or remove the keys of circuit-breaker or set its key enabled to false.");
                });
    }

    @Test
    void eachLibraryIsNeededOnlyForItsOwnKeys() {
        runner.withClassLoader(new FilteredClassLoader(RateLimiter.class))
                .withPropertyValues(MAIL + "circuit-breaker.sliding-window-size=20")
                .run(context -> assertThat(mail(context).sections()).containsKey("protection"));
        runner.withClassLoader(new FilteredClassLoader(RateLimiter.class))
                .withPropertyValues(MAIL + "rate-limit.limit-for-period=20")
                .run(context ->
                        assertThat(failure(context)).hasMessageContaining("resilience4j-ratelimiter is not on"));
        runner.withClassLoader(new FilteredClassLoader("io.github.resilience4j"))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pools.accounts.mail.circuit-breaker.failure-rate-threshold=101 | pools.accounts.mail.circuit-breaker.failure-rate-threshold must be above 0 and at most 100 but is 101.0",
                "pools.protection.shared.circuit-breaker.sliding-window-size=0 | pools.protection.shared.circuit-breaker.sliding-window-size must be 1 to 1000 but is 0",
                "pools.accounts.mail.circuit-breaker.minimum-number-of-calls=11 | pools.accounts.mail.circuit-breaker.minimum-number-of-calls must not be above sliding-window-size (10) but is 11",
                "pools.accounts.mail.circuit-breaker.wait-duration-in-open-state=0s | pools.accounts.mail.circuit-breaker.wait-duration-in-open-state must be at least 1ms but is 0s",
                "pools.accounts.mail.circuit-breaker.ignore-exceptions=java.lang.String | pools.accounts.mail.circuit-breaker.ignore-exceptions must name exceptions but names java.lang.String",
                "pools.accounts.mail.rate-limit.limit-refresh-period=5s | pools.accounts.mail.rate-limit.limit-for-period must be set, because the pool has a rate limit",
                "pools.protection.shared.max-accounts=0 | pools.protection.shared.max-accounts must be at least 1 but is 0",
                "pools.accounts.mail.protection=nobody | pools.accounts.mail.protection=nobody names a protection that does not exist",
                "pools.protection.shared.base-config=shared | pools.protection.shared.base-config=shared makes a circle of protections: shared -> shared"
            })
    void aValueThatCannotBeUsedStopsTheStartWithItsKey(String property, String text) {
        runner.withPropertyValues(
                        MAIL + "protection=shared", "pools.protection.shared.circuit-breaker.enabled=true", property)
                .run(context -> {
                    assertThat(failure(context)).hasMessage(text);
                    assertThat(failure(context).remedy()).isNotEmpty();
                });
    }

    private void withMail(Map<String, String> keys, ContextConsumer<AssertableApplicationContext> test) {
        String[] values = keys.entrySet().stream()
                .map(entry -> MAIL + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
        runner.withPropertyValues(values).run(test);
    }

    private static InvalidPoolConfigurationException failure(AssertableApplicationContext context) {
        for (Throwable cause = context.getStartupFailure(); cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidPoolConfigurationException invalid) {
                return invalid;
            }
        }
        throw new AssertionError("The start did not fail", context.getStartupFailure());
    }

    private static void use(AccountPool<String, String> pool, Exception error) throws InterruptedException {
        try (Lease<String> lease = pool.acquire("ada")) {
            lease.failed(error);
        }
    }

    @SuppressWarnings("unchecked") // the factory of that name says so
    private static AccountPool<String, String> mail(AssertableApplicationContext context) {
        return context.getBean("mailAccountPool", AccountPool.class);
    }

    @Configuration(proxyBeanMethods = false)
    static class Factory {

        @Bean
        ClientFactory<String, String> mail() {
            return account -> "client of " + account;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Guard {

        @Bean
        @Qualifier("mail")
        AccountGuard<String> guard() {
            return new Refusing();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class NamedGuard {

        @Bean
        AccountGuard<String> mailAccountGuard() {
            return new Refusing();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OtherGuard {

        @Bean
        @Qualifier("chat")
        AccountGuard<String> guard() {
            return new Refusing();
        }
    }

    private static final class Refusing implements AccountGuard<String> {

        @Override
        public Answer ask(String account) {
            return new Denial("mine is closed", Duration.ofSeconds(3));
        }

        @Override
        public void openFailed(String account, Throwable cause) {
            throw new AssertionError(cause);
        }
    }
}
