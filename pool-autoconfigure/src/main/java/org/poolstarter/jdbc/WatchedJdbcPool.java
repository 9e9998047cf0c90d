/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolControl;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Probe;
import org.poolstarter.pool.Refusal;
import org.poolstarter.pool.ServerInquiry;

/**
 * A JDBC pool of HikariCP that somebody else makes, starts and closes, and what observers see of it. Nothing is put
 * between its callers and its connections, so it tells less than a {@link JdbcPool}: its leases, but neither the
 * connections it opens and closes nor the leases it discards.
 */
public final class WatchedJdbcPool implements Pool {

    private static final String ONLY_NAMED =
            "unavailable: only a pool named under pools.jdbc knows this, nothing is put underneath a pool of others";

    private static final Map<String, Object> UNAVAILABLE =
            Map.of("holders", ONLY_NAMED, "diagnosis", ONLY_NAMED, "slowQueries", ONLY_NAMED);

    private final String name;
    private final HikariDataSource dataSource;
    private final Supplier<PoolSettings> settings;
    private final @Nullable WatchingTracker tracker;
    private final JdbcProbe probe;
    private final PoolControl control;
    private final @Nullable ServerInquiry inquiry;
    private final BiFunction<String, Object, @Nullable String> assignments;

    /** As the other constructor, for a data source of which nobody knows how it is configured. */
    public WatchedJdbcPool(String name, HikariDataSource dataSource, Supplier<PoolSettings> settings) {
        this(name, dataSource, settings, (key, value) -> null);
    }

    /**
     * Watches a data source from now on, or from when {@link #listen} was called. Opens nothing.
     *
     * @param settings reads the settings in force; must neither block nor throw
     * @param assignments says by which line of configuration a setting gets a value; null where there is none
     */
    public WatchedJdbcPool(
            String name,
            HikariDataSource dataSource,
            Supplier<PoolSettings> settings,
            BiFunction<String, Object, @Nullable String> assignments) {
        this.assignments = assignments;
        this.name = name;
        this.dataSource = dataSource;
        this.settings = settings;
        this.tracker = WatchingTracker.of(dataSource);
        this.inquiry = connectsByUrl(dataSource)
                ? JdbcInquiry.of(
                        dataSource.getJdbcUrl(),
                        deadline -> Login.of(dataSource).open(new DriverSource(dataSource).openBeside(deadline)),
                        // The metrics of others would count what is borrowed.
                        (tracker != null) ? new IdleConnections(dataSource, tracker.inquiryMark()) : null,
                        facts -> facts)
                : null;
        ProbeMark mark = (tracker != null) ? tracker.probeMark() : new ProbeMark();
        this.probe = new JdbcProbe(dataSource, mark, connectsByUrl(dataSource), () -> false);
        ProbeMark controlMark = (tracker != null) ? tracker.controlMark() : new ProbeMark();
        this.control = new HikariControl(
                        dataSource, controlMark, JdbcWatchSettings.none().limitOf(dataSource.getMaximumPoolSize()))
                .build(name);
    }

    /**
     * Records the leases of a data source that is going to be watched. The sooner, the better: a pool that started with
     * a tracker of its own takes no other. Without effect on the data source of a {@link JdbcPool}.
     */
    public static void listen(HikariDataSource dataSource) {
        if (!(dataSource instanceof RecordingDataSource)) {
            WatchingTracker.of(dataSource);
        }
    }

    /** Whether the driver is asked for connections by URL, and not a data source of the driver's. */
    public static boolean connectsByUrl(HikariDataSource dataSource) {
        return dataSource.getJdbcUrl() != null
                && dataSource.getDataSource() == null
                && dataSource.getDataSourceClassName() == null
                && dataSource.getDataSourceJNDI() == null;
    }

    /** Adds meters of others, as soon as the pool has started. Without effect where it has a tracker of its own. */
    public void publishTo(MetricsTrackerFactory meters) {
        if (tracker != null) {
            tracker.passOnTo(meters);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String backend() {
        return "jdbc";
    }

    /** The URL without credentials; null for a pool that is configured with a data source of the driver's. */
    @Override
    public @Nullable String target() {
        String url = dataSource.getJdbcUrl();
        return (url != null && connectsByUrl(dataSource)) ? new JdbcUrl(url).withoutCredentials() : null;
    }

    @Override
    public PoolSettings settings() {
        return control.overlay(settings.get());
    }

    /** The counts of this moment; none are open before the pool has started. */
    @Override
    public PoolSnapshot snapshot() {
        int max = dataSource.getMaximumPoolSize();
        int min = dataSource.getMinimumIdle();
        int minInForce = (min < 0 || min > max) ? max : min; // as HikariCP reads it when it starts
        HikariPoolMXBean pool = dataSource.getHikariPoolMXBean();
        return (pool == null)
                ? PoolSnapshot.of(0, 0, 0, max, minInForce)
                : PoolSnapshot.of(
                        pool.getActiveConnections(),
                        pool.getIdleConnections(),
                        Math.max(0, pool.getThreadsAwaitingConnection()),
                        max,
                        minInForce);
    }

    /** Null for a pool whose metrics go somewhere else. */
    @Override
    public @Nullable PoolRecorder recorder() {
        return (tracker != null) ? tracker.recorder() : null;
    }

    /** What the server said to the last probe, for a minute: nothing is put underneath, so callers' connections are not seen. */
    @Override
    public @Nullable Refusal refusal() {
        Exception refusal = probe.refusal();
        return (refusal != null) ? Refusals.of(refusal, settings().prefix()) : null;
    }

    @Override
    public Probe probe() {
        return probe;
    }

    /** Null for a database of which it is not known what to ask, and for one that is reached by no URL. */
    @Override
    public @Nullable ServerInquiry inquiry() {
        return inquiry;
    }

    @Override
    public @Nullable String unasked() {
        return connectsByUrl(dataSource)
                ? JdbcInquiry.unasked(dataSource.getJdbcUrl(), inquiry)
                : "its connections come from a data source of the driver's, and not by a URL";
    }

    @Override
    public String assignment(String key, Object value) {
        String origin = settings.get().origin(key).orElse("");
        String assignment = DriverProperties.assignment(dataSource.getJdbcUrl(), origin, value);
        if (assignment == null) {
            assignment = assignments.apply(key, value);
        }
        return (assignment != null) ? assignment : Pool.super.assignment(key, value);
    }

    @Override
    public PoolControl control() {
        return control;
    }

    /** What a pool that is not ours cannot tell. */
    @Override
    public Map<String, Object> sections() {
        return UNAVAILABLE;
    }

    @Override
    public String toString() {
        return "WatchedJdbcPool " + name;
    }
}
