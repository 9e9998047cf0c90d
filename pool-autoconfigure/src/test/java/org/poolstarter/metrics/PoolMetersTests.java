/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.ConnectException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.poolstarter.account.AccountPool;
import org.poolstarter.advice.MonitorSettings;
import org.poolstarter.advice.PoolMonitor;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Pools;

class PoolMetersTests {

    private final Pools pools = Pools.create();
    private final PoolMonitor monitor = new PoolMonitor(
            new MonitorSettings(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(3)),
            InstantSource.system(),
            System::nanoTime,
            Runnable::run);
    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void everyMeterHasExactlyTheTagsPoolAndBackend() {
        bind(PoolMetersSettings.standard());
        pools.add(pool("orders", PoolRecorder.ofHolders(System::nanoTime)));

        long ofOthers = Arrays.stream(PoolMeter.values())
                .filter(meter -> meter.coverage() == PoolMeter.Coverage.SERVERS
                        || meter.coverage() == PoolMeter.Coverage.ACCOUNTS)
                .count();
        assertThat(meters())
                .hasSize(PoolMeter.values().length - (int) ofOthers) // this pool has no server to ask, and no accounts
                .allSatisfy(meter -> assertThat(meter.getId().getTags())
                        .containsExactly(Tag.of("backend", "test"), Tag.of("pool", "orders")));
    }

    @Test
    void metersComeAndGoWithTheirPoolUnderEveryName() {
        bind(new PoolMetersSettings(EnumSet.allOf(PoolNaming.class), true));
        Pool orders = pool("orders", new PoolRecorder());
        Pool reports = pool("reports", new PoolRecorder());
        pools.add(orders);
        List<Meter> before = registry.getMeters();
        pools.add(reports);
        assertThat(registry.getMeters()).hasSize(2 * before.size());

        pools.remove(reports);
        assertThat(registry.getMeters()).containsExactlyInAnyOrderElementsOf(before);
        pools.remove(orders);
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void aPoolHasTheMetersThatItCanFeed() {
        bind(PoolMetersSettings.standard());
        pools.add(pool("silent", null));
        pools.add(pool("leases", PoolRecorder.ofLeases()));
        pools.add(pool("connections", new PoolRecorder()));
        pools.add(pool("causes", PoolRecorder.ofCauses(System::nanoTime)));
        pools.add(pool("holders", PoolRecorder.ofHolders(System::nanoTime)));

        assertThat(names("silent"))
                .contains("pool.active", "pool.status")
                .doesNotContain("pool.acquired", "pool.acquire");
        assertThat(names("leases"))
                .contains("pool.acquired", "pool.acquire")
                .doesNotContain("pool.opened", "pool.open");
        assertThat(names("connections")).contains("pool.opened", "pool.open").doesNotContain("pool.nested");
        assertThat(names("causes"))
                .contains("pool.timeouts.leak", "pool.timeouts.account.full")
                .doesNotContain("pool.timeouts.slow.server", "pool.nested");
        assertThat(names("holders"))
                .contains("pool.nested", "pool.timeouts.leak", "pool.timeouts.slow.server")
                .doesNotContain("pool.timeouts.account.full");
    }

    @Test
    void timesAreCountedInBucketsThatPrometheusCanAddUp() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        PoolMeters meters = new PoolMeters(pools, monitor, PoolMetersSettings.standard());
        meters.bindTo(prometheus);
        PoolRecorder recorder = new PoolRecorder();
        pools.add(pool("orders", recorder));
        recorder.acquired(Duration.ofMillis(40).toNanos());
        recorder.released(Duration.ofSeconds(20).toNanos());
        recorder.opened(Duration.ofMinutes(5).toNanos());
        meters.close();

        assertThat(prometheus.scrape())
                .contains(
                        "pool_acquire_seconds_bucket{backend=\"test\",pool=\"orders\",le=\"0.025\"} 0",
                        "pool_acquire_seconds_bucket{backend=\"test\",pool=\"orders\",le=\"0.05\"} 1",
                        "pool_usage_seconds_bucket{backend=\"test\",pool=\"orders\",le=\"10.0\"} 0",
                        "pool_usage_seconds_bucket{backend=\"test\",pool=\"orders\",le=\"30.0\"} 1",
                        "pool_open_seconds_bucket{backend=\"test\",pool=\"orders\",le=\"60.0\"} 0",
                        "pool_open_seconds_bucket{backend=\"test\",pool=\"orders\",le=\"+Inf\"} 1");
        assertThat(prometheus.scrape().lines().filter(line -> line.contains("_bucket")))
                .as("as the key that turns them off says")
                .hasSize(48);
    }

