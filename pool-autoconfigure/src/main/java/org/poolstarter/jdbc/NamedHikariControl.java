/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.poolstarter.pool.ChangeableSetting.OFF;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.poolstarter.jdbc.DriverProperties.Property;
import org.poolstarter.pool.ChangeableSetting;
import org.poolstarter.pool.OrderConflictException;
import org.poolstarter.pool.PoolAction;
import org.poolstarter.pool.PoolChange;
import org.poolstarter.pool.PoolControl;
import org.poolstarter.pool.PoolOrder;
import org.poolstarter.pool.PoolPlan;
import org.poolstarter.pool.PoolState;
import org.poolstarter.pool.ReadableDuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a pool of ours can be told beyond what any pool of HikariCP can: times of its driver, how many may wait, what is a
 * slow query; to pause, and to be drained.
 */
final class NamedHikariControl extends HikariControl {

    private static final Duration DRAIN_DEADLINE = Duration.ofSeconds(30);
    private static final Duration SHORTEST_DRIVER_TIMEOUT = Duration.ofSeconds(1);
    private static final int MOST_PENDING = 100_000;
    private static final Logger logger = LoggerFactory.getLogger(NamedHikariControl.class);

    private final HikariDataSource dataSource;
    private final String prefix;
    private final Parts parts;

    /* Counts drains, so that the deadline of one that was ended does not end the next. */
    private final AtomicInteger drains = new AtomicInteger();

    /* What min-idle was before the drain; null while none goes on. Written for one order at a time. */
    private volatile @Nullable Integer minIdleBefore;

    /**
     * A control of one pool.
     *
     * @param prefix the key all keys of the pool begin with, for remedies
     * @param limit what the size can be raised to
     */
    NamedHikariControl(HikariDataSource dataSource, String prefix, int limit, Parts parts) {
        super(dataSource, parts.ledger().controlMark(), limit);
        this.dataSource = dataSource;
        this.prefix = prefix;
        this.parts = parts;
    }

    @Override
    void addActions(PoolControl.Builder builder) {
        builder.on(PoolAction.PAUSE, order -> pause())
                .on(PoolAction.RESUME, order -> resume())
                .on(PoolAction.DRAIN, this::drain)
                .state(this::state);
    }

    /** Whether it hands out connections. */
    PoolState state() {
        PoolState state = parts.admission().state();
        return (state == PoolState.DRAINING && parts.ledger().holders().isEmpty()) ? PoolState.DRAINED : state;
    }

    @Override
    List<ChangeableSetting> settings() {
        List<ChangeableSetting> settings = new ArrayList<>();
        super.settings()
                .forEach(setting ->
                        settings.add(isSize(setting) ? setting.boundBy(prefix + "max-size-limit") : setting));
        settings.add(ChangeableSetting.count("max-pending", 1, MOST_PENDING).orOff());
        if (parts.slowQueries() != null) {
            settings.add(ChangeableSetting.time("slow-query-threshold", Duration.ofMillis(1))
                    .orOff());
        }
        if (!parts.driver().connect().isEmpty()) {
            settings.add(ChangeableSetting.time("connect-timeout", SHORTEST_DRIVER_TIMEOUT)
                    .orOff());
        }
        if (!parts.driver().socket().isEmpty()) {
            settings.add(ChangeableSetting.time("socket-timeout", SHORTEST_DRIVER_TIMEOUT)
                    .orOff());
        }
        return settings;
    }

    private static boolean isSize(ChangeableSetting setting) {
        return setting.key().equals(MAX_SIZE) || setting.key().equals(MIN_IDLE);
    }

    @Override
    public Map<String, Object> values() {
        Map<String, Object> values = super.values();
        int bound = parts.admission().maxPending();
        values.put("max-pending", (bound == Admission.UNBOUNDED) ? OFF : bound);
        SlowQueries slowQueries = parts.slowQueries();
        if (slowQueries != null) {
            values.put("slow-query-threshold", orOff(slowQueries.threshold()));
        }
        putTimeout(values, "connect-timeout", parts.driver().connect());
        putTimeout(values, "socket-timeout", parts.driver().socket());
        return values;
    }

    private void putTimeout(Map<String, Object> values, String key, List<Property> properties) {
        if (!properties.isEmpty()) {
            values.put(key, orOff(parts.driver().value(properties)));
        }
    }

    @Override
    public List<String> notes(Map<String, Object> changed) {
        return changed.containsKey("connect-timeout") || changed.containsKey("socket-timeout")
                ? List.of(
                        "Connections that are opened from now on have the new timeouts; evict-all replaces the others.")
                : List.of();
    }

