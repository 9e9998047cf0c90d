/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.poolstarter.jdbc.DriverTimeouts;
import org.poolstarter.jdbc.JdbcPool;
import org.poolstarter.jdbc.JdbcPoolLimits;
import org.poolstarter.jdbc.JdbcPoolSettings;
import org.poolstarter.jdbc.JdbcTarget;
import org.poolstarter.jdbc.JdbcWatchSettings;
import org.poolstarter.metrics.PoolMeters;
import org.poolstarter.metrics.PoolMetersSettings;
import org.poolstarter.metrics.PoolNaming;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.Pools;

/** What a connection of a named pool costs beside one of HikariCP alone, over a driver that does nothing. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class JdbcBorrow {

    private static final int SIZE = 10;

    /** How the pool is made. */
    @Param({"HIKARI", "HIKARI_MICROMETER", "NAMED_WITHOUT_BUCKETS", "NAMED", "NAMED_SLOW_QUERIES"})
    public Kind kind = Kind.HIKARI;

    /** Where the meters are; buckets cost the least in the registry that they are for. */
    @Param("PROMETHEUS")
    public Registry registry = Registry.PROMETHEUS;

    private HikariDataSource dataSource = new HikariDataSource();

    @Setup(Level.Trial)
    public void open() throws SQLException {
        DriverManager.registerDriver(new StubDriver());
        dataSource.close();
        dataSource = kind.open(registry.open());
        dataSource.getConnection().close();
    }

    @TearDown(Level.Trial)
    public void close() {
        dataSource.close();
    }

    /** A connection, and back. */
    @Benchmark
    public Connection borrow() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return connection;
        }
    }

    /** A connection, one prepared statement that is run, and back. */
    @Benchmark
    public int query() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("select 1")) {
            return statement.executeUpdate();
        }
    }

    /** Registries of meters. */
    public enum Registry {
        /** The one for Prometheus. */
        PROMETHEUS {
            @Override
            MeterRegistry open() {
                return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            }
        },

        /** The one that only remembers. */
        SIMPLE {
            @Override
            MeterRegistry open() {
                return new SimpleMeterRegistry();
            }
        };

        abstract MeterRegistry open();
    }

    /** The pools that are compared. */
    public enum Kind {
        /** HikariCP as it comes. */
        HIKARI {
            @Override
            HikariDataSource open(MeterRegistry registry) {
                return hikari();
            }
        },

        /** With the tracker that Boot sets. */
        HIKARI_MICROMETER {
            @Override
            HikariDataSource open(MeterRegistry registry) {
                HikariDataSource dataSource = hikari();
                dataSource.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
                return dataSource;
            }
        },

        /** A named pool with its own meters, but for their buckets, and the tracker that Boot sets. */
        NAMED_WITHOUT_BUCKETS {
            @Override
            HikariDataSource open(MeterRegistry registry) {
                return named(
                        registry, JdbcWatchSettings.none(), new PoolMetersSettings(Set.of(PoolNaming.POOL), false));
            }
        },

        /** The same with buckets, which is how a named pool comes. */
        NAMED {
            @Override
            HikariDataSource open(MeterRegistry registry) {
                return named(registry, JdbcWatchSettings.none(), PoolMetersSettings.standard());
            }
        },

        /** The same, watching statements. */
        NAMED_SLOW_QUERIES {
            @Override
            HikariDataSource open(MeterRegistry registry) {
                return named(
                        registry,
                        new JdbcWatchSettings(null, null, Duration.ofMillis(500), false),
                        PoolMetersSettings.standard());
            }
        };

        abstract HikariDataSource open(MeterRegistry registry);

        private static HikariDataSource hikari() {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(StubDriver.URL);
            config.setMaximumPoolSize(SIZE);
            return new HikariDataSource(config);
        }

        private static HikariDataSource named(
                MeterRegistry registry, JdbcWatchSettings watch, PoolMetersSettings meters) {
            Duration acquire = Duration.ofSeconds(10);
            JdbcPoolLimits limits = new JdbcPoolLimits(
                    SIZE,
                    SIZE,
                    acquire,
                    Duration.ofSeconds(3),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(30),
                    Duration.ofMinutes(2),
                    null);
            JdbcPool pool = JdbcPool.open(new JdbcPoolSettings(
                    "named",
                    new JdbcTarget(StubDriver.URL, null, null, null),
                    limits,
                    new DriverTimeouts(null, null),
                    watch,
                    false,
                    false,
                    PoolSettings.none()));
            Pools pools = Pools.create();
            pools.add(pool);
            new PoolMeters(pools, null, meters).bindTo(registry);
            pool.dataSource().setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
            return pool.dataSource();
        }
    }
}
