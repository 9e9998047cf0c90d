/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.poolstarter.account.AccountBusyException;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.AccountPoolSettings;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.Lease;
import org.poolstarter.account.PoolClosedException;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.PoolsAutoConfiguration;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.Pools;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class AccountPoolsAutoConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(PoolsAutoConfiguration.class, AccountPoolsAutoConfiguration.class));

    @Test
    void withoutANameThereIsNoPool() {
        runner.withUserConfiguration(Factories.class)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(AccountPool.class));
    }

    @Test
    void eachPoolIsInjectedByItsQualifierAndOpensTheClientsOfItsOwnFactory() {
        runner.withUserConfiguration(Factories.class, Users.class)
                .withPropertyValues("pools.accounts.mail.exclusive=true", "pools.accounts.chat.profile=large")
                .run(context -> {
                    Users users = context.getBean(Users.class);
                    try (Lease<String> lease = users.mail().acquire("ada")) {
                        assertThat(lease.client()).isEqualTo("mail client of ada");
                    }
                    try (Lease<Integer> lease = users.chat().acquire(7)) {
                        assertThat(lease.client()).isEqualTo(70);
                    }
                    assertThat(context).hasBean("mailAccountPool").hasBean("chatAccountPool");
                    assertThat(context.getBean(Pools.class).all()).containsExactly(users.chat(), users.mail());
                });
    }

    @Test
    void poolsOfDifferentTypesAreInjectedByTypeAlone() {
        runner.withUserConfiguration(Factories.class, UsersByType.class)
                .withPropertyValues("pools.accounts.mail.exclusive=true", "pools.accounts.chat.profile=large")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    UsersByType users = context.getBean(UsersByType.class);
                    assertThat(users.mail().name()).isEqualTo("mail");
                    assertThat(users.chat().name()).isEqualTo("chat");
                });
    }

    @Test
    void aFactoryIsFoundByQualifierAsWellAsByBeanName() {
        runner.withUserConfiguration(QualifiedFactory.class)
                .withPropertyValues("pools.accounts.mail.profile=small")
                .run(context -> assertThat(context).hasSingleBean(AccountPool.class));
    }

    @ParameterizedTest
    @CsvSource({
        "small,   5, 3, PT30S, PT5M,  PT3M, PT1H, PT30S, PT60S",
        "medium, 10, 3, PT30S, PT10M, PT5M, PT1H, PT60S, PT60S",
        "large,  20, 3, PT30S, PT15M, PT5M, PT1H, PT60S, PT60S"
    })
    void everyValueOfAProfileArrivesInThePool(
            String profile,
            int maxSize,
            int maxPerAccount,
            Duration connectTimeout,
            Duration sessionTimeout,
            Duration idleTimeout,
            Duration maxLifetime,
            Duration acquireTimeout,
            Duration cleanupInterval) {
        withMail(Map.of("profile", profile), context -> {
            AccountPoolSettings limits = context.getBean(AccountPool.class).limits();
            assertThat(limits.maxSize()).isEqualTo(maxSize);
            assertThat(limits.maxPerAccount()).isEqualTo(maxPerAccount);
            assertThat(limits.exclusive()).isFalse();
            assertThat(limits.connectTimeout()).isEqualTo(connectTimeout);
            assertThat(limits.sessionTimeout()).isEqualTo(sessionTimeout);
            assertThat(limits.idleTimeout()).isEqualTo(idleTimeout);
            assertThat(limits.maxLifetime()).isEqualTo(maxLifetime);
            assertThat(limits.acquireTimeout()).isEqualTo(acquireTimeout);
            assertThat(limits.cleanupInterval()).isEqualTo(cleanupInterval);
            assertThat(settings(context))
                    .allSatisfy((key, setting) -> assertThat(setting.origin()).isEqualTo(profile));
        });
    }

    @Test
    void aProfileOfTheApplicationInheritsKeyByKeyFromItsBases() {
        runner.withUserConfiguration(Factories.class)
                .withPropertyValues(
                        "pools.profiles.nightly.base=quiet",
                        "pools.profiles.nightly.accounts.max-size=4",
                        "pools.profiles.nightly.accounts.keep-idle=false",
                        "pools.profiles.quiet.base=small",
                        "pools.profiles.quiet.accounts.max-size=6",
                        "pools.profiles.quiet.accounts.max-per-account=2",
                        "pools.profiles.quiet.accounts.session-timeout=90s",
                        "pools.accounts.mail.profile=nightly",
                        "pools.accounts.mail.idle-timeout=45s")
                .run(context -> {
                    assertThat(context.getBean(AccountPool.class).limits())
                            .isEqualTo(AccountPoolSettings.builder()
                                    .maxSize(4)
                                    .maxPerAccount(2)
                                    .acquireTimeout(Duration.ofSeconds(30))
                                    .connectTimeout(Duration.ofSeconds(30))
                                    .sessionTimeout(Duration.ofSeconds(90))
                                    .idleTimeout(Duration.ofSeconds(45))
                                    .maxLifetime(Duration.ofHours(1))
                                    .cleanupInterval(Duration.ofSeconds(60))
                                    .keepIdle(false)
                                    .closeTimeout(Duration.ofSeconds(10))
                                    .build());
                    assertThat(settings(context))
                            .containsEntry("max-size", new Setting("max-size", 4, "nightly"))
                            .containsEntry("keep-idle", new Setting("keep-idle", false, "nightly"))
                            .containsEntry("max-per-account", new Setting("max-per-account", 2, "quiet"))
                            .containsEntry(
                                    "session-timeout", new Setting("session-timeout", Duration.ofSeconds(90), "quiet"))
                            .containsEntry(
                                    "acquire-timeout", new Setting("acquire-timeout", Duration.ofSeconds(30), "small"))
                            .containsEntry(
                                    "idle-timeout",
                                    new Setting(
                                            "idle-timeout",
                                            Duration.ofSeconds(45),
                                            "pools.accounts.mail.idle-timeout"));
                });
    }

    @Test
    void everyKeyCanBeOverriddenAndSaysSo() {
        Map<String, String> own = Map.ofEntries(
                Map.entry("max-size", "7"),
                Map.entry("max-per-account", "2"),
                Map.entry("acquire-timeout", "11s"),
                Map.entry("connect-timeout", "10s"),
                Map.entry("session-timeout", "12s"),
                Map.entry("idle-timeout", "13s"),
                Map.entry("max-lifetime", "14s"),
                Map.entry("cleanup-interval", "15s"),
                Map.entry("keep-idle", "false"),
                Map.entry("close-timeout", "16s"));
        withMail(own, context -> {
            assertThat(context.getBean(AccountPool.class).limits())
                    .usingRecursiveComparison()
                    .isEqualTo(AccountPoolSettings.builder()
                            .maxSize(7)
                            .maxPerAccount(2)
                            .acquireTimeout(Duration.ofSeconds(11))
                            .connectTimeout(Duration.ofSeconds(10))
                            .sessionTimeout(Duration.ofSeconds(12))
                            .idleTimeout(Duration.ofSeconds(13))
                            .maxLifetime(Duration.ofSeconds(14))
                            .cleanupInterval(Duration.ofSeconds(15))
                            .keepIdle(false)
                            .closeTimeout(Duration.ofSeconds(16))
                            .build());
            assertThat(settings(context).keySet()).isEqualTo(own.keySet());
            assertThat(settings(context))
                    .allSatisfy((key, setting) -> assertThat(setting.origin()).isEqualTo("pools.accounts.mail." + key));
        });
    }

    @Test
    void anExclusivePoolHasOneClientPerAccountAndTellsTheSecondCallerAtOnce() {
        withMail(Map.of("exclusive", "true"), context -> {
            AccountPool<String, String> pool = mail(context);
            assertThat(pool.limits().maxPerAccount()).isEqualTo(1);
            assertThat(settings(context).get("max-per-account"))
                    .isEqualTo(new Setting("max-per-account", 1, "pools.accounts.mail.exclusive"));
            try (Lease<String> lease = acquire(pool)) {
                assertThat(lease.client()).isNotNull();
                assertThatThrownBy(() -> acquire(pool))
                        .isInstanceOf(AccountBusyException.class)
                        .hasMessageContaining("session already active");
            }
        });
    }

    @Test
    void theProfilesConnectTimeoutIsLoweredToAShorterAcquireTimeout() {
        withMail(
                Map.of("acquire-timeout", "5s"),
                context -> assertThat(settings(context).get("connect-timeout"))
                        .isEqualTo(new Setting(
                                "connect-timeout", Duration.ofSeconds(5), "medium, lowered to acquire-timeout")));
    }

    @ParameterizedTest
    @CsvSource({
        "max-size,        0,  max-size must be at least 1 but is 0",
        "max-per-account, 0,  max-per-account must be at least 1 but is 0",
        "session-timeout, -1s, session-timeout must be positive but is -1s",
        "connect-timeout, 2m, connect-timeout must not be above acquire-timeout (1m) but is 2m",
        "close-timeout,   -1s, close-timeout must not be negative but is -1s"
    })
    void aValueOutOfBoundsStopsTheStartAndIsNamed(String key, String value, String message) {
        withMail(
                Map.of(key, value),
                context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .isInstanceOf(InvalidPoolConfigurationException.class)
                        .hasMessage("pools.accounts.mail." + message));
    }

    @Test
    void anExclusivePoolWithMoreThanOneClientPerAccountStopsTheStart() {
        withMail(
                Map.of("exclusive", "true", "max-per-account", "3"),
                context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessage("pools.accounts.mail.max-per-account must be 1 for an exclusive pool but is 3"));
    }

    @Test
    void aPoolWithoutFactoryStopsTheStartAndShowsTheBeanToWrite() {
        runner.withPropertyValues("pools.accounts.mail.profile=small")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .isInstanceOfSatisfying(InvalidPoolConfigurationException.class, failure -> {
                            assertThat(failure)
                                    .hasMessage(
                                            "pools.accounts.mail has no client factory: there is no ClientFactory bean");
                            assertThat(failure.remedy()).contains("@Bean", "ClientFactory<Account, Client> mail()");
                        }));
    }

    @Test
    void aFactoryOfTheWrongNameStopsTheStartAndIsNamed() {
        runner.withUserConfiguration(Factories.class)
                .withPropertyValues("pools.accounts.post.profile=small")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessage("pools.accounts.post has no client factory: the ClientFactory beans are named mail,"
                                + " chat"));
    }

    @Test
    void aBeanOfTheApplicationWithThePoolsBeanNameStopsTheStart() {
        runner.withUserConfiguration(Factories.class)
                .withBean("mailAccountPool", String.class, () -> "mine")
                .withPropertyValues("pools.accounts.mail.profile=small")
                .run(context -> assertThat(context.getStartupFailure())
                        .hasMessage("pools.accounts.mail defines the bean 'mailAccountPool', and so does the"
                                + " application"));
    }

    @Test
    void closingTheContextClosesThePools() {
        AtomicReference<@Nullable AccountPool<String, String>> pool = new AtomicReference<>();
        withMail(Map.of(), context -> pool.set(mail(context)));

        assertThatThrownBy(() -> acquire(Objects.requireNonNull(pool.get()))).isInstanceOf(PoolClosedException.class);
    }

    @Test
    void aContextThatIsStoppedOrPausedAndStartedAgainHasItsPools() {
        withMail(Map.of(), context -> {
            ConfigurableApplicationContext application = context.getSourceApplicationContext();
            application.stop();
            application.start();
            acquire(mail(context)).close();

            application.pause();
            application.restart();
            acquire(mail(context)).close();
        });
    }

    @Test
    void oneKeyTurnsThemOff() {
        runner.withUserConfiguration(Factories.class)
                .withPropertyValues("pools.enabled=false", "pools.accounts.mail.profile=small")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(AccountPool.class));
    }

    private void withMail(Map<String, String> keys, Consumer<AssertableApplicationContext> test) {
        String[] values = keys.entrySet().stream()
                .map(entry -> "pools.accounts.mail." + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
        runner.withUserConfiguration(Factories.class)
                .withPropertyValues("pools.accounts.mail.profile=medium")
                .withPropertyValues(values)
                .run(test::accept);
    }

    @SuppressWarnings("unchecked") // the factory of that name says so
    private static AccountPool<String, String> mail(AssertableApplicationContext context) {
        return context.getBean("mailAccountPool", AccountPool.class);
    }

    private static Lease<String> acquire(AccountPool<String, String> pool) {
        try {
            return pool.acquire("ada");
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ex);
        }
    }

    private static Map<String, Setting> settings(AssertableApplicationContext context) {
        return context.getBean(AccountPool.class).settings().settings().stream()
                .collect(Collectors.toMap(Setting::key, setting -> setting));
    }

    @Configuration(proxyBeanMethods = false)
    static class Factories {

        @Bean
        ClientFactory<String, String> mail() {
            return account -> "mail client of " + account;
        }

        @Bean
        ClientFactory<Integer, Integer> chat() {
            return account -> account * 10;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class QualifiedFactory {

        @Bean
        @Qualifier("mail")
        ClientFactory<String, String> imapFactory() {
            return account -> account;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Users {

        private @Nullable AccountPool<String, String> mail;
        private @Nullable AccountPool<Integer, Integer> chat;

        @Autowired
        void pools(
                @Qualifier("mail") AccountPool<String, String> mail,
                @Qualifier("chat") AccountPool<Integer, Integer> chat) {
            this.mail = mail;
            this.chat = chat;
        }

        AccountPool<String, String> mail() {
            return Objects.requireNonNull(mail);
        }

        AccountPool<Integer, Integer> chat() {
            return Objects.requireNonNull(chat);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class UsersByType extends Users {

        @Autowired
        @Override
        void pools(AccountPool<String, String> mail, AccountPool<Integer, Integer> chat) {
            super.pools(mail, chat);
        }
    }
}