    @Override
    public void apply(Map<String, Object> changed) {
        super.apply(changed);
        if (changed.containsKey("connect-timeout") || changed.containsKey("socket-timeout")) {
            parts.physical()
                    .openWith(
                            parts.driver().open(),
                            parts.driver().firstSocketTimeoutMillis(),
                            parts.driver().socketTimeoutMillis());
        }
    }

    @Override
    void apply(String key, Object value) {
        Duration time = (value instanceof Duration duration) ? duration : null;
        switch (key) {
            case "max-pending" ->
                parts.admission().setMaxPending((value instanceof Integer bound) ? bound : Admission.UNBOUNDED);
            case "slow-query-threshold" ->
                Objects.requireNonNull(parts.slowQueries()).setThreshold(time);
            case "connect-timeout" -> parts.driver().set(parts.driver().connect(), time);
            case "socket-timeout" -> parts.driver().set(parts.driver().socket(), time);
            default -> super.apply(key, value);
        }
    }

    @Override
    int minIdle() {
        Integer before = minIdleBefore;
        return (before != null) ? before : super.minIdle();
    }

    @Override
    void setMinIdle(int value) {
        if (minIdleBefore != null) {
            minIdleBefore = value;
        } else {
            super.setMinIdle(value);
        }
    }

    private PoolPlan pause() {
        running();
        PoolState state = state();
        return switch (state) {
            case PAUSED -> PoolPlan.nothing();
            case RUNNING ->
                PoolPlan.of(
                                new PoolChange("state", state, PoolState.PAUSED),
                                () -> parts.admission().become(PoolState.PAUSED))
                        .noting("Callers wait up to acquire-timeout; who holds a connection keeps it.");
            default ->
                throw new OrderConflictException("The pool is %s: resume it before you pause it".formatted(state));
        };
    }

    private PoolPlan resume() {
        running();
        PoolState state = state();
        return (state == PoolState.RUNNING)
                ? PoolPlan.nothing()
                : PoolPlan.of(new PoolChange("state", state, PoolState.RUNNING), this::run);
    }

    private void run() {
        drains.incrementAndGet();
        Integer before = minIdleBefore;
        minIdleBefore = null;
        if (before != null) {
            super.setMinIdle(before);
        }
        parts.admission().become(PoolState.RUNNING);
    }

    private PoolPlan drain(PoolOrder order) {
        HikariPool pool = running();
        PoolState state = state();
        if (state == PoolState.DRAINING || state == PoolState.DRAINED) {
            return PoolPlan.nothing();
        }
        Duration deadline = (order.deadline() != null) ? order.deadline() : DRAIN_DEADLINE;
        return PoolPlan.of(new PoolChange("state", state, PoolState.DRAINING), () -> drain(pool, deadline, order.by()))
                .noting("%d held connections are closed when they come back, and after %s at the latest."
                        .formatted(pool.getActiveConnections(), ReadableDuration.of(deadline)));
    }

    private void drain(HikariPool pool, Duration deadline, String by) {
        int drain = drains.incrementAndGet();
        minIdleBefore = super.minIdle();
        super.setMinIdle(0);
        parts.admission().become(PoolState.DRAINING);
        pool.softEvictConnections();
        Executor later = CompletableFuture.delayedExecutor(deadline.toMillis(), TimeUnit.MILLISECONDS);
        later.execute(() -> endLeases(drain, by));
    }

    private void endLeases(int drain, String by) {
        if (drain != drains.get() || dataSource.isClosed()) {
            return;
        }
        int aborted = 0;
        for (PhysicalConnection connection : parts.ledger().holders().open()) {
            try {
                connection.abortLease(Runnable::run);
                aborted++;
            } catch (SQLException | RuntimeException ex) { // drivers throw both
                logger.warn("{} - A held connection could not be aborted", dataSource.getPoolName(), ex);
            }
        }
        if (aborted > 0) {
            logger.warn(
                    "{} (jdbc) - drain by {}: closed {} connections under their holders at the deadline",
                    dataSource.getPoolName(),
                    by,
                    aborted);
        }
    }

    private static Object orOff(@Nullable Duration value) {
        return (value != null) ? value : OFF;
    }

    /** The parts of a pool of ours that take orders. */
    record Parts(
            Ledger ledger,
            Admission admission,
            PhysicalDataSource physical,
            DriverSource driver,
            @Nullable SlowQueries slowQueries) {}
}
