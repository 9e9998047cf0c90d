/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.poolstarter.actuate.PoolRulesEndpoint;
import org.poolstarter.actuate.PoolsEndpoint;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.advice.Resolution;
import org.poolstarter.autoconfigure.account.AccountPoolsAutoConfiguration;
import org.poolstarter.autoconfigure.actuate.PoolsEndpointAutoConfiguration;
import org.poolstarter.autoconfigure.advice.PoolDoctorAutoConfiguration;
import org.poolstarter.autoconfigure.health.PoolsHealthAutoConfiguration;
import org.poolstarter.autoconfigure.metrics.PoolMetricsAutoConfiguration;
import org.poolstarter.health.PoolsHealth;
import org.poolstarter.metrics.PoolMeters;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Pools;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class PoolsAutoConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withPropertyValues("management.endpoints.web.exposure.include=pools")
            .withConfiguration(AutoConfigurations.of(
                    EndpointAutoConfiguration.class,
                    PoolsAutoConfiguration.class,
                    AccountPoolsAutoConfiguration.class,
                    PoolsHealthAutoConfiguration.class,
                    PoolMetricsAutoConfiguration.class,
                    PoolsEndpointAutoConfiguration.class));

    @Test
    void allObserversAreThereByDefault() {
        runner.run(context -> assertThat(context)
                .hasSingleBean(Pools.class)
                .hasSingleBean(PoolMonitor.class)
                .hasSingleBean(PoolsHealth.class)
                .hasSingleBean(PoolMeters.class)
                .hasSingleBean(PoolsEndpoint.class));
    }

    @Test
    void everyPoolBeanIsRegisteredAndWatched() {
        runner.withUserConfiguration(TwoPools.class).run(context -> {
            assertThat(context.getBean(Pools.class).all())
                    .extracting(Pool::name)
                    .containsExactly("one", "two");
            PoolMonitor monitor = context.getBean(PoolMonitor.class);
            Pool one = context.getBean(Pools.class).find("one").orElseThrow();
            await().until(() ->
                    monitor.report(one).orElseThrow().peaks().active().value() == 1);
        });
    }

    @Test
    void oneKeyTurnsEverythingOff() {
        runner.withPropertyValues("pools.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(Pools.class)
                        .doesNotHaveBean(PoolMonitor.class)
                        .doesNotHaveBean(PoolsHealth.class)
                        .doesNotHaveBean(PoolMeters.class)
                        .doesNotHaveBean(PoolsEndpoint.class));
    }

    @Test
    void eachObserverHasItsOwnSwitch() {
        runner.withPropertyValues("pools.metrics.enabled=false")
                .run(context ->
                        assertThat(context).doesNotHaveBean(PoolMeters.class).hasSingleBean(PoolsHealth.class));
        runner.withPropertyValues("management.health.pools.enabled=false")
                .run(context ->
                        assertThat(context).doesNotHaveBean(PoolsHealth.class).hasSingleBean(PoolMeters.class));
        runner.withPropertyValues("management.endpoint.pools.access=NONE")
                .run(context ->
                        assertThat(context).doesNotHaveBean(PoolsEndpoint.class).hasSingleBean(PoolsHealth.class));
    }

    @Test
    void theApplicationsOwnRegistryIsUsed() {
        Pools own = Pools.create();
        runner.withBean(Pools.class, () -> own)
                .withUserConfiguration(TwoPools.class)
                .run(context -> assertThat(own.all()).hasSize(2));
    }

    @Test
    void withoutMicrometerTheRestIsThere() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        PoolsAutoConfiguration.class,
                        PoolsHealthAutoConfiguration.class,
                        PoolMetricsAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader("io.micrometer"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(PoolsHealth.class)
                        .hasSingleBean(Pools.class));
    }

    @Test
    void withoutHealthTheRestIsThere() {
        runner.withClassLoader(new FilteredClassLoader(HealthContributor.class.getPackageName()))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(PoolsEndpoint.class)
                        .doesNotHaveBean("poolsHealthContributor"));
    }

    @Test
    void withoutActuatorTheRestIsThere() {
        new ApplicationContextRunner()
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withConfiguration(AutoConfigurations.of(
                        PoolsAutoConfiguration.class,
                        PoolMetricsAutoConfiguration.class,
                        PoolsEndpointAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader(
                        Endpoint.class.getPackageName(), "org.springframework.boot.actuate.autoconfigure"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(PoolMeters.class)
                        .doesNotHaveBean("poolsEndpoint"));
    }

    @Test
    void twoPoolsOfOneNameStopTheStartAndAreBothNamed() {
        runner.withBean("second", Pool.class, () -> new FixedPool("one", "other"))
                .withUserConfiguration(TwoPools.class)
                .run(context -> {
                    FailureAnalysis analysis = analysis(context.getStartupFailure());
                    assertThat(analysis.getDescription())
                            .contains("A pool named 'one' is here already", "backend test", "backend other");
                    assertThat(analysis.getAction()).contains("Give every pool a name of its own");
                });
    }

    @Test
    void aTimeoutThatLeavesNoRoomInTheIntervalStopsTheStart() {
        runner.withPropertyValues("pools.health.interval=3s", "pools.health.timeout=3s")
                .run(context -> {
                    FailureAnalysis analysis = analysis(context.getStartupFailure());
                    assertThat(analysis.getDescription())
                            .contains("pools.health.interval=3s", "pools.health.timeout=3s", "timeout must be at most");
                    assertThat(analysis.getAction()).contains("pools.health.timeout to 1s less");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "every=500ms | pools.history.every=500ms cannot be used: it must be at least 1s",
                "keep=500ms | pools.history.every=1s with pools.history.keep=500ms cannot be used: keep must be at least",
                "keep=3h | keep must be at most 10000 times every (10000s) but is 3h",
                "coarse-keep=30d | pools.history.coarse-every=1m with pools.history.coarse-keep=30d cannot be used",
                "every=2m | pools.history.coarse-every=1m cannot be used: it must be at least pools.history.every=2m"
            })
    void aHistoryThatCannotBeKeptStopsTheStart(String assignment, String problem) {
        runner.withPropertyValues("pools.history." + assignment)
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains(problem));
    }

    @Test
    void aHistoryThatIsOffCostsNothing() {
        runner.withPropertyValues("pools.history.enabled=false", "pools.history.every=1ms")
                .withUserConfiguration(TwoPools.class)
                .run(context -> {
                    Pool one = context.getBean(Pools.class).find("one").orElseThrow();
                    assertThat(context.getBean(PoolMonitor.class).history(one, Resolution.FINE, Instant.EPOCH))
                            .isEmpty();
                });
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void theLogSumsUpWhereItIsAskedTo(CapturedOutput output) {
        runner.withPropertyValues("pools.log.summary-interval=1s")
                .withUserConfiguration(TwoPools.class)
                .run(context -> await().untilAsserted(() -> assertThat(output)
                        .contains("Pool one (test): HEALTHY, 1 active", "Pool two (test): HEALTHY, 1 active")));
    }

    @Test
    void aSummaryMoreOftenThanPoolsAreLookedAtStopsTheStart() {
        runner.withPropertyValues("pools.log.summary-interval=500ms")
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .isEqualTo("pools.log.summary-interval must be at least 1s but is 500ms"));
    }

    @Test
    void metersWithoutANameStopTheStart() {
        runner.withPropertyValues("pools.metrics.naming=")
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .isEqualTo("pools.metrics.naming names no scheme"));
    }

    @Test
    void theRulesArePrintedWhereTheyAreExposed() {
        runner.run(context -> assertThat(context).doesNotHaveBean(PoolRulesEndpoint.class));
        runner.withPropertyValues("management.endpoints.web.exposure.include=poolrules")
                .run(context -> assertThat(context).hasSingleBean(PoolRulesEndpoint.class));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pools.metrics.enabled=false|# pools.metrics.enabled is false: ",
                "pools.metrics.naming=otel|# pools.metrics.naming has no 'pool': ",
                "pools.metrics.histograms=false|# pools.metrics.histograms is false: ",
                "pools.doctor.enabled=false|# pools.doctor.enabled is false: ",
                "pools.metrics.naming=pool,otel|groups:"
            })
    void theRulesSayWhatWouldLeaveThemWithoutData(String property, String beginning) {
        runner.withConfiguration(AutoConfigurations.of(PoolDoctorAutoConfiguration.class))
                .withPropertyValues("management.endpoints.web.exposure.include=poolrules", property)
                .run(context -> assertThat(
                                context.getBean(PoolRulesEndpoint.class).rules(null, null))
                        .startsWith(beginning));
    }

    @Test
    void aMisspeltKeyStopsTheStartAndIsNamed() {
        runner.withPropertyValues("pools.helth.interval=3s")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("pools.helth.interval"));
    }

    @Test
    void noThreadIsLeftWhenTheContextCloses() {
        runner.run(context -> assertThat(poolThreads()).isPositive());

        await().until(() -> poolThreads() == 0);
    }

    private static long poolThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("pool-monitor-"))
                .count();
    }

    private static FailureAnalysis analysis(@Nullable Throwable failure) {
        assertThat(failure).isNotNull();
        FailureAnalysis analysis =
                new InvalidPoolConfigurationFailureAnalyzer().analyze(Objects.requireNonNull(failure));
        assertThat(analysis).as(() -> "analysis of " + failure).isNotNull();
        return Objects.requireNonNull(analysis);
    }

    private record FixedPool(String name, String backend) implements Pool {

        @Override
        public PoolSnapshot snapshot() {
            return PoolSnapshot.of(1, 0, 0, 2, 0);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoPools {

        @Bean
        Pool two() {
            return new FixedPool("two", "test");
        }

        @Bean
        Pool one() {
            return new FixedPool("one", "test");
        }
    }
}
