/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.metrics;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every meter of a pool that OpenTelemetry's semantic conventions of database clients name, and the meter of ours that it
 * is. Its attribute is {@value #POOL_NAME}, the name of the pool; that of counted connections is {@value #STATE} besides.
 */
public enum OtelMeter {
    COUNT_USED("db.client.connection.count", "{connection}", "used", PoolMeter.ACTIVE),
    COUNT_IDLE("db.client.connection.count", "{connection}", "idle", PoolMeter.IDLE),
    IDLE_MAX("db.client.connection.idle.max", "{connection}", null, PoolMeter.MAX),
    IDLE_MIN("db.client.connection.idle.min", "{connection}", null, PoolMeter.MIN),
    MAX("db.client.connection.max", "{connection}", null, PoolMeter.MAX),
    PENDING_REQUESTS("db.client.connection.pending_requests", "{request}", null, PoolMeter.PENDING),
    TIMEOUTS("db.client.connection.timeouts", "{timeout}", null, PoolMeter.TIMEOUTS),
    CREATE_TIME("db.client.connection.create_time", "s", null, PoolMeter.OPEN),
    WAIT_TIME("db.client.connection.wait_time", "s", null, PoolMeter.ACQUIRE),
    USE_TIME("db.client.connection.use_time", "s", null, PoolMeter.USAGE);

    /** The attribute that names the pool. */
    public static final String POOL_NAME = "db.client.connection.pool.name";

    /** The attribute that tells held connections from idle ones. */
    public static final String STATE = "db.client.connection.state";

    private final String meterName;
    private final String unit;
    private final @Nullable String state;
    private final PoolMeter meter;

    OtelMeter(String meterName, String unit, @Nullable String state, PoolMeter meter) {
        this.meterName = meterName;
        this.unit = unit;
        this.state = state;
        this.meter = meter;
    }

    /** The name of the metric. */
    public String meterName() {
        return meterName;
    }

    /** The unit of the conventions; not part of the published name, and of times only in how they are published. */
    public String unit() {
        return unit;
    }

    /** The value of {@value #STATE}; null where the metric has no such attribute. */
    public @Nullable String state() {
        return state;
    }

    /** The meter of ours whose value it has. */
    public PoolMeter meter() {
        return meter;
    }

    /** Those that have the value of this meter; empty where the conventions have no name for it. */
    static List<OtelMeter> of(PoolMeter meter) {
        return Arrays.stream(values()).filter(other -> other.meter == meter).toList();
    }
}
