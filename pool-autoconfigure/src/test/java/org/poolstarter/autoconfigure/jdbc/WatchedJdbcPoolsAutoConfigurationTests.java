/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.poolstarter.autoconfigure.jdbc.JdbcContexts.h2;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolSettings.Setting;
import org.poolstarter.pool.Pools;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.util.ClassUtils;

class WatchedJdbcPoolsAutoConfigurationTests {

    private static final String URL = "spring.datasource.url=jdbc:h2:mem:boot";

    private final ApplicationContextRunner runner = JdbcContexts.runner();
    private final ApplicationContextRunner boot = runner.withPropertyValues(URL);

    @Test
    void bootsPoolIsTunedByTheProfile() {
        boot.run(context -> {
            HikariDataSource dataSource = context.getBean(HikariDataSource.class);
            assertThat(dataSource.getMaximumPoolSize()).isEqualTo(15);
            assertThat(dataSource.getMinimumIdle()).isEqualTo(5);
            assertThat(dataSource.getConnectionTimeout()).isEqualTo(10_000);
            assertThat(dataSource.getInitializationFailTimeout()).isEqualTo(1);
            assertThat(dataSource.isRunning()).isFalse();
            assertThat(setting(context, "max-size")).isEqualTo(new Setting("max-size", 15, "medium"));
            assertThat(setting(context, "keepalive"))
                    .isEqualTo(new Setting("keepalive", Duration.ofMinutes(2), "medium"));
        });
    }

    @Test
    void theUsersSizeWinsAndTheProfilesMinimumGivesWay() {
        boot.withPropertyValues("spring.datasource.hikari.maximumPoolSize=3").run(context -> {
            HikariDataSource dataSource = context.getBean(HikariDataSource.class);
            assertThat(dataSource.getMaximumPoolSize()).isEqualTo(3);
            assertThat(dataSource.getMinimumIdle()).isEqualTo(3);
            assertThat(setting(context, "max-size"))
                    .isEqualTo(new Setting("max-size", 3, "spring.datasource.hikari.maximum-pool-size"));
            assertThat(setting(context, "min-idle"))
                    .isEqualTo(new Setting("min-idle", 3, "medium, lowered to max-size"));
        });
    }

    @Test
    void theUsersMinimumRaisesTheProfilesSize() {
        boot.withPropertyValues("spring.datasource.hikari.minimum-idle=20").run(context -> {
            HikariDataSource dataSource = context.getBean(HikariDataSource.class);
            assertThat(dataSource.getMinimumIdle()).isEqualTo(20);
            assertThat(dataSource.getMaximumPoolSize()).isEqualTo(20);
            assertThat(setting(context, "max-size").origin()).isEqualTo("medium, raised to min-idle");
        });
    }

    @Test
    void whatTheUsersOwnValuesMakeOfEachOtherIsLeftToHikari() {
        boot.withPropertyValues(
                        "spring.datasource.hikari.minimum-idle=8", "spring.datasource.hikari.maximum-pool-size=4")
                .run(context -> {
                    HikariDataSource dataSource = context.getBean(HikariDataSource.class);
                    dataSource.getConnection().close();
                    assertThat(dataSource.getMinimumIdle()).isEqualTo(4);
                    assertThat(setting(context, "min-idle").origin())
                            .isEqualTo("spring.datasource.hikari.minimum-idle=8, changed since");
                });
    }

    @Test
    void theProfilesTimesGiveWayToTheUsers() {
        boot.withPropertyValues(
                        "spring.datasource.hikari.connection-timeout=2000",
                        "spring.datasource.hikari.max-lifetime=90000")
                .run(context -> {
                    HikariDataSource dataSource = context.getBean(HikariDataSource.class);
                    assertThat(dataSource.getConnectionTimeout()).isEqualTo(2_000);
                    assertThat(dataSource.getValidationTimeout()).isEqualTo(1_000);
                    assertThat(dataSource.getMaxLifetime()).isEqualTo(90_000);
                    assertThat(dataSource.getIdleTimeout()).isEqualTo(89_000);
                    assertThat(dataSource.getKeepaliveTime()).isEqualTo(89_000);
                    assertThat(setting(context, "idle-timeout").origin()).isEqualTo("medium, lowered to max-lifetime");
                });
    }

