/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.autoconfigure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.poolstarter.account.AccountPoolSettings.LeakStacks;
import org.poolstarter.account.AccountPoolSettings.ReuseOrder;
import org.poolstarter.account.AccountPoolSettings.WhenBusy;

/** The keys of an account pool that a profile may set. A key that is absent is taken from the next weaker profile. */
public class AccountTuning {

    /** Upper bound of clients in all, whatever the account, 1 or more. */
    private @Nullable Integer maxSize;

    /** What max-size can be raised to while the pool runs, not below max-size. Unset, four times max-size. */
    private @Nullable Integer maxSizeLimit;

    /** Upper bound of clients of one account, 1 or more. */
    private @Nullable Integer maxPerAccount;

    /** Whether a second caller of a busy account of an exclusive pool is rejected at once, or waits. */
    private @Nullable WhenBusy whenBusy;

    /** Whether a released client is kept for the next caller of its account. */
    private @Nullable Boolean keepIdle;

    /** Which idle client of an account is lent first: mru, the one released last, or lru, the one idle for longest. */
    private @Nullable ReuseOrder reuseOrder;

    /** Upper bound of clients being opened at once, whatever the account, 1 or more. */
    private @Nullable Integer maxOpening;

    /** Upper bound of callers that wait in all, 1 or more; one more is rejected at once. Unset, any number waits. */
    private @Nullable Integer maxPending;

    /**
     * Upper bound of callers that wait for one account, 1 or more; one more is rejected at once. Unset, any number
     * waits.
     */
    private @Nullable Integer maxPendingPerAccount;

    /** How long a caller waits for a client in all, positive. */
    private @Nullable Duration acquireTimeout;

    /**
     * How long opening a client may take, positive and never above acquire-timeout; so long may validating and
     * closing one take, too.
     */
    private @Nullable Duration connectTimeout;

    /** Longest lease, positive; then the client is closed under its holder. */
    private @Nullable Duration sessionTimeout;

    /**
     * From how long on a lease is warned of as a leak, positive and never above session-timeout. Unset, four fifths
     * of that.
     */
    private @Nullable Duration leakThreshold;

    /**
     * When an acquire keeps the stack of its caller for that warning: none, after-leak (from the first leak of the
     * pool on) or all.
     */
    private @Nullable LeakStacks leakStacks;

    /** How long a client stays idle before it is closed, positive. */
    private @Nullable Duration idleTimeout;

    /** How old a client gets before it is closed instead of reused, positive. */
    private @Nullable Duration maxLifetime;

    /** By which share of max-lifetime a client may be closed earlier, at random, 0.0 to 0.9. */
    private @Nullable Double lifetimeJitter;

    /** How often a client is lent before it is closed, 1 or more. Unset, any number of times. */
    private @Nullable Integer maxUses;

    /** How long a client may be idle and still be lent without being validated, 0 or more. */
    private @Nullable Duration validateAfter;

    /**
     * How long a client may be idle before it is validated although nobody wants it; 0 turns it off, and so does
     * leaving it unset.
     */
    private @Nullable Duration keepaliveInterval;

    /** How long an account waits for its next open after a failed one, 0 or more; doubled by each further failure. */
    private @Nullable Duration openBackoff;

    /** Upper bound of that doubling, not below open-backoff. */
    private @Nullable Duration maxOpenBackoff;

    /** How much longer a wait makes up for one step of priority, positive. */
    private @Nullable Duration agingInterval;

    /** How often clients idle for too long and lost leases are looked for, positive. */
    private @Nullable Duration cleanupInterval;

    /** How long closing the pool waits for held clients, 0 or more. */
    private @Nullable Duration closeTimeout;

    /** Of how many of the last sessions a record is kept, 0 to 100000; 0 keeps none. */
    private @Nullable Integer sessionRecords;

    /** Whether each session that ends is logged in one line, at INFO. */
    private @Nullable Boolean sessionLog;

    public @Nullable Integer getMaxSize() {
        return this.maxSize;
    }

    public void setMaxSize(@Nullable Integer maxSize) {
        this.maxSize = maxSize;
    }

    public @Nullable Integer getMaxSizeLimit() {
        return this.maxSizeLimit;
    }

    public void setMaxSizeLimit(@Nullable Integer maxSizeLimit) {
        this.maxSizeLimit = maxSizeLimit;
    }

