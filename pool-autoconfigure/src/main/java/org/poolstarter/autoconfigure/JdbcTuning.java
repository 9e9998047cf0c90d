/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The keys of a JDBC pool that a profile may set. A key that is absent is taken from the next weaker profile. */
public class JdbcTuning {

    /** Idle connections the pool tries to keep, 0 or more. */
    private @Nullable Integer minIdle;

    /** Upper bound of connections, 1 or more. */
    private @Nullable Integer maxSize;

    /** How long a caller waits for a connection, at least 250ms. */
    private @Nullable Duration acquireTimeout;

    /** How long a connection above min-idle stays idle before it is closed, at least 10s; 0 keeps it. */
    private @Nullable Duration idleTimeout;

    /** How old a connection gets before it is replaced, at least 30s; 0 for no limit. */
    private @Nullable Duration maxLifetime;

    /** How often an idle connection is probed so that it stays open, at least 30s and below max-lifetime; 0 turns it off. */
    private @Nullable Duration keepalive;

    /** How long a check that a connection is alive may take, at least 250ms and below acquire-timeout. */
    private @Nullable Duration validationTimeout;

    /** How long connecting to the server may take, 1s or more; mapped to the property of the driver. */
    private @Nullable Duration connectTimeout;

    /** How long one read from the server may take, 1s or more; mapped to the property of the driver. Unset, a read waits for ever. */
    private @Nullable Duration socketTimeout;

    /** From how long on a held connection is logged with where it was acquired, at least 2s; 0 turns it off. Each acquire then records its stack. */
    private @Nullable Duration leakThreshold;

    /** How many callers may wait for a connection, 1 or more; one more is refused at once. 0, as unset, for no bound. */
    private @Nullable Integer maxPending;

    /** What max-size can be raised to while the pool runs, not below max-size. Unset, four times max-size. */
    private @Nullable Integer maxSizeLimit;

    /** From how long on a statement is logged and counted as slow, at least 1ms; 0, or nothing, turns it off. Needs net.ttddyy:datasource-proxy. */
    private @Nullable Duration slowQueryThreshold;

    /** Whether the parameters of slow statements are shown too; they may hold personal data. Unset, they are not. */
    private @Nullable Boolean slowQueryParameters;

    public @Nullable Integer getMinIdle() {
        return this.minIdle;
    }

    public void setMinIdle(@Nullable Integer minIdle) {
        this.minIdle = minIdle;
    }

    public @Nullable Integer getMaxSize() {
        return this.maxSize;
    }

    public void setMaxSize(@Nullable Integer maxSize) {
        this.maxSize = maxSize;
    }

    public @Nullable Duration getAcquireTimeout() {
        return this.acquireTimeout;
    }

    public void setAcquireTimeout(@Nullable Duration acquireTimeout) {
        this.acquireTimeout = acquireTimeout;
    }

    public @Nullable Duration getIdleTimeout() {
        return this.idleTimeout;
    }

    public void setIdleTimeout(@Nullable Duration idleTimeout) {
        this.idleTimeout = idleTimeout;
    }

    public @Nullable Duration getMaxLifetime() {
        return this.maxLifetime;
    }

    public void setMaxLifetime(@Nullable Duration maxLifetime) {
        this.maxLifetime = maxLifetime;
    }

    public @Nullable Duration getKeepalive() {
        return this.keepalive;
    }

    public void setKeepalive(@Nullable Duration keepalive) {
        this.keepalive = keepalive;
    }

    public @Nullable Duration getValidationTimeout() {
        return this.validationTimeout;
    }

    public void setValidationTimeout(@Nullable Duration validationTimeout) {
        this.validationTimeout = validationTimeout;
    }

    public @Nullable Duration getConnectTimeout() {
        return this.connectTimeout;
    }

    public void setConnectTimeout(@Nullable Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public @Nullable Duration getSocketTimeout() {
        return this.socketTimeout;
    }

    public void setSocketTimeout(@Nullable Duration socketTimeout) {
        this.socketTimeout = socketTimeout;
    }

    public @Nullable Duration getLeakThreshold() {
        return this.leakThreshold;
    }

    public void setLeakThreshold(@Nullable Duration leakThreshold) {
        this.leakThreshold = leakThreshold;
    }

    public @Nullable Integer getMaxPending() {
        return this.maxPending;
    }

    public void setMaxPending(@Nullable Integer maxPending) {
        this.maxPending = maxPending;
    }

    public @Nullable Integer getMaxSizeLimit() {
        return this.maxSizeLimit;
    }

    public void setMaxSizeLimit(@Nullable Integer maxSizeLimit) {
        this.maxSizeLimit = maxSizeLimit;
    }

    public @Nullable Duration getSlowQueryThreshold() {
        return this.slowQueryThreshold;
    }

    public void setSlowQueryThreshold(@Nullable Duration slowQueryThreshold) {
        this.slowQueryThreshold = slowQueryThreshold;
    }

    public @Nullable Boolean getSlowQueryParameters() {
        return this.slowQueryParameters;
    }

    public void setSlowQueryParameters(@Nullable Boolean slowQueryParameters) {
        this.slowQueryParameters = slowQueryParameters;
    }
}