    @Test
    void withoutHistogramsThereAreNoBuckets() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new PoolMeters(pools, monitor, new PoolMetersSettings(Set.of(PoolNaming.POOL), false)).bindTo(prometheus);
        pools.add(pool("orders", new PoolRecorder()));

        assertThat(prometheus.scrape()).contains("pool_acquire_seconds_count").doesNotContain("_bucket");
    }

    @Test
    void openTelemetrysNamesReplaceOursWhereTheyHaveOne() {
        PoolMeters meters = bind(new PoolMetersSettings(Set.of(PoolNaming.OTEL), true));
        PoolRecorder recorder = new PoolRecorder();
        pools.add(pool("orders", recorder));
        recorder.acquired(Duration.ofMillis(40).toNanos());
        recorder.timedOut();
        meters.publishTimes();

        assertThat(meters())
                .filteredOn(meter -> meter.getId().getName().startsWith("db.client.connection."))
                .hasSize(OtelMeter.values().length)
                .allSatisfy(meter ->
                        assertThat(meter.getId().getTag(OtelMeter.POOL_NAME)).isEqualTo("orders"));
        assertThat(names("orders"))
                .contains("pool.utilization", "pool.opened")
                .doesNotContain("pool.active", "pool.idle", "pool.max", "pool.min", "pool.pending")
                .doesNotContain("pool.timeouts", "pool.acquire", "pool.usage", "pool.open");
        assertThat(registry.get("db.client.connection.count")
                        .tag(OtelMeter.STATE, "used")
                        .gauge()
                        .value())
                .isEqualTo(3);
        assertThat(registry.get("db.client.connection.count")
                        .tag(OtelMeter.STATE, "idle")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(registry.get("db.client.connection.timeouts")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("db.client.connection.wait_time").timer().count())
                .isEqualTo(1);
    }

    @Test
    void inPrometheusTheyAreNamedAsOpenTelemetryTranslatesThem() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new PoolMeters(pools, monitor, new PoolMetersSettings(Set.of(PoolNaming.OTEL), true)).bindTo(prometheus);
        pools.add(pool("orders", new PoolRecorder()));

        assertThat(prometheus.scrape())
                .contains(
                        "db_client_connection_count{db_client_connection_pool_name=\"orders\",db_client_connection_state=\"used\"} 3",
                        "db_client_connection_max{db_client_connection_pool_name=\"orders\"} 10",
                        "db_client_connection_idle_max{db_client_connection_pool_name=\"orders\"} 10",
                        "db_client_connection_idle_min{db_client_connection_pool_name=\"orders\"} 2",
                        "db_client_connection_pending_requests{db_client_connection_pool_name=\"orders\"} 0",
                        "db_client_connection_timeouts_total{db_client_connection_pool_name=\"orders\"} 0",
                        "db_client_connection_create_time_seconds_count{db_client_connection_pool_name=\"orders\"} 0",
                        "db_client_connection_use_time_seconds_bucket{db_client_connection_pool_name=\"orders\",le=\"0.001\"} 0");
    }

    @Test
    void bothSchemesShowTheSameTimes() {
        PoolMeters meters = bind(new PoolMetersSettings(EnumSet.allOf(PoolNaming.class), true));
        PoolRecorder recorder = new PoolRecorder();
        pools.add(pool("orders", recorder));
        recorder.released(Duration.ofMillis(40).toNanos());
        meters.publishTimes();

        assertThat(registry.get("pool.usage").timer().count()).isEqualTo(1);
        assertThat(registry.get("db.client.connection.use_time").timer().count())
                .isEqualTo(1);
    }

    @Test
    void timesArePublishedByThemselvesThoseFromBeforeTheMetersToo() {
        PoolRecorder recorder = new PoolRecorder();
        recorder.opened(Duration.ofMillis(70).toNanos());
        pools.add(pool("orders", recorder));
        bind(PoolMetersSettings.standard());
        recorder.acquired(Duration.ofMillis(40).toNanos());

        await().untilAsserted(
                        () -> assertThat(registry.get("pool.acquire").timer().totalTime(TimeUnit.MILLISECONDS))
                                .isEqualTo(40));
        assertThat(registry.get("pool.open").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(70);
        assertThat(registry.get("pool.acquire").timer().count()).isEqualTo(1);
    }

    @Test
    void aTimerThatFailsKeepsNoOtherPoolFromBeingPublished() {
        PoolMeters meters = new PoolMeters(pools, monitor, PoolMetersSettings.standard());
        meters.bindTo(new FailingRegistry());
        meters.bindTo(registry);
        PoolRecorder recorder = new PoolRecorder();
        pools.add(pool("orders", recorder));
        recorder.acquired(1);
        meters.publishTimes();

        assertThat(registry.get("pool.acquire").timer().count()).isEqualTo(1);
    }

    @Test
    void theLastTimesAreThereWhenTheMetersClose() {
        PoolMeters meters = bind(PoolMetersSettings.standard());
        PoolRecorder recorder = new PoolRecorder();
        pools.add(pool("orders", recorder));
        recorder.acquired(1);
        meters.close();

        assertThat(registry.get("pool.acquire").timer().count()).isEqualTo(1);
    }

    @Test
    void aNameThereMustBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PoolMetersSettings(Set.of(), true))
                .withMessage("naming must name one scheme or more but is empty");
    }

    @Test
    void statusWarningsAndBackendAreThoseOfTheMonitor() {
        bind(PoolMetersSettings.standard());
        pools.addListener(monitor);
        PoolRecorder recorder = new PoolRecorder();
        pools.add(pool("orders", recorder));
        assertThat(gauge("pool.backend.up")).isNaN();

        recorder.backendAnswered();
        monitor.sample();
        assertThat(gauge("pool.backend.up")).isEqualTo(1);
        assertThat(gauge("pool.status")).isZero();
        assertThat(gauge("pool.warnings")).isZero();

        recorder.timedOut();
        monitor.sample();
        assertThat(gauge("pool.warnings")).isEqualTo(1);
    }

    @Test
    void aBackendThatDoesNotAnswerIsDownAndTheStatusThree() {
        bind(PoolMetersSettings.standard());
        pools.addListener(monitor);
        pools.add(new DeadPool());
        monitor.sample();

        assertThat(gauge("pool.backend.up")).isZero();
        assertThat(gauge("pool.status")).isEqualTo(3);
    }

    @Test
    void anAccountPoolTellsOfLostLeases() {
        bind(PoolMetersSettings.standard());
        try (AccountPool<String, String> mail =
                AccountPool.<String, String>builder("mail", account -> account).build()) {
            pools.add(mail);

            assertThat(registry.get("pool.leaks")
                            .tag("pool", "mail")
                            .functionCounter()
                            .count())
                    .isZero();
        }
    }

    private PoolMeters bind(PoolMetersSettings settings) {
        PoolMeters meters = new PoolMeters(pools, monitor, settings);
        meters.bindTo(registry);
        return meters;
    }

    /** Without the gauges by which a registry that has no histograms shows buckets. */
    private List<Meter> meters() {
        return registry.getMeters().stream()
                .filter(meter -> !meter.getId().getName().endsWith(".histogram"))
                .toList();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private Set<String> names(String pool) {
        return registry.getMeters().stream()
                .filter(meter -> pool.equals(meter.getId().getTag("pool")))
                .map(meter -> meter.getId().getName())
                .collect(Collectors.toSet());
    }

    private static Pool pool(String name, @Nullable PoolRecorder recorder) {
        return new CountedPool(name, "test", recorder);
    }

    private record CountedPool(
            String name, String backend, @Nullable PoolRecorder recorder) implements Pool {

        @Override
        public PoolSnapshot snapshot() {
            return PoolSnapshot.of(3, 1, 0, 10, 2);
        }
    }

    private static final class DeadPool implements Pool {

        @Override
        public String name() {
            return "dead";
        }

        @Override
        public String backend() {
            return "test";
        }

        @Override
        public PoolSnapshot snapshot() {
            return PoolSnapshot.of(0, 0, 0, 10, 2);
        }

        @Override
        public org.poolstarter.pool.Probe probe() {
            return deadline -> {
                throw new ConnectException("refused");
            };
        }
    }

    /** Its timers fail whenever something is recorded. */
    private static final class FailingRegistry extends SimpleMeterRegistry {

        @Override
        protected Timer newTimer(Meter.Id id, DistributionStatisticConfig config, PauseDetector detector) {
            return new CumulativeTimer(id, clock, config, detector, getBaseTimeUnit()) {
                @Override
                protected void recordNonNegative(long amount, TimeUnit unit) {
                    throw new IllegalStateException("broken");
                }
            };
        }
    }
}