    public @Nullable Integer getMaxPerAccount() {
        return this.maxPerAccount;
    }

    public void setMaxPerAccount(@Nullable Integer maxPerAccount) {
        this.maxPerAccount = maxPerAccount;
    }

    public @Nullable WhenBusy getWhenBusy() {
        return this.whenBusy;
    }

    public void setWhenBusy(@Nullable WhenBusy whenBusy) {
        this.whenBusy = whenBusy;
    }

    public @Nullable Boolean getKeepIdle() {
        return this.keepIdle;
    }

    public void setKeepIdle(@Nullable Boolean keepIdle) {
        this.keepIdle = keepIdle;
    }

    public @Nullable ReuseOrder getReuseOrder() {
        return this.reuseOrder;
    }

    public void setReuseOrder(@Nullable ReuseOrder reuseOrder) {
        this.reuseOrder = reuseOrder;
    }

    public @Nullable Integer getMaxOpening() {
        return this.maxOpening;
    }

    public void setMaxOpening(@Nullable Integer maxOpening) {
        this.maxOpening = maxOpening;
    }

    public @Nullable Integer getMaxPending() {
        return this.maxPending;
    }

    public void setMaxPending(@Nullable Integer maxPending) {
        this.maxPending = maxPending;
    }

    public @Nullable Integer getMaxPendingPerAccount() {
        return this.maxPendingPerAccount;
    }

    public void setMaxPendingPerAccount(@Nullable Integer maxPendingPerAccount) {
        this.maxPendingPerAccount = maxPendingPerAccount;
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

    public @Nullable Duration getLeakThreshold() {
        return this.leakThreshold;
    }

    public void setLeakThreshold(@Nullable Duration leakThreshold) {
        this.leakThreshold = leakThreshold;
    }

    public @Nullable LeakStacks getLeakStacks() {
        return this.leakStacks;
    }

    public void setLeakStacks(@Nullable LeakStacks leakStacks) {
        this.leakStacks = leakStacks;
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

    public @Nullable Double getLifetimeJitter() {
        return this.lifetimeJitter;
    }

    public void setLifetimeJitter(@Nullable Double lifetimeJitter) {
        this.lifetimeJitter = lifetimeJitter;
    }

    public @Nullable Integer getMaxUses() {
        return this.maxUses;
    }

    public void setMaxUses(@Nullable Integer maxUses) {
        this.maxUses = maxUses;
    }

    public @Nullable Duration getValidateAfter() {
        return this.validateAfter;
    }

    public void setValidateAfter(@Nullable Duration validateAfter) {
        this.validateAfter = validateAfter;
    }

    public @Nullable Duration getKeepaliveInterval() {
        return this.keepaliveInterval;
    }

    public void setKeepaliveInterval(@Nullable Duration keepaliveInterval) {
        this.keepaliveInterval = keepaliveInterval;
    }

    public @Nullable Duration getOpenBackoff() {
        return this.openBackoff;
    }

    public void setOpenBackoff(@Nullable Duration openBackoff) {
        this.openBackoff = openBackoff;
    }

    public @Nullable Duration getMaxOpenBackoff() {
        return this.maxOpenBackoff;
    }

    public void setMaxOpenBackoff(@Nullable Duration maxOpenBackoff) {
        this.maxOpenBackoff = maxOpenBackoff;
    }

    public @Nullable Duration getAgingInterval() {
        return this.agingInterval;
    }

    public void setAgingInterval(@Nullable Duration agingInterval) {
        this.agingInterval = agingInterval;
    }

    public @Nullable Duration getCleanupInterval() {
        return this.cleanupInterval;
    }

    public void setCleanupInterval(@Nullable Duration cleanupInterval) {
        this.cleanupInterval = cleanupInterval;
    }

    public @Nullable Duration getCloseTimeout() {
        return this.closeTimeout;
    }

    public void setCloseTimeout(@Nullable Duration closeTimeout) {
        this.closeTimeout = closeTimeout;
    }

    public @Nullable Integer getSessionRecords() {
        return this.sessionRecords;
    }

    public void setSessionRecords(@Nullable Integer sessionRecords) {
        this.sessionRecords = sessionRecords;
    }

    public @Nullable Boolean getSessionLog() {
        return this.sessionLog;
    }

    public void setSessionLog(@Nullable Boolean sessionLog) {
        this.sessionLog = sessionLog;
    }
}
