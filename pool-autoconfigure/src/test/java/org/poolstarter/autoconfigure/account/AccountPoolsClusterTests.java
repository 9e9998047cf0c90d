/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.poolstarter.account.AccountBusyException;
import org.poolstarter.account.AccountPermits;
import org.poolstarter.account.AccountPool;
import org.poolstarter.account.ClientFactory;
import org.poolstarter.account.Lease;
import org.poolstarter.account.redis.TestRedis;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.PoolsAutoConfiguration;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolSettings.Setting;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

class AccountPoolsClusterTests {

    private static final String KEY = "pools.accounts.mail.cluster";

    private static final TestRedis REDIS = TestRedis.start();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    PoolsAutoConfiguration.class,
                    AccountPoolsAutoConfiguration.class,
                    DataRedisAutoConfiguration.class))
            .withUserConfiguration(Mail.class)
            .withPropertyValues(
                    "spring.data.redis.port=" + REDIS.port(),
                    "pools.accounts.mail.exclusive=true",
                    KEY + ".enabled=true",
                    KEY + ".lease=5s");

    @AfterAll
    static void stopRedis() {
        REDIS.close();
    }

    @Test
    void twoApplicationsHaveOneSessionOfAnAccountBetweenThem() {
        runner.withPropertyValues(KEY + ".replica=one")
                .run(one -> runner.withPropertyValues(KEY + ".replica=two").run(two -> {
                    try (Lease<String> held = pool(one).acquire("ada")) {
                        assertThatThrownBy(() -> pool(two).acquire("ada"))
                                .isInstanceOf(AccountBusyException.class)
                                .hasMessageContaining("held by replica one");
                        assertThat(held.client()).isEqualTo("client of ada");
                    }
                    pool(two).acquire("ada").close();
                }));
    }

    @Test
    void whatAnApplicationHadIsFreeOnceItsContextIsClosed() {
        runner.withPropertyValues(KEY + ".lease=1h")
                .run(one -> pool(one).acquire("eve").close());
        assertThat(REDIS.client().opsForZSet().size("pools:{mail}:account:eve")).isZero();
    }

    @Test
    void theSettingsAndTheirOriginsAreShown() {
        runner.withPropertyValues(KEY + ".max-size=7")
                .run(context -> assertThat(pool(context).settings().settings())
                        .contains(
                                new Setting("cluster.enabled", true, KEY + ".enabled"),
                                new Setting("cluster.lease", Duration.ofSeconds(5), KEY + ".lease"),
                                new Setting("cluster.max-size", 7, KEY + ".max-size"),
                                new Setting("cluster.wait-replicas", 0, "built-in"))
                        .anySatisfy(setting -> {
                            assertThat(setting.key()).isEqualTo("cluster.when-unavailable");
                            assertThat(setting.value()).isEqualTo("fail-closed");
                        }));
    }

    @Test
    void aPoolThatIsNotExclusiveKeepsItsShareWithoutRedis() {
        runner.withPropertyValues("pools.accounts.mail.exclusive=false")
                .run(context -> assertThat(pool(context).settings().settings()).anySatisfy(setting -> {
                    assertThat(setting.key()).isEqualTo("cluster.when-unavailable");
                    assertThat(setting.value()).isEqualTo("local-share");
                }));
    }

    @Test
    void withoutTheKeyThePoolIsAloneAndHasNoMetersOfACluster() {
        runner.withPropertyValues(KEY + ".enabled=false").run(context -> {
            assertThat(pool(context).sections()).doesNotContainKey("cluster");
            assertThat(pool(context).measures()).extracting(PoolMeasure::name).containsExactly("pool.leaks");
        });
    }

    @Test
    void metersAndSectionAreThoseOfTheCluster() {
        runner.run(context -> {
            assertThat(pool(context).sections()).containsKey("cluster");
            assertThat(pool(context).measures()).extracting(PoolMeasure::name).contains("pool.cluster.used");
        });
    }

    @Test
    void permitsOfTheApplicationWin() {
        runner.withUserConfiguration(OwnPermits.class)
                .run(context -> assertThat(pool(context).sections()).containsEntry("cluster", Map.of("by", "hand")));
    }

    @Test
    void aNamedConnectionFactoryIsUsed() {
        runner.withUserConfiguration(TwoFactories.class)
                .withPropertyValues(KEY + ".redis=second")
                .run(context -> {
                    pool(context).acquire("ada").close();
                    assertThat(context.getBean("second", LettuceConnectionFactory.class)
                                    .isRunning())
                            .isTrue();
                });
    }

    @Test
    void thePrimaryOneIsUsedUnlessOneIsNamed() {
        runner.withUserConfiguration(TwoFactories.class, PrimaryFactory.class)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void ofTwoConnectionFactoriesOneMustBeNamed() {
        runner.withUserConfiguration(TwoFactories.class)
                .run(context -> assertFailure(
                        context,
                        KEY + ".enabled is true but there is more than one RedisConnectionFactory bean: first, second",
                        "Name one of them by " + KEY + ".redis."));
    }

    @Test
    void aConnectionFactoryThatIsNotThereStopsTheStart() {
        runner.withPropertyValues(KEY + ".redis=second")
                .run(context -> assertFailure(
                        context,
                        KEY + ".redis is 'second' but there is no RedisConnectionFactory bean of that name",
                        "Use one of redisConnectionFactory."));
    }

    @Test
    void aMissingLibraryIsNamed() {
        runner.withClassLoader(new FilteredClassLoader("org.springframework.data.redis"))
                .run(
                        context -> assertFailure(
                                context,
                                KEY + ".enabled is true but spring-data-redis is not on the class path",
                                "Add the dependency org.springframework.boot:spring-boot-starter-data-redis, or set the key to false."));
        runner.withClassLoader(new FilteredClassLoader("io.lettuce"))
                .run(
                        context -> assertFailure(
                                context,
                                KEY + ".enabled is true but lettuce-core is not on the class path",
                                "Add the dependency org.springframework.boot:spring-boot-starter-data-redis, or set the key to false."));
    }

    @Test
    void withoutTheLibrariesPoolsThatAreAloneWork() {
        runner.withClassLoader(new FilteredClassLoader("org.springframework.data.redis", "io.lettuce"))
                .withPropertyValues(KEY + ".enabled=false")
                .run(context -> pool(context).acquire("ada").close());
    }

    @Test
    void withoutAConnectionFactoryTheStartStops() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(PoolsAutoConfiguration.class, AccountPoolsAutoConfiguration.class))
                .withUserConfiguration(Mail.class)
                .withPropertyValues(KEY + ".enabled=true")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessage(KEY + ".enabled is true but there is no RedisConnectionFactory bean"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "lease=10ms ; cluster.lease must be 1s to 1h but is 10ms",
                "max-size=0 ; cluster.max-size must be at least 1 but is 0",
                "replicas=0 ; cluster.replicas must be at least 1 but is 0",
                "replica=a|b ; cluster.replica must be a name without |",
                "wait-replicas=-1 ; cluster.wait-replicas must not be negative but is -1",
                "wait-timeout=1h ; cluster.wait-timeout must be 1ms to a sixth of the lease",
                "key-prefix={x ; cluster.key-prefix must be a text without {"
            })
    void aValueThatCannotBeUsedStopsTheStartWithItsKey(String value, String message) {
        runner.withPropertyValues(KEY + "." + value.trim())
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .message()
                        .startsWith("pools.accounts.mail." + message.trim()));
    }

    private static void assertFailure(AssertableApplicationContext context, String problem, String remedy) {
        assertThat(context.getStartupFailure())
                .rootCause()
                .isInstanceOfSatisfying(InvalidPoolConfigurationException.class, failure -> {
                    assertThat(failure).hasMessage(problem);
                    assertThat(failure.remedy()).isEqualTo(remedy);
                });
    }

    @SuppressWarnings("unchecked") // the pool of the factory below
    private static AccountPool<String, String> pool(AssertableApplicationContext context) {
        return context.getBean(AccountPool.class);
    }

    @Configuration(proxyBeanMethods = false)
    static class Mail {

        @Bean
        ClientFactory<String, String> mail() {
            return account -> "client of " + account;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoFactories {

        @Bean
        RedisConnectionFactory first() {
            return REDIS.connections();
        }

        @Bean
        RedisConnectionFactory second() {
            return REDIS.connections();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class PrimaryFactory {

        @Bean
        @Primary
        RedisConnectionFactory third() {
            return REDIS.connections();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnPermits {

        @Bean
        AccountPermits<String> mailAccountPermits() {
            return new AccountPermits<>() {
                @Override
                public void start(Holder<String> holder) {}

                @Override
                public void changed(String account) {}

                @Override
                public void release(String account, Permit permit) {}

                @Override
                public Map<String, Object> section() {
                    return Map.of("by", "hand");
                }

                @Override
                public void close() {}
            };
        }
    }
}