    @Test
    void aLifetimeWithoutRoomTurnsTheProfilesKeepaliveOff() {
        boot.withPropertyValues("spring.datasource.hikari.max-lifetime=30000").run(context -> {
            assertThat(context.getBean(HikariDataSource.class).getKeepaliveTime())
                    .isZero();
            assertThat(setting(context, "keepalive"))
                    .isEqualTo(new Setting("keepalive", "off", "medium, lowered to max-lifetime"));
        });
    }

    @Test
    void theUsersTimesRaiseTheProfiles() {
        boot.withPropertyValues(
                        "spring.datasource.hikari.validation-timeout=20000",
                        "spring.datasource.hikari.idle-timeout=3600000")
                .run(context -> {
                    HikariDataSource dataSource = context.getBean(HikariDataSource.class);
                    assertThat(dataSource.getConnectionTimeout()).isEqualTo(21_000);
                    assertThat(dataSource.getMaxLifetime()).isEqualTo(3_601_000);
                });
    }

    @Test
    void anotherProfileTunesBootsPoolToo() {
        boot.withPropertyValues("pools.profile=nightly", "pools.profiles.nightly.jdbc.max-size=4")
                .run(context -> {
                    assertThat(setting(context, "max-size")).isEqualTo(new Setting("max-size", 4, "nightly"));
                    assertThat(setting(context, "min-idle").origin()).isEqualTo("medium, lowered to max-size");
                    assertThat(pool(context).settings().profile()).isEqualTo("nightly");
                });
    }

    @Test
    void aProfileThatNoPoolTakesStopsTheStart() {
        boot.withPropertyValues("pools.profile=bad", "pools.profiles.bad.jdbc.acquire-timeout=-5s")
                .run(context -> assertThat(JdbcContexts.failureOf(context))
                        .hasMessage("pools.profiles.bad.jdbc.acquire-timeout must be at least 250ms but is -5s"));
    }

    @Test
    void theConnectTimeoutReachesTheDriverUnlessTheUserSetsOne() {
        String url = "spring.datasource.url=jdbc:postgresql://localhost/none";
        runner.withPropertyValues(url).run(context -> {
            assertThat(context.getBean(HikariDataSource.class).getDataSourceProperties())
                    .containsEntry("connectTimeout", "10")
                    .doesNotContainKey("socketTimeout");
            assertThat(setting(context, "connect-timeout"))
                    .isEqualTo(new Setting("connect-timeout", Duration.ofSeconds(10), "medium"));
        });
        runner.withPropertyValues(url, "spring.datasource.hikari.data-source-properties.connectTimeout=2")
                .run(context -> {
                    assertThat(context.getBean(HikariDataSource.class).getDataSourceProperties())
                            .containsEntry("connectTimeout", "2");
                    assertThat(setting(context, "connect-timeout").origin())
                            .isEqualTo("spring.datasource.hikari.data-source-properties.connectTimeout");
                });
        runner.withPropertyValues(url + "?connectTimeout=3")
                .run(context -> assertThat(setting(context, "connect-timeout").origin())
                        .isEqualTo("spring.datasource.url (connectTimeout)"));
    }

