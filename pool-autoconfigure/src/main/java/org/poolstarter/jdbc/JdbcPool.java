/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariCredentialsProvider;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.util.DriverDataSource;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Probe;

/**
 * A JDBC pool of HikariCP, and what observers see of it.
 *
 * <p>Callers use the {@link #dataSource()}, a true {@link HikariDataSource} that lends HikariCP's own connections. Between
 * those and the driver's lies a thin connection of ours that counts: {@code unwrap} to a type of the driver passes
 * through it, while {@code unwrap(Connection.class)} yields it.
 */
public final class JdbcPool implements Pool, AutoCloseable {

    private final String name;
    private final String target;
    private final PoolSettings settings;
    private final PoolRecorder recorder;
    private final PhysicalDataSource physical;
    private final HikariDataSource dataSource;
    private final Probe probe;
    private final PoolCompanions companions;

    private JdbcPool(
            String name, boolean warmUp, PoolSettings settings, HikariConfig config, PoolCompanions companions) {
        this.name = name;
        this.settings = settings;
        this.target = new JdbcUrl(config.getJdbcUrl()).withoutCredentials();
        this.recorder = new PoolRecorder();
        Ledger ledger = new Ledger(recorder, System::nanoTime, config);
        this.companions = companions;
        this.physical = new PhysicalDataSource(driverOf(config), ledger, companions);
        config.setDataSource(physical);
        config.setExceptionOverride(new ReadOnlyServers(ledger, config.getExceptionOverride()));
        if (warmUp) {
            physical.warmUp(name, config.getMinimumIdle(), () -> loginOf(config));
        }
        this.dataSource = start(config, ledger);
        ledger.started(dataSource.getHikariConfigMXBean());
        this.probe = new JdbcProbe(dataSource, ledger.probeMark(), true);
        companions.started(dataSource);
    }

    /**
     * Opens a pool. Unless it is to fail fast this does no I/O: connections are opened in the background.
     *
     * @param settings the resolved settings
     * @throws InvalidJdbcSettingException if no driver takes the URL
     * @throws com.zaxxer.hikari.pool.HikariPool.PoolInitializationException if the pool is to fail fast and no connection
     *     can be opened
     */
    public static JdbcPool open(JdbcPoolSettings settings) {
        return open(settings, settings.toHikariConfig());
    }

    /**
     * As {@link #open(JdbcPoolSettings)}, with native settings.
     *
     * @param config the configuration that {@link JdbcPoolSettings#toHikariConfig()} made, with native settings laid on
     *     it; this pool's from now on
     */
    public static JdbcPool open(JdbcPoolSettings settings, HikariConfig config) {
        return open(settings, config, List.of());
    }

    /**
     * As {@link #open(JdbcPoolSettings, HikariConfig)}, with companions that live as long as the pool.
     *
     * @param companions whom the pool tells of its connections, and who tell its observers more; closed with the pool
     */
    public static JdbcPool open(JdbcPoolSettings settings, HikariConfig config, List<PoolCompanion> companions) {
        PoolSettings shown = AppliedTimeouts.apply(settings.timeouts(), config, settings.shown());
        return new JdbcPool(settings.name(), settings.warmUp(), shown, config, new PoolCompanions(companions));
    }

    private RecordingDataSource start(HikariConfig config, Ledger ledger) {
        try {
            return new RecordingDataSource(config, ledger, new RecordingTracker(ledger));
        } catch (RuntimeException ex) { // HikariCP throws no narrower type; what was opened ahead must not stay open
            physical.close();
            throw ex;
        }
    }

    private static Login loginOf(HikariConfig config) {
        HikariCredentialsProvider provider = config.getCredentialsProvider();
        return Login.of((provider != null) ? provider.getCredentials() : config.getCredentials());
    }

    private static DataSource driverOf(HikariConfig config) {
        try {
            return new DriverDataSource(
                    config.getJdbcUrl(),
                    config.getDriverClassName(),
                    config.getDataSourceProperties(),
                    config.getUsername(),
                    config.getPassword());
        } catch (RuntimeException ex) { // HikariCP throws no narrower type
            throw new InvalidJdbcSettingException(
                    "url",
                    "must be one that a driver on the class path accepts but is " + new JdbcUrl(config.getJdbcUrl()));
        }
    }

    /** The pool to get connections from, started. */
    public HikariDataSource dataSource() {
        return dataSource;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String backend() {
        return "jdbc";
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public PoolSettings settings() {
        return settings;
    }

    @Override
    public PoolSnapshot snapshot() {
        HikariPoolMXBean pool = dataSource.getHikariPoolMXBean();
        return PoolSnapshot.of(
                        pool.getActiveConnections(),
                        pool.getIdleConnections(),
                        Math.max(0, pool.getThreadsAwaitingConnection()),
                        dataSource.getMaximumPoolSize(),
                        dataSource.getMinimumIdle())
                .withOpening(physical.opening());
    }

    @Override
    public PoolRecorder recorder() {
        return recorder;
    }

    @Override
    public Probe probe() {
        return probe;
    }

    @Override
    public Map<String, Object> sections() {
        return companions.sections();
    }

    @Override
    public List<PoolMeasure> measures() {
        return companions.measures();
    }

    @Override
    public List<PoolNotice> notices() {
        return companions.notices();
    }

    /** Closes the data source and every connection, held ones too. Waits some seconds for those being opened. */
    @Override
    public void close() {
        companions.close();
        dataSource.close();
    }

    @Override
    public String toString() {
        return "JdbcPool " + name;
    }
}
