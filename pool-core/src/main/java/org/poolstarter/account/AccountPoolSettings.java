/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account;

import java.time.Duration;

/**
 * Limits and times of an account pool. Build one with {@link #builder()}, which begins with the values of the profile
 * {@code medium}.
 *
 * @param maxSize clients in all, whatever the account, 1 or more
 * @param maxPerAccount clients of one account, 1 or more; 1 if exclusive
 * @param exclusive whether an account has one client at most and a second acquire is told at once that it is busy
 * @param keepIdle whether a released client is kept for the next acquire of its account, or closed
 * @param acquireTimeout how long an acquire waits in all, positive
 * @param connectTimeout how long opening a client may take before its caller is told that it failed, positive; never
 *     above the acquire timeout
 * @param sessionTimeout the longest lease, positive; then the client is closed under its holder
 * @param idleTimeout how long an idle client is kept, positive
 * @param maxLifetime how old a client gets before it is closed instead of reused, positive
 * @param cleanupInterval how often idle clients are looked through, positive
 * @param closeTimeout how long closing the pool waits for held clients to come back, zero or more
 */
public record AccountPoolSettings(
        int maxSize,
        int maxPerAccount,
        boolean exclusive,
        boolean keepIdle,
        Duration acquireTimeout,
        Duration connectTimeout,
        Duration sessionTimeout,
        Duration idleTimeout,
        Duration maxLifetime,
        Duration cleanupInterval,
        Duration closeTimeout) {

    public AccountPoolSettings {
        requirePositive("max-size", maxSize);
        requirePositive("max-per-account", maxPerAccount);
        if (exclusive && maxPerAccount != 1) {
            throw new IllegalArgumentException(
                    "max-per-account must be 1 for an exclusive pool but is " + maxPerAccount);
        }
        requirePositive("acquire-timeout", acquireTimeout);
        requirePositive("connect-timeout", connectTimeout);
        if (connectTimeout.compareTo(acquireTimeout) > 0) {
            throw new IllegalArgumentException("connect-timeout must not be above acquire-timeout (%s) but is %s"
                    .formatted(acquireTimeout, connectTimeout));
        }
        requirePositive("session-timeout", sessionTimeout);
        requirePositive("idle-timeout", idleTimeout);
        requirePositive("max-lifetime", maxLifetime);
        requirePositive("cleanup-interval", cleanupInterval);
        if (closeTimeout.isNegative()) {
            throw new IllegalArgumentException("close-timeout must not be negative but is " + closeTimeout);
        }
    }

    /** A builder that begins with the values of the profile {@code medium}. */
    public static Builder builder() {
        return new Builder();
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1 but is " + value);
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive but is " + value);
        }
    }

    /** Collects settings; each method sets the component of its name. Not thread-safe. */
    public static final class Builder {

        private int maxSize = 10;
        private int maxPerAccount = 3;
        private boolean exclusive;
        private boolean keepIdle = true;
        private Duration acquireTimeout = Duration.ofSeconds(60);
        private Duration connectTimeout = Duration.ofSeconds(30);
        private Duration sessionTimeout = Duration.ofMinutes(10);
        private Duration idleTimeout = Duration.ofMinutes(5);
        private Duration maxLifetime = Duration.ofHours(1);
        private Duration cleanupInterval = Duration.ofSeconds(60);
        private Duration closeTimeout = Duration.ofSeconds(10);

        private Builder() {}

        public Builder maxSize(int maxSize) {
            this.maxSize = maxSize;
            return this;
        }

        public Builder maxPerAccount(int maxPerAccount) {
            this.maxPerAccount = maxPerAccount;
            return this;
        }

        /** Also makes {@code maxPerAccount} 1. */
        public Builder exclusive() {
            this.exclusive = true;
            this.maxPerAccount = 1;
            return this;
        }

        public Builder keepIdle(boolean keepIdle) {
            this.keepIdle = keepIdle;
            return this;
        }

        public Builder acquireTimeout(Duration acquireTimeout) {
            this.acquireTimeout = acquireTimeout;
            return this;
        }

        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = connectTimeout;
            return this;
        }

        public Builder sessionTimeout(Duration sessionTimeout) {
            this.sessionTimeout = sessionTimeout;
            return this;
        }

        public Builder idleTimeout(Duration idleTimeout) {
            this.idleTimeout = idleTimeout;
            return this;
        }

        public Builder maxLifetime(Duration maxLifetime) {
            this.maxLifetime = maxLifetime;
            return this;
        }

        public Builder cleanupInterval(Duration cleanupInterval) {
            this.cleanupInterval = cleanupInterval;
            return this;
        }

        public Builder closeTimeout(Duration closeTimeout) {
            this.closeTimeout = closeTimeout;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException if a value is out of its bounds; the message names it
         */
        public AccountPoolSettings build() {
            return new AccountPoolSettings(
                    maxSize,
                    maxPerAccount,
                    exclusive,
                    keepIdle,
                    acquireTimeout,
                    connectTimeout,
                    sessionTimeout,
                    idleTimeout,
                    maxLifetime,
                    cleanupInterval,
                    closeTimeout);
        }
    }
}
