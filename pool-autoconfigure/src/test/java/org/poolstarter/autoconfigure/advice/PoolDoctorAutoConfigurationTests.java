/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.PoolReport;
import org.poolstarter.advice.SizeCeiling;
import org.poolstarter.advice.Warning;
import org.poolstarter.advice.doctor.ConnectionBudget;
import org.poolstarter.advice.doctor.Doctor;
import org.poolstarter.autoconfigure.InvalidPoolConfigurationException;
import org.poolstarter.autoconfigure.PoolsAutoConfiguration;
import org.poolstarter.autoconfigure.metrics.PoolMetricsAutoConfiguration;
import org.poolstarter.metrics.PoolMeters;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Pools;
import org.poolstarter.pool.ServerFacts;
import org.poolstarter.pool.ServerFacts.Limit;
import org.poolstarter.pool.ServerFacts.Server;
import org.poolstarter.pool.ServerInquiry;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.NestedExceptionUtils;

class PoolDoctorAutoConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    PoolsAutoConfiguration.class,
                    PoolMetricsAutoConfiguration.class,
                    PoolDoctorAutoConfiguration.class))
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withBean("orders", Pool.class, OwnPool::new);

    @Test
    void aPoolOfTheApplicationsOwnIsExaminedAndMeasured() {
        runner.withPropertyValues("pools.budget.replicas=4").run(context -> {
            assertThat(context).hasSingleBean(Doctor.class);
            assertThat(context.getBean(SizeCeiling.class)).isInstanceOf(ConnectionBudget.class);
            awaitWarnings(context);
            PoolReport report = report(context);
            assertThat(report.warnings()).extracting(Warning::code).containsExactly("over-budget");
            assertThat(report.silenced()).isEmpty();
            assertThat(report.sections()).containsKey("server");
            assertThat(gauge(context, "pool.budget.needed")).isEqualTo(40);
            assertThat(gauge(context, "pool.budget.granted")).isEqualTo(30);
            assertThat(gauge(context, "pool.budget.ceiling")).isEqualTo(7);
            assertThat(gauge(context, "pool.warnings")).isEqualTo(1);
        });
    }

    @Test
    void aSilencedWarningIsShownAndNotCounted() {
        runner.withPropertyValues("pools.budget.replicas=4", "pools.silence.orders=over-budget")
                .run(context -> {
                    await().until(() -> !report(context).silenced().isEmpty());
                    assertThat(report(context).silenced())
                            .extracting(Warning::code)
                            .containsExactly("over-budget");
                    assertThat(report(context).warnings()).isEmpty();
                    assertThat(gauge(context, "pool.warnings")).isZero();
                });
    }

    @Test
    void aCeilingOfTheApplicationsOwnWins() {
        SizeCeiling own = pool -> Optional.empty();
        runner.withBean("ceiling", SizeCeiling.class, () -> own)
                .run(context -> assertThat(context.getBean(SizeCeiling.class)).isSameAs(own));
    }

    @Test
    void oneKeyTurnsItOff() {
        runner.withPropertyValues("pools.doctor.enabled=false").run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(Doctor.class).doesNotHaveBean(SizeCeiling.class);
            assertThat(report(context).sections()).isEmpty();
            assertThat(meters(context).find("pool.budget.needed").gauge()).isNull();
            assertThat(meters(context).find("pool.max").gauge()).isNotNull();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pools.budget.replicas=0       | pools.budget.replicas must be at least 1 but is 0
            pools.budget.surge=-1         | pools.budget.surge must be at least 0 but is -1
            pools.budget.reserve=-1       | pools.budget.reserve must be at least 0 but is -1
            pools.budget.replicas=2147483647 | pools.budget.replicas must be at most 1000000 but is 2147483647
            pools.budget.surge=1000001    | pools.budget.surge must be at most 1000000 but is 1000001
            pools.doctor.interval=59s     | pools.doctor.interval must be 1m to 30d but is 59s
            pools.doctor.interval=9999999999d | pools.doctor.interval must be 1m to 30d but is 9999999999d
            pools.doctor.timeout=999ms    | pools.doctor.timeout must be 1s to 1m but is 999ms
            pools.doctor.timeout=61s      | pools.doctor.timeout must be 1s to 1m but is 61s
            pools.silence.ordres=x        | pools.silence.ordres names no pool
            pools.jdbc.budget.url=jdbc:x  | pools.jdbc.budget has a name that is reserved for the connection budget
            """)
    void whatCannotBeUsedStopsTheStart(String key, String description) {
        runner.withPropertyValues(key).run(context -> {
            assertThat(context).hasFailed();
            Throwable failure = Objects.requireNonNull(context.getStartupFailure());
            assertThat(NestedExceptionUtils.getMostSpecificCause(failure))
                    .isInstanceOf(InvalidPoolConfigurationException.class)
                    .hasMessage(description);
        });
    }

    @Test
    void aCodeThatIsNoneIsRefusedForPoolsOfThisLibraryOnly() {
        runner.withPropertyValues("pools.silence.orders=my-own-notice")
                .run(context -> assertThat(context).hasNotFailed());
        runner.withBean("mail", Pool.class, () -> new OwnPool() {

                    @Override
                    public String name() {
                        return "mail";
                    }

                    @Override
                    public String backend() {
                        return "jdbc";
                    }
                })
                .withPropertyValues("pools.silence.mail=over-bugdet")
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertThat(context.getStartupFailure())
                            .rootCause()
                            .hasMessage("pools.silence.mail must hold codes of warnings but has over-bugdet");
                });
    }

    @Test
    void switchedOffPoolsAreInNobodysWayUnlessTheyAreToBeChecked() {
        ApplicationContextRunner disabled = new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(PoolsAutoConfiguration.class, DisabledPoolsAutoConfiguration.class))
                .withPropertyValues("pools.enabled=false");
        disabled.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Pools.class));
        disabled.withPropertyValues("pools.check=false")
                .run(context -> assertThat(context).hasNotFailed());
        disabled.withPropertyValues("pools.check=")
                .run(context -> assertThat(context).hasFailed());
    }

    private static void awaitWarnings(AssertableApplicationContext context) {
        await().until(() -> !report(context).warnings().isEmpty());
    }

    private static PoolReport report(AssertableApplicationContext context) {
        Pool pool = context.getBean(Pools.class).find("orders").orElseThrow();
        return context.getBean(PoolMonitor.class).report(pool).orElseThrow();
    }

    private static double gauge(AssertableApplicationContext context, String name) {
        return meters(context).get(name).gauge().value();
    }

    private static MeterRegistry meters(AssertableApplicationContext context) {
        MeterRegistry registry = new SimpleMeterRegistry();
        context.getBean(PoolMeters.class).bindTo(registry);
        return registry;
    }

    /** Ten connections to a server that grants thirty. */
    private static class OwnPool implements Pool {

        @Override
        public String name() {
            return "orders";
        }

        @Override
        public String backend() {
            return "sftp";
        }

        @Override
        public PoolSettings settings() {
            return PoolSettings.none();
        }

        @Override
        public PoolSnapshot snapshot() {
            return PoolSnapshot.of(0, 1, 0, 10, 1);
        }

        @Override
        public ServerInquiry inquiry() {
            return deadline -> ServerFacts.of(new Server("SFTP 3", "one", "one:22", null, null))
                    .withLimits(new Limit(30, "MaxSessions=30"), null);
        }
    }
}
