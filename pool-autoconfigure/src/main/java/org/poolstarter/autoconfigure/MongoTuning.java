/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The keys of a MongoDB client that a profile may set. A key that is absent is taken from the next weaker profile. */
public class MongoTuning {

    /** Connections to each server that the pool tries to keep, 0 or more. */
    private @Nullable Integer minIdle;

    /** Upper bound of connections to each server, 1 or more. */
    private @Nullable Integer maxSize;

    /** Connections that may be opened at once to each server, 1 or more. */
    private @Nullable Integer maxConnecting;

    /** How long an operation waits for a connection, positive. */
    private @Nullable Duration acquireTimeout;

    /** How long a connection stays idle before it is closed; 0 keeps it. */
    private @Nullable Duration idleTimeout;

    /** How old a connection gets before it is replaced; 0 for no limit. */
    private @Nullable Duration maxLifetime;

    /** How long an operation waits for a suitable server, positive. */
    private @Nullable Duration serverSelectionTimeout;

    /** How long connecting to a server may take, positive. */
    private @Nullable Duration connectTimeout;

    /** How long one read from a server may take; 0 for no limit. */
    private @Nullable Duration socketTimeout;

    /** Whether reads are tried again once after a network error. */
    private @Nullable Boolean retryReads;

    /** Whether writes are tried again once after a network error. */
    private @Nullable Boolean retryWrites;

    /** Write concern: a number of members, majority, or the name of a custom one. */
    private @Nullable String writeConcern;

    /** Whether a write is acknowledged only when it is in the journal. */
    private @Nullable Boolean journal;

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

    public @Nullable Integer getMaxConnecting() {
        return this.maxConnecting;
    }

    public void setMaxConnecting(@Nullable Integer maxConnecting) {
        this.maxConnecting = maxConnecting;
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

    public @Nullable Duration getServerSelectionTimeout() {
        return this.serverSelectionTimeout;
    }

    public void setServerSelectionTimeout(@Nullable Duration serverSelectionTimeout) {
        this.serverSelectionTimeout = serverSelectionTimeout;
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

    public @Nullable Boolean getRetryReads() {
        return this.retryReads;
    }

    public void setRetryReads(@Nullable Boolean retryReads) {
        this.retryReads = retryReads;
    }

    public @Nullable Boolean getRetryWrites() {
        return this.retryWrites;
    }

    public void setRetryWrites(@Nullable Boolean retryWrites) {
        this.retryWrites = retryWrites;
    }

    public @Nullable String getWriteConcern() {
        return this.writeConcern;
    }

    public void setWriteConcern(@Nullable String writeConcern) {
        this.writeConcern = writeConcern;
    }

    public @Nullable Boolean getJournal() {
        return this.journal;
    }

    public void setJournal(@Nullable Boolean journal) {
        this.journal = journal;
    }
}
