/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.jdbc;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.poolstarter.pool.PoolSettings;
import org.poolstarter.pool.PoolSettings.Setting;

/** Settings of a small pool, to change one by one. */
final class TestSettings {

    private final String url;
    private @Nullable String username;
    private @Nullable String password;
    private int minIdle = 0;
    private int maxSize = 2;
    private Duration acquireTimeout = Duration.ofSeconds(5);
    private @Nullable Duration connectTimeout;
    private @Nullable Duration socketTimeout;
    private boolean failFast;
    private boolean warmUp;
    private JdbcWatchSettings watch = JdbcWatchSettings.none();

    private TestSettings(String url) {
        this.url = url;
    }

    static TestSettings of(String url) {
        return new TestSettings(url);
    }

    static TestSettings h2(String database) {
        return new TestSettings("jdbc:h2:mem:" + database).username("sa");
    }

    TestSettings username(String username) {
        this.username = username;
        return this;
    }

    TestSettings password(String password) {
        this.password = password;
        return this;
    }

    TestSettings sizes(int minIdle, int maxSize) {
        this.minIdle = minIdle;
        this.maxSize = maxSize;
        return this;
    }

    TestSettings acquireTimeout(Duration acquireTimeout) {
        this.acquireTimeout = acquireTimeout;
        return this;
    }

    TestSettings connectTimeout(Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
        return this;
    }

    TestSettings socketTimeout(Duration socketTimeout) {
        this.socketTimeout = socketTimeout;
        return this;
    }

    TestSettings maxPending(int maxPending) {
        this.watch = new JdbcWatchSettings(
                maxPending, watch.maxSizeLimit(), watch.slowQueryThreshold(), watch.slowQueryParameters());
        return this;
    }

    TestSettings slowQueries(Duration threshold, boolean withParameters) {
        this.watch = new JdbcWatchSettings(watch.maxPending(), watch.maxSizeLimit(), threshold, withParameters);
        return this;
    }

    TestSettings failFast() {
        failFast = true;
        return this;
    }

    TestSettings warmUp() {
        warmUp = true;
        return this;
    }

    JdbcPoolSettings build() {
        JdbcPoolLimits limits = new JdbcPoolLimits(
                minIdle,
                maxSize,
                acquireTimeout,
                Duration.ofMillis(250),
                Duration.ofMinutes(10),
                Duration.ofMinutes(30),
                null,
                null);
        PoolSettings shown = new PoolSettings(
                "small", "pools.jdbc.orders", List.of(new Setting("max-size", maxSize, "pools.jdbc.orders.max-size")));
        return new JdbcPoolSettings(
                "orders",
                new JdbcTarget(url, username, password, null),
                limits,
                new DriverTimeouts(connectTimeout, socketTimeout),
                watch,
                failFast,
                warmUp,
                shown);
    }

    JdbcPool open() {
        return JdbcPool.open(build());
    }
}
