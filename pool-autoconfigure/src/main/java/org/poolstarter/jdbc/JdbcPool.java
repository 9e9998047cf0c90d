/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.BackendEvidence;
import org.poolstarter.pool.Pool;
import org.poolstarter.pool.PoolControl;
import org.poolstarter.pool.PoolMeasure;
import org.poolstarter.pool.PoolNotice;
import org.poolstarter.pool.PoolRecorder;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSnapshot;
import org.poolstarter.pool.Probe;
import org.poolstarter.pool.Refusal;
import org.poolstarter.pool.ServerInquiry;
import org.poolstarter.pool.Shortage;
import org.poolstarter.pool.TimingSummary;
import org.poolstarter.pool.UsageLengths;

/**
 * A JDBC pool of HikariCP, and what observers see of it.
 *
 * <p>Callers use the {@link #dataSource()}, a true {@link HikariDataSource} that lends HikariCP's own connections. Between
 * those and the driver's lies a thin connection of ours that counts: {@code unwrap} to a type of the driver passes
 * through it, while {@code unwrap(Connection.class)} yields it.
 */
public final class JdbcPool implements Pool, AutoCloseable {

    private static final int ENOUGH_USES = 20;
    private static final long SATURATED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final String target;
    private final PoolSettings settings;
    private final @Nullable Duration leakThreshold;
    private final PoolRecorder recorder;
    private final UsageLengths usageLengths;
    private final Ledger ledger;
    private final PhysicalDataSource physical;
    private final @Nullable SlowQueries slowQueries;
    private final Episodes episodes;
    private final LostStatements lostStatements;
    private final HikariDataSource dataSource;
    private final PoolControl control;
    private final Probe probe;
    private final @Nullable ServerInquiry inquiry;
    private final PoolCompanions companions;

    /* Since when each snapshot has found the pool saturated; null while the last one did not. */
    private volatile @Nullable Long saturatedSince;

    private JdbcPool(JdbcPoolSettings wanted, PoolSettings shown, HikariConfig config, PoolCompanions companions) {
        this.name = wanted.name();
        this.settings = shown;
        this.leakThreshold = wanted.limits().leakThreshold();
        JdbcUrl url = new JdbcUrl(config.getJdbcUrl());
        this.target = url.withoutCredentials();
        this.recorder = PoolRecorder.ofHolders(System::nanoTime);
        this.usageLengths = recorder.usageLengths();
        this.ledger = new Ledger(recorder, System::nanoTime, config);
        this.companions = companions;
        JdbcWatchSettings watch = wanted.watch();
        this.slowQueries = (watch.slowQueryThreshold() != null)
                ? new SlowQueries(
                        name, recorder, watch.slowQueryThreshold(), watch.slowQueryParameters(), Clock.systemUTC())
                : null;
        DriverSource driver = new DriverSource(config);
        this.physical = new PhysicalDataSource(driver.open(), url, ledger, companions, slowQueries);
        this.episodes = new Episodes(name, recorder, this::look, System::nanoTime, Clock.systemUTC());
        Admission admission = new Admission(name, recorder);
        if (watch.maxPending() != null) {
            admission.setMaxPending(watch.maxPending());
        }
        int limit = watch.limitOf(config.getMaximumPoolSize());
        config.setDataSource(physical);
        this.lostStatements =
                new LostStatements(new ReadOnlyServers(ledger, config.getExceptionOverride()), ledger::nanoTime);
        config.setExceptionOverride(lostStatements);
        if (wanted.warmUp()) {
            physical.warmUp(name, config.getMinimumIdle(), () -> Login.of(config));
        }
        this.dataSource = start(config, admission);
        ledger.started(dataSource.getHikariConfigMXBean());
        this.control = new NamedHikariControl(
                        dataSource,
                        (shown.prefix() != null) ? shown.prefix() + "." : "",
                        limit,
                        new NamedHikariControl.Parts(ledger, admission, physical, driver, slowQueries))
                .build(name);
        this.probe = new JdbcProbe(dataSource, ledger.probeMark(), true, () -> companions.queue() != null);
        this.inquiry = JdbcInquiry.of(
                config.getJdbcUrl(),
                deadline -> Login.of(config).open(driver.openBeside(deadline)),
                new IdleConnections(dataSource, ledger.inquiryMark()),
                companions::seenThrough);
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
        ClientName.apply(settings.name(), config);
        PoolSettings shown = AppliedTimeouts.apply(settings.timeouts(), config, settings.shown());
        return new JdbcPool(settings, shown, config, new PoolCompanions(companions));
    }

    private RecordingDataSource start(HikariConfig config, Admission admission) {
        try {
            return new RecordingDataSource(config, ledger, new RecordingTracker(ledger), admission, episodes);
        } catch (RuntimeException ex) { // HikariCP throws no narrower type; what was opened ahead must not stay open
            physical.close();
            throw ex;
        }
    }

