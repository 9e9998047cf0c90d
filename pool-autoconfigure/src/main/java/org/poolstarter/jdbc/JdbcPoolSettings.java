/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import com.zaxxer.hikari.HikariConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolSettings;

/**
 * The resolved settings of one JDBC pool.
 *
 * @param name the pool's name, not empty
 * @param target where it connects to
 * @param limits its sizes and times
 * @param timeouts the times the driver keeps
 * @param watch what it does beside pooling
 * @param failFast whether opening the pool fails when the database cannot be reached
 * @param warmUp whether the idle connections that the pool tries to keep are opened in parallel at first
 * @param shown the same settings for people, with their origins; without any secret
 */
public record JdbcPoolSettings(
        String name,
        JdbcTarget target,
        JdbcPoolLimits limits,
        DriverTimeouts timeouts,
        JdbcWatchSettings watch,
        boolean failFast,
        boolean warmUp,
        PoolSettings shown) {

    private static final long TRY_ONCE = 1;
    private static final long SKIP = -1;

    public JdbcPoolSettings {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name must not be empty");
        }
    }

    /** The same settings, shown otherwise. */
    public JdbcPoolSettings withShown(PoolSettings otherwise) {
        return new JdbcPoolSettings(name, target, limits, timeouts, watch, failFast, warmUp, otherwise);
    }

    /**
     * A configuration of HikariCP with these settings, on which native ones may still be laid.
     *
     * @return a new configuration; it names no data source yet and knows nothing of {@link #timeouts}
     * @throws InvalidJdbcSettingException if the class of the driver cannot be loaded
     */
    public HikariConfig toHikariConfig() {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(target.url());
        config.setUsername(target.username());
        config.setPassword(target.password());
        setDriver(config);
        config.setMinimumIdle(limits.minIdle());
        config.setMaximumPoolSize(limits.maxSize());
        config.setConnectionTimeout(limits.acquireTimeout().toMillis());
        config.setValidationTimeout(limits.validationTimeout().toMillis());
        config.setIdleTimeout(millisOrZero(limits.idleTimeout()));
        config.setMaxLifetime(millisOrZero(limits.maxLifetime()));
        config.setKeepaliveTime(millisOrZero(limits.keepalive()));
        config.setLeakDetectionThreshold(millisOrZero(limits.leakThreshold()));
        config.setInitializationFailTimeout(failFast ? TRY_ONCE : SKIP);
        return config;
    }

    private void setDriver(HikariConfig config) {
        if (target.driverClassName() == null) {
            return;
        }
        try {
            config.setDriverClassName(target.driverClassName());
        } catch (RuntimeException ex) { // HikariCP throws no narrower type when the class is missing
            throw new InvalidJdbcSettingException(
                    "driver-class-name", "must be a class on the class path but is " + target.driverClassName());
        }
    }

    /* 0 is HikariCP's word for off. */
    private static long millisOrZero(@Nullable Duration duration) {
        return (duration != null) ? duration.toMillis() : 0;
    }
}
