/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The keys of an account pool that a profile may set. A key that is absent is taken from the next weaker profile. */
public class AccountTuning {

    /** Upper bound of clients in all, whatever the account, 1 or more. */
    private @Nullable Integer maxSize;

    /** Upper bound of clients of one account, 1 or more. */
    private @Nullable Integer maxPerAccount;

    /** How long a caller waits for a client in all, positive. */
    private @Nullable Duration acquireTimeout;

    /** How long opening a client may take, positive and never above acquire-timeout. */
    private @Nullable Duration connectTimeout;

    /** Longest lease, positive; then the client is closed under its holder. */
    private @Nullable Duration sessionTimeout;

    /** How long a client stays idle before it is closed, positive. */
    private @Nullable Duration idleTimeout;

    /** How old a client gets before it is closed instead of reused, positive. */
    private @Nullable Duration maxLifetime;

    /** How often idle clients are looked through, positive. */
    private @Nullable Duration cleanupInterval;

    /** Whether a released client is kept for the next caller of its account. */
    private @Nullable Boolean keepIdle;

    /** How long closing the pool waits for held clients, 0 or more. */
    private @Nullable Duration closeTimeout;

    public @Nullable Integer getMaxSize() {
        return this.maxSize;
    }

    public void setMaxSize(@Nullable Integer maxSize) {
        this.maxSize = maxSize;
    }

    public @Nullable Integer getMaxPerAccount() {
        return this.maxPerAccount;
    }

    public void setMaxPerAccount(@Nullable Integer maxPerAccount) {
        this.maxPerAccount = maxPerAccount;
    }

    public @Nullable Duration getAcquireTimeout() {
        return this.acquireTimeout;
    }

    public void setAcquireTimeout(@Nullable Duration acquireTimeout) {
        this.acquireTimeout = acquireTimeout;
    }

    public @Nullable Duration getConnectTimeout() {
        return this.connectTimeout;
    }

    public void setConnectTimeout(@Nullable Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public @Nullable Duration getSessionTimeout() {
        return this.sessionTimeout;
    }

    public void setSessionTimeout(@Nullable Duration sessionTimeout) {
        this.sessionTimeout = sessionTimeout;
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

    public @Nullable Duration getCleanupInterval() {
        return this.cleanupInterval;
    }

    public void setCleanupInterval(@Nullable Duration cleanupInterval) {
        this.cleanupInterval = cleanupInterval;
    }

    public @Nullable Boolean getKeepIdle() {
        return this.keepIdle;
    }

    public void setKeepIdle(@Nullable Boolean keepIdle) {
        this.keepIdle = keepIdle;
    }

    public @Nullable Duration getCloseTimeout() {
        return this.closeTimeout;
    }

    public void setCloseTimeout(@Nullable Duration closeTimeout) {
        this.closeTimeout = closeTimeout;
    }
}