    /** Whether statements can be watched: the library that does it is on the class path. */
    public static boolean canWatchStatements(ClassLoader classLoader) {
        try {
            Class.forName("net.ttddyy.dsproxy.proxy.JdbcProxyFactory", false, classLoader);
            return true;
        } catch (ClassNotFoundException | LinkageError ex) {
            return false;
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
        return control.overlay(settings);
    }

    /** By the pool's own key, or by the native one or the property of the driver that would beat it. */
    @Override
    public String assignment(String key, Object value) {
        String origin = settings.origin(key).orElse("");
        String ofDriver = DriverProperties.assignment(dataSource.getJdbcUrl(), origin, value);
        if (ofDriver != null) {
            return ofDriver;
        }
        return origin.startsWith(settings.prefix() + ".hikari.")
                ? "%s=%s".formatted(origin, (value instanceof Duration time) ? time.toMillis() : value)
                : Pool.super.assignment(key, value);
    }

    @Override
    public PoolSnapshot snapshot() {
        usageLengths.look();
        HikariPoolMXBean pool = dataSource.getHikariPoolMXBean();
        PoolSnapshot snapshot = PoolSnapshot.of(
                        pool.getActiveConnections(),
                        pool.getIdleConnections(),
                        Math.max(0, pool.getThreadsAwaitingConnection()),
                        dataSource.getMaximumPoolSize(),
                        dataSource.getMinimumIdle())
                .withOpening(physical.opening());
        if (!snapshot.saturated()) {
            saturatedSince = null;
        } else if (saturatedSince == null) {
            saturatedSince = ledger.nanoTime();
        }
        return snapshot;
    }

    @Override
    public PoolRecorder recorder() {
        return recorder;
    }

    @Override
    public Probe probe() {
        return probe;
    }

    /** Null for a database of which it is not known what to ask. */
    @Override
    public @Nullable ServerInquiry inquiry() {
        return inquiry;
    }

    @Override
    public @Nullable String unasked() {
        return JdbcInquiry.unasked(dataSource.getJdbcUrl(), inquiry);
    }

    @Override
    public List<PoolMeasure> measures() {
        return companions.measures();
    }

    @Override
    public List<PoolNotice> notices() {
        List<PoolNotice> notices = new ArrayList<>(companions.notices());
        PoolNotice lost = lostStatements.notice(settings.prefix(), companions.sharesServers());
        if (lost != null) {
            notices.add(lost);
        }
        return notices;
    }

    /** What the server said to the last connection that was tried, for a minute. */
    @Override
    public @Nullable Refusal refusal() {
        FailedOpen failed = physical.failure();
        return (failed != null && failed.isRecent(ledger.nanoTime()))
                ? Refusals.of(failed.exception(), settings.prefix())
                : null;
    }

    @Override
    public PoolControl control() {
        return control;
    }

    /**
     * Who holds connections ({@code holders}, with stacks while the pool is full), why acquires timed out last
     * ({@code diagnosis}) or cannot be served now ({@code shortage}, once the pool has been saturated for a second), and
     * the slowest statements ({@code slowQueries}); and what the companions tell.
     */
    @Override
    public Map<String, Object> sections() {
        Map<String, Object> sections = new LinkedHashMap<>();
        PoolSnapshot snapshot = snapshot();
        sections.put("holders", Episodes.shown(ledger.holders().held(), snapshot.active() >= snapshot.max()));
        Map<String, Object> shortage = isLongSaturated() ? episodes.now() : null;
        if (shortage != null) {
            sections.put("shortage", shortage);
        }
        Map<String, Object> diagnosis = episodes.section();
        if (diagnosis != null) {
            sections.put("diagnosis", diagnosis);
        }
        if (slowQueries != null) {
            sections.put("slowQueries", slowQueries.section());
        }
        sections.putAll(companions.sections());
        return sections;
    }

    @Override
    public @Nullable Shortage shortage() {
        return isLongSaturated() ? Diagnosis.of(look()) : episodes.ongoing();
    }

    private boolean isLongSaturated() {
        Long since = saturatedSince;
        return since != null && ledger.nanoTime() - since >= SATURATED_NANOS;
    }

    /* What is known at this moment; called while an acquire fails, and by observers. */
    private Situation look() {
        usageLengths.look();
        HikariPoolMXBean pool = dataSource.getHikariPoolMXBean();
        TimingSummary uses = recorder.usageTime();
        Duration typicalUse = (uses != null && uses.count() >= ENOUGH_USES) ? uses.p50() : null;
        FailedOpen failed = physical.failure();
        Exception failure = (failed != null) ? failed.exception() : null;
        return new Situation(
                pool.getActiveConnections(),
                pool.getIdleConnections(),
                physical.opening(),
                dataSource.getMaximumPoolSize(),
                ledger.holders().held(),
                (leakThreshold != null) ? leakThreshold : Duration.ofMillis(dataSource.getConnectionTimeout()),
                typicalUse,
                usageLengths.atLeast(Situation.slow(typicalUse)),
                (failure != null) ? BackendEvidence.describe(failure) : null,
                failure != null && Refusals.isOfConnecting(failure),
                !recorder.evidence().failedLast(),
                companions.queue());
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
