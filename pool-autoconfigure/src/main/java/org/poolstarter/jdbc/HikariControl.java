/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import static org.poolstarter.pool.ChangeableSetting.OFF;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.ChangeTarget;
import org.poolstarter.pool.ChangeableSetting;
import org.poolstarter.pool.InvalidOrderException;
import org.poolstarter.pool.OrderConflictException;
import org.poolstarter.pool.PoolAction;
import org.poolstarter.pool.PoolChange;
import org.poolstarter.pool.PoolControl;
import org.poolstarter.pool.PoolOrder;
import org.poolstarter.pool.PoolPlan;
import org.poolstarter.pool.PoolState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What any running pool of HikariCP can be told: other sizes and times, and to close connections. */
class HikariControl implements ChangeTarget {

    static final String MAX_SIZE = "max-size";
    static final String MIN_IDLE = "min-idle";

    private static final long PATIENCE_MILLIS = JdbcPoolLimits.SHORTEST_TIMEOUT.toMillis();
    private static final Logger logger = LoggerFactory.getLogger(HikariControl.class);

    private final HikariDataSource dataSource;
    private final ProbeMark mark;
    private final int limit;

    /**
     * A control of one pool.
     *
     * @param mark marks the thread that borrows connections in order to close them
     * @param limit what the size can be raised to
     */
    HikariControl(HikariDataSource dataSource, ProbeMark mark, int limit) {
        this.dataSource = dataSource;
        this.mark = mark;
        this.limit = limit;
    }

    /** The control for people and the endpoint. */
    PoolControl build(String name) {
        PoolControl.Builder builder = PoolControl.of(name, "jdbc")
                .changeable(settings(), this)
                .on(PoolAction.EVICT_IDLE, order -> evictIdle())
                .on(PoolAction.EVICT_ALL, order -> evictAll());
        addActions(builder);
        return builder.build();
    }

    /** Adds pausing where HikariCP allows it. */
    void addActions(PoolControl.Builder builder) {
        if (dataSource.isAllowPoolSuspension()) {
            builder.on(PoolAction.PAUSE, this::suspend)
                    .on(PoolAction.RESUME, this::resume)
                    .state(() -> isSuspended() ? PoolState.PAUSED : PoolState.RUNNING);
        }
    }

    List<ChangeableSetting> settings() {
        List<ChangeableSetting> settings = new ArrayList<>();
        settings.add(ChangeableSetting.count(MAX_SIZE, 1, limit));
        settings.add(ChangeableSetting.count(MIN_IDLE, 0, limit));
        settings.add(ChangeableSetting.time("acquire-timeout", JdbcPoolLimits.SHORTEST_TIMEOUT));
        settings.add(ChangeableSetting.time("validation-timeout", JdbcPoolLimits.SHORTEST_TIMEOUT));
        settings.add(ChangeableSetting.time("idle-timeout", JdbcPoolLimits.SHORTEST_IDLE_TIMEOUT)
                .orOff());
        settings.add(ChangeableSetting.time("max-lifetime", JdbcPoolLimits.SHORTEST_LIFETIME)
                .orOff());
        settings.add(ChangeableSetting.time("leak-threshold", JdbcPoolLimits.SHORTEST_LEAK_THRESHOLD)
                .orOff());
        return settings;
    }