    @Test
    void aTimeoutOfTheUrlIsChangedWhereItIsSet() {
        String url = "spring.datasource.url=jdbc:postgresql://127.0.0.1:1/orders?connectTimeout=0";
        runner.withPropertyValues(url).run(context -> {
            assertThat(setting(context, "connect-timeout").value()).isEqualTo(Duration.ZERO);
            assertThat(pool(context).assignment("connect-timeout", Duration.ofSeconds(10)))
                    .isEqualTo("connectTimeout=10 in spring.datasource.url");
        });
        runner.withPropertyValues(url, "pools.tune-boot=false").run(context -> {
            assertThat(setting(context, "connect-timeout"))
                    .isEqualTo(new Setting("connect-timeout", Duration.ZERO, "spring.datasource.url (connectTimeout)"));
            assertThat(pool(context).assignment("connect-timeout", Duration.ofSeconds(10)))
                    .isEqualTo("connectTimeout=10 in spring.datasource.url");
            assertThat(pool(context).assignment("acquire-timeout", Duration.ofSeconds(10)))
                    .isEqualTo("spring.datasource.hikari.connection-timeout=10000");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPropertyOfTheDriverIsChangedByTheKeyThatSetsIt(boolean tuned) {
        String property = "spring.datasource.hikari.data-source-properties.";
        runner.withPropertyValues(
                        "spring.datasource.url=jdbc:postgresql://127.0.0.1:1/orders",
                        property + "connectTimeout=0",
                        property + "socketTimeout=5",
                        "pools.tune-boot=" + tuned)
                .run(context -> {
                    assertThat(setting(context, "connect-timeout"))
                            .isEqualTo(new Setting("connect-timeout", Duration.ZERO, property + "connectTimeout"));
                    assertThat(pool(context).assignment("connect-timeout", Duration.ofSeconds(10)))
                            .isEqualTo(property + "connectTimeout=10");
                    assertThat(pool(context).assignment("socket-timeout", Duration.ofSeconds(30)))
                            .isEqualTo(property + "socketTimeout=30");
                });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatNobodyHasSetIsSetByTheKeyOfBootsPool(boolean tuned) {
        runner.withPropertyValues(
                        "spring.datasource.url=jdbc:postgresql://127.0.0.1:1/orders", "pools.tune-boot=" + tuned)
                .run(context -> {
                    Duration time = Duration.ofSeconds(10);
                    assertThat(Stream.of(
                                            "acquire-timeout",
                                            "validation-timeout",
                                            "max-lifetime",
                                            "idle-timeout",
                                            "keepalive",
                                            "leak-threshold",
                                            "connect-timeout",
                                            "socket-timeout")
                                    .map(key -> pool(context).assignment(key, time)))
                            .containsExactly(
                                    "spring.datasource.hikari.connection-timeout=10000",
                                    "spring.datasource.hikari.validation-timeout=10000",
                                    "spring.datasource.hikari.max-lifetime=10000",
                                    "spring.datasource.hikari.idle-timeout=10000",
                                    "spring.datasource.hikari.keepalive-time=10000",
                                    "spring.datasource.hikari.leak-detection-threshold=10000",
                                    "spring.datasource.hikari.data-source-properties.connectTimeout=10",
                                    "spring.datasource.hikari.data-source-properties.socketTimeout=10");
                    assertThat(pool(context).assignment("max-size", 4))
                            .isEqualTo("spring.datasource.hikari.maximum-pool-size=4");
                    assertThat(pool(context).assignment("min-idle", 4))
                            .isEqualTo("spring.datasource.hikari.minimum-idle=4");
                });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUrlOfHikarisOwnKeyIsChangedThere(boolean tuned) {
        runner.withPropertyValues(
                        "spring.datasource.url=jdbc:postgresql://127.0.0.1:1/unused",
                        "spring.datasource.hikari.jdbc-url=jdbc:postgresql://127.0.0.1:1/orders?connectTimeout=0",
                        "pools.tune-boot=" + tuned)
                .run(context -> assertThat(pool(context).assignment("connect-timeout", Duration.ofSeconds(10)))
                        .isEqualTo("connectTimeout=10 in spring.datasource.hikari.jdbc-url"));
    }

    @Test
    void whatCodeHasSetIsChangedInWords() {
        runner.withUserConfiguration(OwnDriverSettings.class)
                .withPropertyValues("app.orders.data-source-properties.socketTimeout=5")
                .run(context -> {
                    Pool orders = context.getBean(Pools.class).find("orders").orElseThrow();
                    assertThat(orders.assignment("connect-timeout", Duration.ofSeconds(10)))
                            .isEqualTo("connectTimeout=10 in its driver's properties");
                    assertThat(orders.assignment("socket-timeout", Duration.ofSeconds(30)))
                            .isEqualTo("app.orders.data-source-properties.socketTimeout=30");
                    Pool plain = context.getBean(Pools.class).find("plain").orElseThrow();
                    assertThat(plain.assignment("connect-timeout", Duration.ofSeconds(10)))
                            .isEqualTo("connectTimeout=10 in its URL");
                });
    }

    @Test
    void switchedOffBootsPoolIsOnlyWatched() {
        boot.withPropertyValues("pools.tune-boot=false", "spring.datasource.hikari.max-lifetime=60000")
                .run(context -> {
                    HikariDataSource dataSource = context.getBean(HikariDataSource.class);
                    assertThat(dataSource.getMaximumPoolSize()).isEqualTo(10);
                    assertThat(dataSource.getConnectionTimeout()).isEqualTo(30_000);
                    assertThat(setting(context, "max-size"))
                            .isEqualTo(new Setting("max-size", 10, "default of HikariCP"));
                    assertThat(setting(context, "min-idle"))
                            .isEqualTo(new Setting("min-idle", 10, "default of HikariCP"));
                    assertThat(setting(context, "max-lifetime").origin())
                            .isEqualTo("spring.datasource.hikari.max-lifetime");
                    assertThat(pool(context).settings().profile()).isNull();
                });
    }

    @Test
    void connectionDetailsAreTunedAsAnUrlIs() {
        runner.withBean(JdbcConnectionDetails.class, Details::new).run(context -> {
            assertThat(pool(context).target()).isEqualTo("jdbc:h2:mem:details");
            assertThat(setting(context, "max-size").origin()).isEqualTo("medium");
        });
    }

    @Test
    void aDataSourceOfTheUsersIsWatchedButNotTuned() {
        runner.withUserConfiguration(OwnDataSources.class)
                .withPropertyValues("app.reports.maximum-pool-size=6")
                .run(context -> {
                    assertThat(context.getBean("reportsDataSource", HikariDataSource.class)
                                    .getMinimumIdle())
                            .isEqualTo(-1);
                    assertThat(setting(context, "reports", "max-size"))
                            .isEqualTo(new Setting("max-size", 6, "app.reports.maximum-pool-size"));
                    assertThat(setting(context, "reports", "idle-timeout").origin())
                            .isEqualTo("set in code");
                    assertThat(setting(context, "reports", "max-lifetime").origin())
                            .isEqualTo("default of HikariCP");
                });
    }

    @Test
    void aDataSourceOfTheUsersNamedAsBootsIsNotTuned() {
        runner.withUserConfiguration(NamedAsBoots.class).run(context -> {
            assertThat(context.getBean(HikariDataSource.class).getMaximumPoolSize())
                    .isEqualTo(7);
            assertThat(setting(context, "max-size").origin()).isEqualTo("set in code");
        });
    }

    @Test
    void aPoolIsNamedAsItsBeanUnlessTheShorterNameIsFree() {
        runner.withUserConfiguration(OwnDataSources.class, MongoNamed.class)
                .withPropertyValues(h2("orders"))
                .run(context -> {
                    assertThat(context.getBean(Pools.class).all())
                            .extracting(Pool::name)
                            .containsExactly("mongoDataSource", "orders", "reports", "wrapped");
                });
    }

    @Test
    void aPoolBehindProxiesIsWatchedOnceUnderTheNameOfItsOwnBean() {
        runner.withUserConfiguration(Behind.class).run(context -> {
            assertThat(context.getBean(Pools.class).all())
                    .extracting(Pool::name)
                    .containsExactly("inner");
        });
    }

    @Test
    void bootsPoolIsWatchedBehindItsLazyProxy() {
        assumeThat(ClassUtils.isPresent(
                        "org.springframework.boot.jdbc.autoconfigure.LazyConnectionDataSourceConfiguration", null))
                .as("spring.datasource.connection-fetch is new in Boot 4.1")
                .isTrue();
        boot.withPropertyValues("spring.datasource.connection-fetch=lazy").run(context -> {
            assertThat(context.getBean(DataSource.class)).isInstanceOf(LazyConnectionDataSourceProxy.class);
            assertThat(setting(context, "max-size")).isEqualTo(new Setting("max-size", 15, "medium"));
        });
    }

    @Test
    void aPoolInWhosePlaceALibraryPutsADataSourceOfItsOwnIsWatched() {
        boot.withBean(Replacement.class).run(context -> {
            assertThat(context).doesNotHaveBean(HikariDataSource.class);
            assertThat(setting(context, "max-size")).isEqualTo(new Setting("max-size", 15, "medium"));
            assertThat(pool(context).snapshot().max()).isEqualTo(15);
        });
    }

    @Test
    void namedPoolsAreNotWatchedAsWell() {
        boot.withPropertyValues(h2("orders"))
                .run(context -> assertThat(context.getBean(Pools.class).all())
                        .extracting(Pool::name)
                        .containsExactly("dataSource", "orders"));
    }

    @Test
    void otherDataSourcesAreNoPools() {
        runner.withBean("plain", DataSource.class, () -> new DriverManagerDataSource("jdbc:h2:mem:plain"))
                .run(context -> assertThat(context.getBean(Pools.class).all()).isEmpty());
    }

    @Test
    void switchedOffNothingIsTunedOrWatched() {
        boot.withPropertyValues("pools.enabled=false").run(context -> {
            assertThat(context.getBean(HikariDataSource.class).getMaximumPoolSize())
                    .isEqualTo(10);
            assertThat(context).doesNotHaveBean(Pools.class);
        });
    }

    private static Pool pool(AssertableApplicationContext context) {
        assertThat(context).hasNotFailed();
        return context.getBean(Pools.class).find("dataSource").orElseThrow();
    }

    private static Setting setting(AssertableApplicationContext context, String key) {
        return setting(context, "dataSource", key);
    }

    private static Setting setting(AssertableApplicationContext context, String pool, String key) {
        assertThat(context).hasNotFailed();
        return context.getBean(Pools.class).find(pool).orElseThrow().settings().settings().stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private static HikariDataSource hikari(String database) {
        HikariDataSource dataSource = new HikariDataSource();
        dataSource.setJdbcUrl("jdbc:h2:mem:" + database);
        return dataSource;
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDataSources {

        @Bean
        @ConfigurationProperties("app.reports")
        HikariDataSource reportsDataSource() {
            HikariDataSource dataSource = hikari("reports");
            dataSource.setIdleTimeout(20_000);
            return dataSource;
        }

        @Bean(defaultCandidate = false)
        DataSource wrappedDataSource() {
            return new LazyConnectionDataSourceProxy(hikari("wrapped"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDriverSettings {

        @Bean
        @ConfigurationProperties("app.orders")
        HikariDataSource ordersDataSource() {
            HikariDataSource dataSource = new HikariDataSource();
            dataSource.setJdbcUrl("jdbc:postgresql://127.0.0.1:1/orders");
            dataSource.addDataSourceProperty("connectTimeout", "0");
            return dataSource;
        }

        @Bean(defaultCandidate = false)
        HikariDataSource plainDataSource() {
            HikariDataSource dataSource = new HikariDataSource();
            dataSource.setJdbcUrl("jdbc:postgresql://127.0.0.1:1/plain?connectTimeout=0");
            return dataSource;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class MongoNamed {

        @Bean(defaultCandidate = false)
        DataSource mongoDataSource() {
            return hikari("mongo");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class NamedAsBoots {

        @Bean
        HikariDataSource dataSource() {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl("jdbc:h2:mem:own");
            config.setMaximumPoolSize(7);
            return new HikariDataSource(config);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Behind {

        @Bean(defaultCandidate = false)
        HikariDataSource innerDataSource() {
            return hikari("inner");
        }

        @Bean
        DataSource outerDataSource(@Qualifier("innerDataSource") DataSource inner) {
            ProxyFactory factory = new ProxyFactory(inner);
            factory.setInterfaces(DataSource.class);
            return new LazyConnectionDataSourceProxy((DataSource) factory.getProxy());
        }
    }

    /** Puts something in front of every data source that tells nobody what is behind it. */
    private static final class Replacement implements BeanPostProcessor {

        @Override
        public Object postProcessAfterInitialization(Object bean, String beanName) {
            return (bean instanceof DataSource dataSource)
                    ? Proxy.newProxyInstance(
                            Replacement.class.getClassLoader(),
                            new Class<?>[] {DataSource.class},
                            (proxy, method, arguments) -> method.invoke(dataSource, arguments))
                    : bean;
        }
    }

    private static final class Details implements JdbcConnectionDetails {

        @Override
        public String getUsername() {
            return "sa";
        }

        @Override
        public String getPassword() {
            return "";
        }

        @Override
        public String getJdbcUrl() {
            return "jdbc:h2:mem:details";
        }
    }
}
