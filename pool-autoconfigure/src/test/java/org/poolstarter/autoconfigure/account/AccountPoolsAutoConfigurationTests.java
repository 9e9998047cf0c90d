/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
import org.poolstarter.account.AccountPoolSettings.LeakStacks;
import org.poolstarter.account.AccountPoolSettings.ReuseOrder;
import org.poolstarter.account.AccountPoolSettings.WhenBusy;
import org.poolstarter.account.AcquireOptions;
import org.poolstarter.account.AcquireRejectedException;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.Lease;
import org.poolstarter.account.PoolClosedException;
import org.poolstarter.autoconfigure.AccountPoolProperties;
import org.poolstarter.autoconfigure.AccountTuning;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.PoolsAutoConfiguration;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.Pools;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
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
                    .allSatisfy((key, setting) -> assertThat(setting.origin())
                            .isEqualTo(key.equals("leak-threshold") ? "four fifths of session-timeout" : profile));
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
                            .usingRecursiveComparison()
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

    /** A value that no profile has for each setting that the engine knows. */
    private static Map<String, String> ownKeys() {
        return Map.ofEntries(
                Map.entry("max-size", "7"),
                Map.entry("max-per-account", "2"),
                Map.entry("when-busy", "wait"),
                Map.entry("keep-idle", "false"),
                Map.entry("reuse-order", "lru"),
                Map.entry("max-opening", "4"),
                Map.entry("max-pending", "100"),
                Map.entry("max-pending-per-account", "50"),
                Map.entry("acquire-timeout", "11s"),
                Map.entry("connect-timeout", "10s"),
                Map.entry("session-timeout", "12s"),
                Map.entry("leak-threshold", "9s"),
                Map.entry("leak-stacks", "all"),
                Map.entry("idle-timeout", "13s"),
                Map.entry("max-lifetime", "14s"),
                Map.entry("lifetime-jitter", "0.25"),
                Map.entry("max-uses", "1000"),
                Map.entry("validate-after", "3s"),
                Map.entry("keepalive-interval", "5s"),
                Map.entry("open-backoff", "200ms"),
                Map.entry("max-open-backoff", "20s"),
                Map.entry("aging-interval", "2s"),
                Map.entry("cleanup-interval", "15s"),
                Map.entry("close-timeout", "16s"),
                Map.entry("session-records", "17"),
                Map.entry("session-log", "true"));
    }

    private static AccountPoolSettings ownSettings() {
        return AccountPoolSettings.builder()
                .maxSize(7)
                .maxPerAccount(2)
                .whenBusy(WhenBusy.WAIT)
                .keepIdle(false)
                .reuseOrder(ReuseOrder.LRU)
                .maxOpening(4)
                .maxPending(100)
                .maxPendingPerAccount(50)
                .acquireTimeout(Duration.ofSeconds(11))
                .connectTimeout(Duration.ofSeconds(10))
                .sessionTimeout(Duration.ofSeconds(12))
                .leakThreshold(Duration.ofSeconds(9))
                .leakStacks(LeakStacks.ALL)
                .idleTimeout(Duration.ofSeconds(13))
                .maxLifetime(Duration.ofSeconds(14))
                .lifetimeJitter(0.25)
                .maxUses(1000)
                .validateAfter(Duration.ofSeconds(3))
                .keepaliveInterval(Duration.ofSeconds(5))
                .openBackoff(Duration.ofMillis(200))
                .maxOpenBackoff(Duration.ofSeconds(20))
                .agingInterval(Duration.ofSeconds(2))
                .cleanupInterval(Duration.ofSeconds(15))
                .closeTimeout(Duration.ofSeconds(16))
                .sessionRecords(17)
                .sessionLog(true)
                .build();
    }

    @Test
    void everySettingOfTheEngineHasAKey() {
        Set<String> settings = Arrays.stream(AccountPoolSettings.Builder.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> method.getReturnType() == AccountPoolSettings.Builder.class)
                .map(method -> DataObjectPropertyName.toDashedForm(method.getName()))
                .collect(Collectors.toSet());
        assertThat(settings).contains("exclusive").hasSizeGreaterThan(20);
        assertThat(keysOf(AccountPoolProperties.class)).containsAll(settings).contains("limits", "profile");

        settings.remove("exclusive");
        assertThat(ownKeys().keySet()).isEqualTo(settings);
        // The bound of what an order over HTTP may set; not a setting of the engine.
        settings.add("max-size-limit");
        assertThat(keysOf(AccountTuning.class)).isEqualTo(settings);
    }

    private static Set<String> keysOf(Class<?> properties) {
        return Arrays.stream(BeanUtils.getPropertyDescriptors(properties))
                .filter(property -> property.getWriteMethod() != null)
                .map(property -> DataObjectPropertyName.toDashedForm(property.getName()))
                .collect(Collectors.toSet());
    }

    @Test
    void everyKeyCanBeOverriddenAndSaysSo() {
        withMail(ownKeys(), context -> {
            assertThat(context.getBean(AccountPool.class).limits())
                    .usingRecursiveComparison()
                    .isEqualTo(ownSettings());
            assertThat(settings(context).keySet()).isEqualTo(ownKeys().keySet());
            assertThat(settings(context))
                    .allSatisfy((key, setting) -> assertThat(setting.origin()).isEqualTo("pools.accounts.mail." + key));
        });
    }

    @Test
    void everyKeyCanBeSetByAProfileOfTheApplication() {
        String[] values = ownKeys().entrySet().stream()
                .map(entry -> "pools.profiles.nightly.accounts." + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
        runner.withUserConfiguration(Factories.class)
                .withPropertyValues("pools.accounts.mail.profile=nightly")
                .withPropertyValues(values)
                .run(context -> {
                    assertThat(context.getBean(AccountPool.class).limits())
                            .usingRecursiveComparison()
                            .isEqualTo(ownSettings());
                    assertThat(settings(context).keySet()).isEqualTo(ownKeys().keySet());
                    assertThat(settings(context))
                            .allSatisfy((key, setting) ->
                                    assertThat(setting.origin()).isEqualTo("nightly"));
                });
    }

    @Test
    void withoutKeysAPoolHasTheValuesThatTheEngineHasByItself() {
        withMail(
                Map.of(),
                context -> assertThat(context.getBean(AccountPool.class).limits())
                        .usingRecursiveComparison()
                        .isEqualTo(AccountPoolSettings.builder().build()));
    }

    @Test
    void zeroTurnsTheKeepaliveOfAProfileOff() {
        runner.withUserConfiguration(Factories.class)
                .withPropertyValues(
                        "pools.profiles.medium.accounts.keepalive-interval=1m",
                        "pools.accounts.mail.keepalive-interval=0")
                .run(context -> assertThat(
                                context.getBean(AccountPool.class).limits().keepaliveInterval())
                        .isNull());
    }

    @Test
    void limitsOfSingleAccountsGoByTheirText() {
        withMail(Map.of("limits.[vip@example.org]", "2", "limits.bob", "1"), context -> {
            assertThat(settings(context))
                    .containsEntry(
                            "limits[vip@example.org]",
                            new Setting("limits[vip@example.org]", 2, "pools.accounts.mail.limits[vip@example.org]"))
                    .containsEntry("limits[bob]", new Setting("limits[bob]", 1, "pools.accounts.mail.limits[bob]"));
            AccountPool<String, String> pool = mail(context);
            assertThat(clientsAtOnce(pool, "vip@example.org")).isEqualTo(2);
            assertThat(clientsAtOnce(pool, "bob")).isEqualTo(1);
            assertThat(clientsAtOnce(pool, "ada")).isEqualTo(3);
        });
    }

    private static int clientsAtOnce(AccountPool<String, String> pool, String account) {
        List<Lease<String>> leases = new ArrayList<>();
        try {
            while (true) {
                leases.add(pool.acquire(account, AcquireOptions.defaults().withoutQueueing()));
            }
        } catch (AcquireRejectedException ex) {
            return leases.size();
        } catch (InterruptedException ex) {
            throw new IllegalStateException(ex);
        } finally {
            leases.forEach(Lease::close);
            pool.clear();
        }
    }

    @Test
    void limitsOfAccountsWithoutTextStopTheStart() {
        runner.withUserConfiguration(TextlessFactory.class)
                .withPropertyValues("pools.accounts.mail.limits.bob=1")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .isInstanceOfSatisfying(InvalidPoolConfigurationException.class, failure -> {
                            assertThat(failure)
                                    .hasMessage("pools.accounts.mail.limits names accounts by their text, but "
                                            + Textless.class.getName() + " has no toString of its own");
                            assertThat(failure.remedy()).contains("Give Textless a toString", "changeLimit");
                        }));
    }

    @Test
    void ofTheBackOffsThatOfAProfileGivesWayToThePoolsOwn() {
        withMail(
                Map.of("open-backoff", "1m"),
                context -> assertThat(settings(context))
                        .containsEntry(
                                "max-open-backoff",
                                new Setting(
                                        "max-open-backoff", Duration.ofMinutes(1), "medium, raised to open-backoff")));
        withMail(
                Map.of("max-open-backoff", "20ms"),
                context -> assertThat(settings(context))
                        .containsEntry(
                                "open-backoff",
                                new Setting(
                                        "open-backoff", Duration.ofMillis(20), "medium, lowered to max-open-backoff")));
    }

    @Test
    void theProfilesLeakThresholdIsLoweredToAShorterSessionTimeout() {
        runner.withUserConfiguration(Factories.class)
                .withPropertyValues(
                        "pools.profiles.medium.accounts.leak-threshold=5m", "pools.accounts.mail.session-timeout=2m")
                .run(context -> assertThat(settings(context))
                        .containsEntry(
                                "leak-threshold",
                                new Setting(
                                        "leak-threshold",
                                        Duration.ofMinutes(2),
                                        "medium, lowered to session-timeout")));
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
        "close-timeout,   -1s, close-timeout must not be negative but is -1s",
        "max-opening,     0,  max-opening must be at least 1 but is 0",
        "max-pending,     0,  max-pending must be at least 1 but is 0",
        "max-pending-per-account, 0, max-pending-per-account must be at least 1 but is 0",
        "max-uses,        0,  max-uses must be at least 1 but is 0",
        "leak-threshold,  0,  leak-threshold must be positive but is 0s",
        "leak-threshold,  11m, leak-threshold must not be above session-timeout (10m) but is 11m",
        "lifetime-jitter, 1.5, lifetime-jitter must be 0.0 to 0.9 but is 1.5",
        "validate-after,  -1s, validate-after must not be negative but is -1s",
        "keepalive-interval, -1s, keepalive-interval must be positive but is -1s",
        "open-backoff,    -1s, open-backoff must not be negative but is -1s",
        "max-open-backoff, -1s, open-backoff must not be negative but is -1s",
        "aging-interval,  0,  aging-interval must be positive but is 0s",
        "session-records, -1, session-records must be 0 to 100000 but is -1",
        "session-records, 100001, session-records must be 0 to 100000 but is 100001",
        "limits.bob,      0,  limits[bob] must be at least 1 but is 0"
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
    void anAccountOfAnExclusivePoolWithALimitAboveOneStopsTheStart() {
        withMail(
                Map.of("exclusive", "true", "limits.bob", "2"),
                context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessage("pools.accounts.mail.limits[bob] must be 1 for an exclusive pool but is 2"));
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

    /** An account that nobody can name. */
    static final class Textless {}

    @Configuration(proxyBeanMethods = false)
    static class TextlessFactory {

        @Bean
        ClientFactory<Textless, String> mail() {
            return account -> "client";
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