    @Override
    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(MAX_SIZE, dataSource.getMaximumPoolSize());
        values.put(MIN_IDLE, minIdle());
        values.put("acquire-timeout", Duration.ofMillis(dataSource.getConnectionTimeout()));
        values.put("validation-timeout", Duration.ofMillis(dataSource.getValidationTimeout()));
        values.put("idle-timeout", orOff(dataSource.getIdleTimeout()));
        values.put("max-lifetime", orOff(dataSource.getMaxLifetime()));
        values.put("leak-threshold", orOff(dataSource.getLeakDetectionThreshold()));
        return values;
    }

    int minIdle() {
        int min = dataSource.getMinimumIdle();
        return (min < 0) ? dataSource.getMaximumPoolSize() : min;
    }

    @Override
    public void check(Map<String, Object> wanted) {
        try {
            new JdbcPoolLimits(
                    count(wanted, MIN_IDLE),
                    count(wanted, MAX_SIZE),
                    Objects.requireNonNull(time(wanted, "acquire-timeout")),
                    Objects.requireNonNull(time(wanted, "validation-timeout")),
                    time(wanted, "idle-timeout"),
                    time(wanted, "max-lifetime"),
                    null,
                    time(wanted, "leak-threshold"));
        } catch (InvalidJdbcSettingException ex) {
            throw new InvalidOrderException(
                    ex.key(), wanted.get(ex.key()), ex.rule(), "Change both in one order, or give another value.");
        }
    }

    @Override
    public void apply(Map<String, Object> changed) {
        changed.forEach(this::apply);
        if (changed.containsKey(MAX_SIZE)) {
            resized();
        }
    }

    void apply(String key, Object value) {
        switch (key) {
            case MAX_SIZE -> dataSource.setMaximumPoolSize((Integer) value);
            case MIN_IDLE -> setMinIdle((Integer) value);
            case "acquire-timeout" -> dataSource.setConnectionTimeout(millis(value));
            case "validation-timeout" -> dataSource.setValidationTimeout(millis(value));
            case "idle-timeout" -> dataSource.setIdleTimeout(millis(value));
            case "max-lifetime" -> dataSource.setMaxLifetime(millis(value));
            case "leak-threshold" -> dataSource.setLeakDetectionThreshold(millis(value));
            default -> throw new IllegalArgumentException(key);
        }
    }

    void setMinIdle(int value) {
        dataSource.setMinimumIdle(value);
    }

    /* HikariCP lets a surplus age out, and opens for callers that wait only when the next one comes. */
    private void resized() {
        HikariPool pool = pool();
        if (pool == null) {
            return;
        }
        int surplus = pool.getTotalConnections() - dataSource.getMaximumPoolSize();
        if (surplus > 0) {
            closeIdle(pool, surplus);
        } else if (pool.getThreadsAwaitingConnection() > 0) {
            wake(pool);
        }
    }

    private void wake(HikariPool pool) {
        mark.begin();
        try (Connection connection = pool.getConnection(PATIENCE_MILLIS)) {
            logger.trace("{} - {} woke the pool", dataSource.getPoolName(), connection);
        } catch (SQLException ex) {
            logger.debug("{} - No connection for now after resizing", dataSource.getPoolName(), ex);
        } finally {
            mark.end();
        }
    }

    private PoolPlan evictIdle() {
        HikariPool pool = running();
        int idle = pool.getIdleConnections();
        return (idle == 0)
                ? PoolPlan.nothing()
                : PoolPlan.of(new PoolChange("idle", idle, 0), () -> closeIdle(pool, idle))
                        .noting("The pool opens new ones up to min-idle.");
    }

    /* HikariCP can evict what one holds, or everything. So each idle one is held for a moment. */
    private void closeIdle(HikariPool pool, int count) {
        mark.begin();
        try {
            for (int i = 0; i < count && pool.getIdleConnections() > 0; i++) {
                try (Connection connection = pool.getConnection(PATIENCE_MILLIS)) {
                    evict(connection);
                }
            }
        } catch (SQLException ex) {
            logger.debug("{} - Callers took the idle connections that were to be closed", dataSource.getPoolName(), ex);
        } finally {
            mark.end();
        }
    }

    private void evict(Connection connection) {
        dataSource.evictConnection(connection);
    }

    private PoolPlan evictAll() {
        HikariPool pool = running();
        int idle = pool.getIdleConnections();
        int active = pool.getActiveConnections();
        List<PoolChange> changes = new ArrayList<>();
        if (idle > 0) {
            changes.add(new PoolChange("idle", idle, 0));
        }
        if (active > 0) {
            changes.add(new PoolChange("active", active, "closed when they come back"));
        }
        return new PoolPlan(changes, List.of("The pool opens new ones up to min-idle."), pool::softEvictConnections);
    }

    private PoolPlan suspend(PoolOrder order) {
        HikariPool pool = running();
        return isSuspended()
                ? PoolPlan.nothing()
                : PoolPlan.of(new PoolChange("state", PoolState.RUNNING, PoolState.PAUSED), pool::suspendPool)
                        .noting("Callers of this pool wait until it resumes, however long.");
    }

    private PoolPlan resume(PoolOrder order) {
        HikariPool pool = running();
        return isSuspended()
                ? PoolPlan.of(new PoolChange("state", PoolState.PAUSED, PoolState.RUNNING), pool::resumePool)
                : PoolPlan.nothing();
    }

    private boolean isSuspended() {
        HikariPool pool = pool();
        return pool != null && pool.poolState == HikariPool.POOL_SUSPENDED;
    }

    /** The running pool. */
    HikariPool running() {
        HikariPool pool = pool();
        if (pool == null || dataSource.isClosed()) {
            throw new OrderConflictException(
                    "The pool %s does not run: it opens with its first connection, and is gone when it is closed"
                            .formatted(dataSource.getPoolName()));
        }
        return pool;
    }

    private @Nullable HikariPool pool() {
        return (dataSource.getHikariPoolMXBean() instanceof HikariPool pool) ? pool : null;
    }

    private static Object orOff(long millis) {
        return (millis > 0) ? Duration.ofMillis(millis) : OFF;
    }

    private static long millis(Object value) {
        return (value instanceof Duration duration) ? duration.toMillis() : 0;
    }

    private static int count(Map<String, Object> values, String key) {
        return (Integer) Objects.requireNonNull(values.get(key));
    }

    private static @Nullable Duration time(Map<String, Object> values, String key) {
        return (values.get(key) instanceof Duration duration) ? duration : null;
    }
}
